"""Where the points of a result are: what each criterion earned, cost, and who gave what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from evaluation.acceptance.calculation import BonusOutcome, Computation, CriterionOutcome
from evaluation.appraisal.agreement import Agreement
from evaluation.appraisal.models import APPLIED
from evaluation.models import Criterion, Entry, Standard
from evaluation.standards.figures import ZERO

MODIFIERS = dict(APPLIED)


@dataclass(frozen=True)
class CostLine:
    """One criterion that lost points, and what that cost in points of the composite."""

    code: str
    title: str
    earned: Decimal
    out_of: Decimal
    adds: Decimal
    why: str


@dataclass(frozen=True)
class Extra:
    """A bonus or a penalty: what it was worth, and what counts after the caps."""

    label: str
    points: Decimal
    counted: Decimal


@dataclass(frozen=True)
class CriterionLine:
    """One criterion: what was claimed, what counts, what it cost, and the scores behind."""

    criterion: Criterion
    out_of: Decimal
    claimed: Decimal | None
    agreed: CriterionOutcome | BonusOutcome | None
    cost: Decimal | None
    scores: Agreement | None

    @property
    def counts(self) -> bool:
        return self.agreed is not None and getattr(self.agreed, "counts", True)

    @property
    def why(self) -> str:
        """The modifier that decided, in words; mostly empty."""
        return str(MODIFIERS.get(getattr(self.agreed, "reason", ""), ""))


class PointsTold:
    """The points of a computation, told with the texts of its standard."""

    def __init__(self, computation: Computation, standard: Standard) -> None:
        self.computation = computation
        self.standard = standard

    @property
    def lost(self) -> Decimal:
        return sum((cost.lost for cost in self.computation.costs), ZERO)

    @cached_property
    def _criteria(self) -> dict[str, Criterion]:
        return {criterion.code: criterion for criterion in self.standard.criteria.all()}

    @cached_property
    def _out_of(self) -> dict[str, Decimal]:
        return {one.code: one.points for one in self.computation.inputs.terms.criteria}

    def costs(self, most: int | None = None) -> list[CostLine]:
        """What cost most, dearest first."""
        return [
            CostLine(
                cost.code,
                self._criteria[cost.code].title,
                self._out_of[cost.code] - cost.lost,
                self._out_of[cost.code],
                cost.composite_points,
                str(MODIFIERS.get(cost.reason, "")),
            )
            for cost in self.computation.costs[:most]
        ]

    @property
    def extras(self) -> list[Extra]:
        """Bonuses and penalties, each with what it was worth and what counts."""
        professional = self.computation.professional
        grounds = {}
        if professional.penalties:
            grounds = {item.code: item for item in self.standard.penalty_items.all()}
        bonuses = [
            Extra(str(self._criteria[one.code]), one.points, one.counted)
            for one in professional.bonuses
            if one.points
        ]
        penalties = [
            Extra(str(grounds[one.code]), -one.points, -one.counted)
            for one in professional.penalties
        ]
        return bonuses + penalties

    def lines(self, entries: Iterable[Entry], found: Sequence[Agreement]) -> list[CriterionLine]:
        """Every criterion of the declaration, in the standard's order."""
        inputs, costs = self.computation.inputs, self.computation.costs
        agreed: dict[str, CriterionOutcome | BonusOutcome] = {
            one.code: one for one in inputs.scores
        }
        agreed |= {one.code: one for one in inputs.bonuses}
        adds = {cost.code: cost.composite_points for cost in costs}
        behind = {one.criterion.code: one for one in found}
        return [
            CriterionLine(
                entry.criterion,
                self._out_of.get(entry.criterion.code, entry.criterion.points),
                entry.points if entry.counts else None,
                agreed.get(entry.criterion.code),
                adds.get(entry.criterion.code),
                behind.get(entry.criterion.code),
            )
            for entry in entries
        ]
