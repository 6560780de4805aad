"""What a closed survey says on the page, and what is withheld because too few answered.

Nothing here can be reached before the close: a survey has no tally until then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.models import Role
from communities.people.reach import holds
from evaluation.models import Comment, Dimension, Survey
from evaluation.surveys.commenting import comment_counts
from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally import NOT_SAID, Headline, Interval, Tally
from harmony.shared import wording
from harmony.shared.charts.dots import Estimate
from harmony.shared.languages import in_language

NOT_SHOWN = "–"


@dataclass(frozen=True)
class Line:
    """One question, dimension or group. Without numbers where too few stand behind it."""

    label: str
    answers: int | None
    mean: Decimal | None = None
    satisfied: Decimal | None = None
    note: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.answers is None


@dataclass(frozen=True)
class Results:
    """Everything the page says about a closed survey."""

    tally: Tally
    sentence: str
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
    is_for_publication: bool


def may_read(user, survey: Survey, counted: Tally | Headline) -> bool:
    """The district reads every result after the close; a street and a community their own, where
    enough people answered for it to be published."""
    place = survey.declaration.community
    if holds(user, Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, over=place):
        return True
    return counted.is_publishable and holds(
        user, Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER, over=place
    )


def results_of(survey: Survey, counted: Tally) -> Results:
    """The result in the words of the questionnaire. Four queries."""
    content = content_of(survey.questionnaire)
    is_enough = counted.is_publishable
    comments = comment_counts(survey)
    return Results(
        tally=counted,
        sentence=_sentence(counted),
        rate_interval=_range(counted.rate_interval, wording.percent, 2),
        residents_interval=_range(counted.residents_interval, wording.points, 1),
        target=_target(survey),
        estimates=_estimates(counted),
        dont_know=dict(counted.overall.counts).get(content.dont_know.key, 0),
        items=list(_items(content, counted)) if is_enough else [],
        dimensions=list(_dimensions(survey, counted)) if is_enough else [],
        groups=list(_groups(content, counted)) if is_enough else [],
        comments=sum(comments.values()),
        comments_published=comments[Comment.Review.SHOWN],
        is_for_publication=is_enough,
    )


def said(pair) -> str:
    return in_language(pair.zh, pair.en)


def _range(interval: Interval | None, written: Callable[..., str], places: int) -> str:
    """“84.10%–89.60%”; empty where there is none."""
    if interval is None:
        return ""
    return f"{written(interval.low, places)}–{written(interval.high, places)}"


def _between(interval: Interval | None) -> str:
    if interval is None:
        return ""
    words = {"low": wording.percent(interval.low, 2), "high": wording.percent(interval.high, 2)}
    return _("between %(low)s and %(high)s") % words


def _sentence(counted: Tally) -> str:
    if counted.satisfaction_rate is None:
        return _("Nobody rated the community as a whole.")
    words = {
        "rate": wording.percent(counted.satisfaction_rate, 2),
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
    """The satisfaction rate that the lowest level of the standard asks for."""
    standard = survey.declaration.standard
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


def _items(content: QuestionnaireContent, counted: Tally) -> Iterator[Line]:
    """Each question, lowest mean first: what residents are least satisfied with."""
    texts = {item.key: said(item.text) for item in content.items}
    lines = [
        Line(texts[item.key], item.rated, item.mean, item.satisfied_percent)
        if item.rated >= counted.smallest_cell
        else Line(texts[item.key], None)
        for item in counted.items
        if item.key in texts
    ]
    yield from sorted(lines, key=lambda line: (line.is_hidden, line.mean or Decimal(0)))


def _dimensions(survey: Survey, counted: Tally) -> Iterator[Line]:
    rows = Dimension.objects.filter(standard=survey.declaration.standard_id)
    titles = {row.code: f"{row.code} {row.title}" for row in rows}
    for one in counted.dimensions:
        label = titles.get(one.code, one.code)
        is_enough = one.rated >= counted.smallest_cell
        yield Line(label, one.rated, one.mean) if is_enough else Line(label, None)


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
