"""The figures of streets and of the district, as far as this person may be shown them.

    compared(user, stage) -> Comparison            at most two queries
    questions_compared(user, survey) -> {(kind, key): QuestionsTogether}

A figure of several communities is the mean of theirs weighted by households (``tally.combining``),
over those whose score is published. Whoever reads all of them has a figure of what they read;
whoever reads a part has one that the rest cannot be worked out from (``tally.disclosure``). Of
declarations that this person scores nothing is in any figure. No filter changes a figure, so
that two of them give no third.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from communities.models import Stage
from evaluation.declarations.models import Declaration
from evaluation.declarations.states import DECIDED
from evaluation.surveys.figures import QuestionFigure, QuestionTotal, SurveyFigures
from evaluation.surveys.models import READERS, Survey
from evaluation.surveys.tally.combining import ZERO, Combined, Sums, combined
from evaluation.surveys.tally.disclosure import hides, shown_totals
from harmony.shared.languages import in_language

HOUSEHOLDS = "survey__households"
COMMUNITY = "survey__declaration__community"
STREET = f"{COMMUNITY}__parent"
PUBLISHED = Q(withheld="")
Row = Mapping[str, Any]
"""What the database adds up for one street."""


@dataclass(frozen=True)
class Together:
    """A street, or the district: how many communities are in its figures, of how many
    households, with how many valid answers. ``rate`` in percent, ``residents`` in points."""

    name: str
    communities: int
    households: int
    valid: int
    rate: Combined | None
    residents: Combined | None


class Comparison:
    """What may be shown; ``is_partial``: some figures may not, because too few communities that
    this person does not read are in them, or not all are closed yet. ``names``: the streets in
    which this person reads closed surveys, published or not."""

    def __init__(self, rows: Sequence[Row], streets: Collection[str], *, district: bool) -> None:
        self.names = {row["code"]: _name(row) for row in rows if row["listed"]}
        self._published = [row for row in rows if row["communities"]]
        self._shown = {row["code"]: row for row in self._published if row["code"] in streets}
        self._has_district = district
        read = sum(1 for row in self._published if row["read"])
        self.is_partial = bool(rows) and (not district or len(self._shown) < read)

    @cached_property
    def district(self) -> Together | None:
        return _together("", self._published) if self._has_district else None

    @property
    def streets(self) -> Collection[str]:
        """The codes of the streets whose figures may be shown."""
        return self._shown.keys()

    def street(self, code: str) -> Together | None:
        """Worked out when it is asked for: a page shows few of many."""
        row = self._shown.get(code)
        return _together(_name(row), [row]) if row else None


def comparable(user, stage: Stage) -> QuerySet[SurveyFigures]:
    """The figures of a stage, but for those of declarations that this person scores."""
    rows = SurveyFigures.objects.filter(survey__declaration__stage=stage)
    return rows.exclude(survey__declaration__in=scored_by(user))


def scored_by(user) -> QuerySet[Declaration]:
    """The undecided declarations that this person scores, or was once charged with."""
    return Declaration.objects.filter(assignments__appraiser=user.pk).exclude(state__in=DECIDED)


def read_by(user, community: str) -> Q:
    """The condition that this person reads a community by itself.

    It is what ``Survey.objects.visible_to`` says where nothing is left that they score; said by
    the code alone it can be counted with the rest in one go.
    """
    condition = Q(pk__in=[])
    for post in user.posts_in_force:
        if post.role in READERS:
            condition |= Q(**{f"{community}__code__startswith": post.reach})
    return condition


def compared(user, stage: Stage) -> Comparison:
    """The figures of every street this person reads something of, and of the district."""
    rows = list(_by_street(user, stage))
    unseen = {row["code"]: row["communities"] - row["read"] for row in rows}
    # The figure of a street of which one reads nothing is not offered, and is part of the rest.
    shown = shown_totals(unseen, {row["code"] for row in rows if row["read"]})
    streets = shown.streets
    district = shown.district and any(row["communities"] for row in rows)
    if any(unseen.values()) and not _is_complete(stage):
        # As the next survey closes, the difference between two days would be its result.
        streets, district = frozenset(code for code in streets if not unseen[code]), False
    return Comparison(rows, streets, district=district)


def _name(row: Row) -> str:
    return in_language(row["name_zh"], row["name_en"])


def _is_complete(stage: Stage) -> bool:
    """Whether every survey of the stage is closed and counted."""
    return not Survey.objects.filter(declaration__stage=stage, figures=None).exists()


def _by_street(user, stage: Stage):
    rows = comparable(user, stage).order_by(f"{STREET}__code")
    return rows.values(
        code=F(f"{STREET}__code"), name_zh=F(f"{STREET}__name_zh"), name_en=F(f"{STREET}__name_en")
    ).annotate(
        listed=Count("pk", filter=read_by(user, COMMUNITY)),
        communities=Count("pk", filter=PUBLISHED),
        read=Count("pk", filter=PUBLISHED & read_by(user, COMMUNITY)),
        all_households=Sum(HOUSEHOLDS, filter=PUBLISHED),
        valid=Sum("valid_answers", filter=PUBLISHED),
        **_sums("rate", "satisfaction_rate", "rate_low", "rate_high"),
        **_sums("residents", "residents", "residents_low", "residents_high"),
    )


def _sums(name: str, value: str, low: str, high: str) -> dict[str, Sum]:
    """What ``tally.combining`` adds up, added up by the database. Where everybody answered there
    is no interval, and nothing to add."""
    below = _product(F(HOUSEHOLDS), F(value) - Coalesce(F(low), F(value)))
    above = _product(F(HOUSEHOLDS), Coalesce(F(high), F(value)) - F(value))
    return {
        f"{name}_households": Sum(HOUSEHOLDS, filter=Q(**{f"{value}__isnull": False})),
        f"{name}_weighted": Sum(_product(F(HOUSEHOLDS), F(value))),
        f"{name}_below": Sum(_product(below, below)),
        f"{name}_above": Sum(_product(above, above)),
    }


def _product(one, other) -> ExpressionWrapper:
    return ExpressionWrapper(one * other, DecimalField(max_digits=40, decimal_places=10))


def _together(name: str, rows: Sequence[Row]) -> Together:
    return Together(
        name=name,
        communities=sum(row["communities"] for row in rows),
        households=sum(row["all_households"] for row in rows),
        valid=sum(row["valid"] for row in rows),
        rate=combined(_added(rows, "rate")),
        residents=combined(_added(rows, "residents")),
    )


def _added(rows: Sequence[Row], name: str) -> Sums:
    def total(what: str) -> Decimal:
        return sum((Decimal(row[f"{name}_{what}"] or 0) for row in rows), ZERO)

    return Sums(int(total("households")), total("weighted"), total("below"), total("above"))


@dataclass(frozen=True)
class QuestionTogether:
    """One question or dimension over the district: mean of 100, share of satisfied in percent."""

    mean: Decimal
    satisfied: Decimal | None


def questions_compared(user, survey: Survey) -> dict[tuple[str, str], QuestionTogether]:
    """The district's figure of each question of this survey's questionnaire; empty where the
    district's figures may not be shown. At most six queries."""
    stage = survey.declaration.stage
    if compared(user, stage).district is None:
        return {}
    totals = _totals_without_scored(user, survey)
    read = None if _reads_all(user, stage) else _read_by_question(user, survey)
    return {
        (one.kind, one.key): QuestionTogether(one.mean, one.satisfied)
        for one in totals
        if one.households
        and (read is None or hides(one.communities - read.get((one.kind, one.key), 0)))
    }


def _figures_like(survey: Survey) -> QuerySet[QuestionFigure]:
    """The questions of all surveys of the same stage with the same questionnaire."""
    # Joined and not chosen by a query within the query, over which SQLite takes minutes.
    return QuestionFigure.objects.order_by().filter(
        figures__survey__declaration__stage=survey.declaration.stage_id,
        figures__survey__questionnaire=survey.questionnaire_id,
    )


def _totals_without_scored(user, survey: Survey) -> list[QuestionTotal]:
    """What is kept, less the few communities that this person scores."""
    totals = QuestionTotal.objects.filter(
        stage=survey.declaration.stage_id, questionnaire=survey.questionnaire_id
    )
    found = {(one.kind, one.key): one for one in totals}
    scored = _figures_like(survey).filter(figures__survey__declaration__in=scored_by(user))
    for line in scored.select_related("figures__survey"):
        found[line.kind, line.key].add(line, line.figures.survey.households, -1)
    return list(found.values())


def _read_by_question(user, survey: Survey) -> dict[tuple[str, str], int]:
    """In how many communities that this person reads each question was rated."""
    rows = _figures_like(survey).filter(read_by(user, f"figures__{COMMUNITY}"))
    rows = rows.exclude(figures__survey__declaration__in=scored_by(user))
    counted = rows.values_list("kind", "key").annotate(read=Count("pk"))
    return {(kind, key): read for kind, key, read in counted}


def _reads_all(user, stage: Stage) -> bool:
    district = stage.programme.district.code
    posts = (post for post in user.posts_in_force if post.role in READERS)
    return any(district.startswith(post.reach) for post in posts)
