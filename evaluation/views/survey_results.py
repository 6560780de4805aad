"""What a closed survey says on the page, and what is withheld because too few answered.

Nothing here can be reached before the close: a survey has no tally until then.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.models import Role
from communities.people.reach import holds
from evaluation.models import Comment, Dimension, Standard, Survey, SurveyFigures
from evaluation.surveys.commenting import comment_counts
from evaluation.surveys.comparing import QuestionTogether, questions_compared
from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally import NOT_SAID, Headline, Interval, ItemTally, Tally, share_interval
from evaluation.surveys.tally.publishing import DIMENSION, ITEM, has_hidden_item, is_shown
from harmony.shared import wording
from harmony.shared.charts.dots import Estimate
from harmony.shared.languages import in_language

Beside = Mapping[tuple[str, str], QuestionTogether]
"""The district's figures, by kind and key."""


@dataclass(frozen=True)
class Line:
    """One question, dimension or group. Without numbers where too few stand behind it.

    ``interval``: where the share of satisfied of all households lies; ``district``: the figure
    of the district beside it, where it may be shown.
    """

    label: str
    answers: int | None
    mean: Decimal | None = None
    satisfied: Decimal | None = None
    interval: Interval | None = None
    district: QuestionTogether | None = None

    @property
    def is_hidden(self) -> bool:
        return self.answers is None

    @property
    def satisfied_range(self) -> str:
        return _range(self.interval, wording.percent, 1)

    @property
    def against_district(self) -> str:
        """Lower or higher only where the district's share lies outside the interval."""
        share = self.district.satisfied if self.district else None
        if share is None or self.satisfied is None or self.is_hidden:
            return ""
        low, high = _ends(self.interval, self.satisfied)
        if high < share:
            return _("Lower")
        return _("Higher") if low > share else _("No real difference")


@dataclass(frozen=True)
class Results:
    """Everything the page says about a closed survey."""

    tally: Tally
    sentence: str
    rate: Decimal | None
    rate_interval: str
    residents_interval: str
    target: Decimal | None
    estimates: list[Estimate]
    dont_know: int
    items: list[Line]
    dimensions: list[Line]
    groups: list[tuple[str, list[Line]]]
    comments: int
    comments_published: int
    withheld: str
    beside: Beside

    @property
    def has_district(self) -> bool:
        return bool(self.beside)

    @property
    def is_for_publication(self) -> bool:
        return not self.withheld


def may_read(user, survey: Survey, counted: Tally | Headline) -> bool:
    """The district reads every result after the close; a street and a community their own, where
    enough people answered for it to be published."""
    place = survey.declaration.community
    if holds(user, Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, over=place):
        return True
    return not withheld_from(survey, counted) and holds(
        user, Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER, over=place
    )


def withheld_from(survey: Survey, counted: Tally | Headline) -> str:
    """Why the score of a closed survey is not published: a value of ``SurveyFigures.Withheld``;
    empty where it is."""
    figures = getattr(survey, "figures", None)
    if figures is not None:
        return figures.withheld
    return "" if counted.is_publishable else SurveyFigures.Withheld.FEW


def results_of(survey: Survey, counted: Tally, user) -> Results:
    """The result in the words of the questionnaire, beside the district's as far as this person
    may be shown it. The same number of queries, however many communities there are."""
    content = content_of(survey.questionnaire)
    withheld = withheld_from(survey, counted)
    is_enough = not withheld
    beside = questions_compared(user, survey) if is_enough else {}
    # What the evaluation needs is shown to the district whatever stands behind it.
    is_rate_shown = not is_enough or is_shown(counted.overall, counted)
    rate = counted.satisfaction_rate if is_rate_shown else None
    comments = comment_counts(survey)
    return Results(
        tally=counted,
        sentence=_sentence(counted, rate),
        rate=rate,
        rate_interval="" if rate is None else _range(counted.rate_interval, wording.percent, 2),
        residents_interval=_range(counted.residents_interval, wording.points, 1),
        target=_target(survey),
        estimates=[] if rate is None else _estimates(counted),
        dont_know=dict(counted.overall.counts).get(content.dont_know.key, 0),
        items=list(_items(content, counted, beside)) if is_enough else [],
        dimensions=list(_dimensions(survey, content, counted, beside)) if is_enough else [],
        groups=list(_groups(content, counted)) if is_enough else [],
        comments=sum(comments.values()),
        comments_published=comments[Comment.Review.SHOWN],
        withheld=withheld,
        beside=beside,
    )


def said(pair) -> str:
    return in_language(pair.zh, pair.en)


def _range(interval: Interval | None, written: Callable[..., str], places: int) -> str:
    """“84.10%–89.60%”; empty where there is none."""
    return range_of(interval.low, interval.high, written, places) if interval else ""


def range_of(
    low: Decimal | None, high: Decimal | None, written: Callable[..., str], places: int
) -> str:
    """“84.1%–89.6%”; empty where there is no interval."""
    if low is None or high is None:
        return ""
    return f"{written(low, places)}–{written(high, places)}"


def _between(interval: Interval | None) -> str:
    if interval is None:
        return ""
    words = {"low": wording.percent(interval.low, 2), "high": wording.percent(interval.high, 2)}
    return _("between %(low)s and %(high)s") % words


def _sentence(counted: Tally, rate: Decimal | None) -> str:
    if counted.satisfaction_rate is None:
        return _("Nobody rated the community as a whole.")
    if rate is None:
        return _("Too few rated the community as a whole for a rate to be shown.")
    words = {
        "rate": wording.percent(rate, 2),
        "count": counted.overall.rated,
        "interval": _between(counted.rate_interval),
    }
    if counted.rate_interval is None:
        return _("%(rate)s of %(count)s residents are satisfied.") % words
    return (
        _("%(rate)s of %(count)s residents are satisfied; for all households it is %(interval)s.")
        % words
    )


def _target(survey: Survey) -> Decimal | None:
    return lowest_rate(survey.declaration.standard)


def lowest_rate(standard: Standard | None) -> Decimal | None:
    """The satisfaction rate that the lowest level of the standard asks for, in percent."""
    asked = [
        Decimal(level["conditions"]["satisfaction_rate_at_least"])
        for level in (standard.levels if standard else [])
        if level.get("conditions", {}).get("satisfaction_rate_at_least") is not None
    ]
    return min(asked, default=None)


def _estimates(counted: Tally) -> list[Estimate]:
    """The rate with its interval, for the chart."""
    rate, interval = counted.satisfaction_rate, counted.rate_interval
    if rate is None:
        return []
    low, high = (interval.low, interval.high) if interval else (rate, rate)
    return [Estimate(_("Satisfied"), rate, low, high, counted.overall.rated)]


def _ends(interval: Interval | None, value: Decimal) -> tuple[Decimal, Decimal]:
    return (interval.low, interval.high) if interval else (value, value)


def _items(content: QuestionnaireContent, counted: Tally, beside: Beside) -> Iterator[Line]:
    """Each question, lowest mean first: what residents are least satisfied with."""
    texts = {item.key: said(item.text) for item in content.items}
    lines = [
        item_line(texts[item.key], content, counted, item, beside)
        for item in counted.items
        if item.key in texts
    ]
    yield from sorted(lines, key=lambda line: (line.is_hidden, line.mean or Decimal(0)))


def item_line(
    label: str, content: QuestionnaireContent, counted: Tally, item: ItemTally, beside: Beside
) -> Line:
    """One question with its interval."""
    if not is_shown(item, counted):
        return Line(label, None)
    confidence = content.sample.confidence_percent
    return Line(
        label,
        item.rated,
        item.mean,
        item.satisfied_percent,
        share_interval(item.satisfied, item.rated, counted.households, confidence),
        beside.get((ITEM, item.key)),
    )


def _dimensions(
    survey: Survey, content: QuestionnaireContent, counted: Tally, beside: Beside
) -> Iterator[Line]:
    rows = Dimension.objects.filter(standard=survey.declaration.standard_id)
    titles = {row.code: f"{row.code} {row.title}" for row in rows}
    for one in counted.dimensions:
        label = titles.get(one.code, one.code)
        if is_shown(one, counted) and not has_hidden_item(content, counted, one.code):
            district = beside.get((DIMENSION, one.code))
            yield Line(label, one.rated, one.mean, district=district)
        else:
            yield Line(label, None)


def _groups(content: QuestionnaireContent, counted: Tally) -> Iterator[tuple[str, list[Line]]]:
    for question in content.background:
        labels = {option.key: said(option.label) for option in question.options}
        labels[NOT_SAID] = _("Not answered")
        lines = [
            Line(labels.get(group.option, group.option), None)
            if group.is_hidden
            else Line(
                labels.get(group.option, group.option),
                group.answers,
                group.mean,
                group.satisfaction_rate,
            )
            for group in counted.groups
            if group.question == question.key and group.answers != 0
        ]
        yield said(question.text), lines
