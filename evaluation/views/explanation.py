"""A computation in words: conditions, distances, costs, and the charts beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from evaluation.acceptance.calculation import (
    ALL_HOUSEHOLDS,
    COMPOSITE,
    DIMENSION_SHARE,
    NO_VALID_ANSWERS,
    NOBODY_RATED,
    SATISFACTION_RATE,
    VALID_ANSWERS,
    VETOES,
    Computation,
    Condition,
)
from evaluation.models import Entry, Level, Standard
from evaluation.standards.scoring_rules import (
    EXCLUDED,
    EXEMPT_BY_TITLE,
    NO_EVIDENCE_ZERO,
    NOT_OCCURRED,
)
from evaluation.surveys.tally import Tally
from harmony.shared.charts import Band

LOWEST_SHOWN = 60
PAINTS = {"not_yet": "f0", "qualified": "f1", "good": "f2", "excellent": "f3"}


@dataclass(frozen=True)
class Line:
    """One condition as a row: what is asked, what is needed and reached, whether it holds."""

    label: str
    needed: str
    reached: str
    met: bool
    note: str = ""


@dataclass(frozen=True)
class CostLine:
    """One criterion that lost points, and what that cost in points of the composite."""

    code: str
    title: str
    earned: Decimal
    out_of: Decimal
    adds: Decimal
    why: str


class Explanation:
    """What the page says about a computation, in the reader's language."""

    def __init__(self, computation: Computation, standard: Standard, tally: Tally | None) -> None:
        self.computation = computation
        self.standard = standard
        self.tally = tally

    # -------------------------------------------------------------- the equation
    @property
    def professional_percent(self) -> Decimal:
        return self.computation.inputs.terms.professional_weight * 100

    @property
    def residents_percent(self) -> Decimal:
        return self.computation.inputs.terms.residents_weight * 100

    @property
    def criteria_count(self) -> int:
        return len(self.computation.inputs.terms.criteria)

    @property
    def scale(self) -> dict | None:
        """Where the composite lies among the levels; nothing without a composite."""
        composite = self.computation.shown_composite
        if composite is None:
            return None
        marks = self._marks()
        start = min(LOWEST_SHOWN, *(low for low, _key in marks)) if marks else LOWEST_SHOWN
        edges = [(Decimal(start), "not_yet"), *marks]
        ends = [low for low, _key in marks] + [Decimal(100)]
        bands = [
            (low, end, Band(key, Level(key).label, PAINTS[key]))
            for (low, key), end in zip(edges, ends, strict=True)
        ]
        title = _("Composite score %(composite)s among the levels") % {"composite": composite}
        return {"value": composite, "bands": bands, "title": title} | self._need(composite)

    def _marks(self) -> list[tuple[Decimal, str]]:
        levels = self.computation.inputs.terms.levels
        marks = [(one.composite_at_least, one.key) for one in levels if one.composite_at_least]
        return sorted((low, key) for low, key in marks if key in PAINTS)

    def _need(self, composite: Decimal) -> dict:
        ahead = [low for low, _key in self._marks() if low > composite]
        if not ahead:
            return {"need": None, "need_label": ""}
        gap = min(ahead) - composite
        return {"need": min(ahead), "need_label": _("%(gap)s to go") % {"gap": gap}}

    # -------------------------------------------------------------- conditions
    @cached_property
    def verdicts(self) -> list[dict]:
        """Each level with its conditions; the next one and the one reached come first open."""
        shown = {self.computation.next_level or self.computation.level}
        return [
            {
                "level": verdict.key,
                "label": Level(verdict.key).label,
                "reached": verdict.reached,
                "met": sum(one.met for one in verdict.conditions),
                "all": len(verdict.conditions),
                "lines": [self._line(one) for one in verdict.conditions],
                "is_open": verdict.key in shown,
            }
            for verdict in self.computation.verdicts
        ]

    def _line(self, one: Condition) -> Line:
        unit = "%" if one.key in {SATISFACTION_RATE, DIMENSION_SHARE} else ""
        reached = "–" if one.reached is None else f"{_figure(one, one.reached)}{unit}"
        needed = f"{_figure(one, one.needed)}{unit}"
        return Line(self._asked(one), needed, reached, one.met, REASONS.get(one.reason, _none)())

    def _asked(self, one: Condition) -> str:
        if one.key == DIMENSION_SHARE:
            title = self.dimension_titles.get(one.dimension, one.dimension)
            return _("Share of points, %(dimension)s") % {"dimension": title}
        return {
            COMPOSITE: _("Composite score, at least"),
            SATISFACTION_RATE: _("Satisfaction rate, at least"),
            VALID_ANSWERS: _("Valid answers, at least"),
            VETOES: _("Established vetoes, at most"),
        }[one.key]

    @cached_property
    def dimension_titles(self) -> dict[str, str]:
        return {one.code: str(one) for one in self.standard.dimensions.all()}

    def distance(self) -> str:
        """What is missing to the next level, in one sentence; empty at the top."""
        computation = self.computation
        if not computation.next_level or not computation.binding:
            return ""
        level = Level(computation.next_level).label
        parts = [self._gap(one) for one in computation.binding[:3]]
        more = len(computation.binding) - len(parts)
        words = _("To “%(level)s” it lacks: %(what)s.") % {
            "level": level,
            "what": _("; ").join(parts),
        }
        if more > 0:
            words += " " + _("%(n)s more conditions do not hold.") % {"n": more}
        return words

    def _gap(self, one: Condition) -> str:
        if one.key == COMPOSITE and one.gap is not None:
            return _("%(gap)s points of the composite score") % {"gap": one.gap}
        if one.key == SATISFACTION_RATE and one.gap is not None:
            return _("%(gap)s percentage points of the satisfaction rate") % {"gap": one.gap}
        if one.key == DIMENSION_SHARE and one.gap is not None:
            title = self.dimension_titles.get(one.dimension, one.dimension)
            facts = {"gap": one.gap, "dimension": title}
            return _("%(gap)s percentage points in %(dimension)s") % facts
        if one.key == VALID_ANSWERS and one.gap is not None:
            return _("%(n)s valid answers") % {"n": int(one.gap)}
        if one.key == VETOES:
            return _("a veto is established")
        return _("valid answers of residents")

    # -------------------------------------------------------------- dimensions and costs
    @property
    def floor(self) -> Decimal | None:
        """The lowest share that the next level (or the one reached) asks of a dimension."""
        key = self.computation.next_level or self.computation.level
        terms = self.computation.inputs.terms.levels
        floors = [f for one in terms if one.key == key for _c, f in one.dimension_share_at_least]
        return min(floors) if floors else None

    @property
    def shares(self) -> list[tuple[str, Decimal]]:
        return [
            (self.dimension_titles.get(one.code, one.code), one.share)
            for one in self.computation.professional.dimensions
            if one.share is not None
        ]

    @property
    def points_lost(self) -> Decimal:
        return sum((cost.lost for cost in self.computation.costs), Decimal(0))

    @cached_property
    def _criteria(self) -> dict:
        return {criterion.code: criterion for criterion in self.standard.criteria.all()}

    def costs(self, most: int | None = None) -> list[CostLine]:
        """What cost most, dearest first."""
        points = {one.code: one.points for one in self.computation.inputs.terms.criteria}
        return [
            CostLine(
                cost.code,
                self._criteria[cost.code].title,
                points[cost.code] - cost.lost,
                points[cost.code],
                cost.composite_points,
                MODIFIERS.get(cost.reason, _none)(),
            )
            for cost in self.computation.costs[:most]
        ]

    @property
    def extras(self) -> list[dict]:
        """Bonuses and penalties, each with what it was worth and what counts."""
        penalties = {item.code: item for item in self.standard.penalty_items.all()}
        professional = self.computation.professional
        lines = [
            {"label": str(self._criteria[one.code]), "points": one.points, "counted": one.counted}
            for one in professional.bonuses
            if one.points
        ]
        lines += [
            {"label": str(penalties[one.code]), "points": -one.points, "counted": -one.counted}
            for one in professional.penalties
        ]
        return lines

    def rows(self, entries: Iterable[Entry]) -> list[dict]:
        """Every criterion: what was claimed, what was agreed, what it cost."""
        agreed = {one.code: one for one in self.computation.inputs.scores}
        agreed |= {one.code: one for one in self.computation.inputs.bonuses}  # type: ignore[misc]
        costs = {cost.code: cost.composite_points for cost in self.computation.costs}
        return [
            self._row(entry, agreed.get(entry.criterion.code), costs.get(entry.criterion.code))
            for entry in entries
        ]

    def _row(self, entry: Entry, agreed, cost: Decimal | None) -> dict:
        return {
            "criterion": entry.criterion,
            "claimed": entry.points if entry.counts else None,
            "agreed": agreed,
            "cost": cost,
            "why": MODIFIERS.get(getattr(agreed, "reason", ""), _none)(),
        }


def _figure(one: Condition, value: Decimal) -> str:
    return str(int(value)) if one.key in {VALID_ANSWERS, VETOES} else f"{value:.2f}"


def _none() -> str:
    return ""


REASONS = {
    NO_VALID_ANSWERS: lambda: _("There is no valid answer."),
    NOBODY_RATED: lambda: _("Nobody rated the overall question."),
    ALL_HOUSEHOLDS: lambda: _("Fewer households than that: all of them."),
}

MODIFIERS = {
    EXCLUDED: lambda: _("Does not apply here"),
    EXEMPT_BY_TITLE: lambda: _("Full points by the title held"),
    NOT_OCCURRED: lambda: _("Did not occur this year"),
    NO_EVIDENCE_ZERO: lambda: _("No written evidence"),
}
