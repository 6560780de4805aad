"""The whole result of one community, and everything that explains it."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal, localcontext
from typing import Any

from evaluation.acceptance.calculation.inputs import Inputs, in_order
from evaluation.acceptance.calculation.levels import (
    COMPOSITE,
    NOT_YET,
    Condition,
    LevelVerdict,
    Shown,
    verdict,
)
from evaluation.acceptance.calculation.professional import (
    HUNDRED,
    Professional,
    professional_score,
)
from evaluation.standards.figures import CENT, ZERO, half_up
from evaluation.standards.frozen import frozen_from, plain_of
from evaluation.standards.plain_text import content_hash

# The same digits everywhere, whatever somebody else has set for this thread.
PRECISE = Context(prec=34)


@dataclass(frozen=True)
class Cost:
    """Points that a criterion did not earn, and what they cost in points of the composite.

    ``composite_points`` = lost × 100 / base × weight of the professional score, unrounded.
    """

    code: str
    dimension: str
    lost: Decimal
    composite_points: Decimal
    reason: str = ""


@dataclass(frozen=True)
class Computation:
    """A result that can be frozen, explained and computed again.

    ``residents`` (R) is None without a valid answer, and then so is ``composite`` (C), unless
    residents have no weight. P, R and C are unrounded here; ``shown_…`` are what everybody
    sees and what conditions are compared with. ``satisfaction_rate`` is rounded already.
    ``level`` is a level's key or ``not_yet``; ``next_level`` the one above, empty at the top.
    ``costs`` are all criteria that lost points, the dearest first.
    """

    inputs: Inputs
    professional: Professional
    residents: Decimal | None
    composite: Decimal | None
    satisfaction_rate: Decimal | None
    verdicts: tuple[LevelVerdict, ...]
    level: str
    next_level: str
    costs: tuple[Cost, ...]

    @property
    def shown_professional(self) -> Decimal:
        return half_up(self.professional.score)

    @property
    def shown_residents(self) -> Decimal | None:
        return None if self.residents is None else half_up(self.residents)

    @property
    def shown_composite(self) -> Decimal | None:
        return None if self.composite is None else half_up(self.composite)

    @property
    def before_quota(self) -> bool:
        """Whether the level still stands under a quota."""
        return any(one.before_quota for one in self.verdicts if one.key == self.level)

    @property
    def binding(self) -> tuple[Condition, ...]:
        """The conditions of the next level that do not hold: these hold the community back."""
        return next((one.unmet for one in self.verdicts if one.key == self.next_level), ())

    @property
    def professional_lacking(self) -> Decimal | None:
        """How much higher P would have to be for the next level's composite, with R as it is.

        The fewest hundredths of a point with which the shown composite reaches it; 0 where the
        composite is not what is lacking, None where there is no composite to compare.
        """
        found = [one for one in self.binding if one.key == COMPOSITE]
        if not found:
            return ZERO
        weight = self.inputs.terms.professional_weight
        if self.composite is None or not weight:
            return None
        with localcontext(PRECISE):
            # Half a hundredth short is shown as reached.
            short = found[0].needed - CENT / 2 - self.composite
            return (short / weight).quantize(CENT, ROUND_CEILING)

    @property
    def inputs_hash(self) -> str:
        return self.inputs.inputs_hash


def compute(inputs: Inputs) -> Computation:
    """The result. Raises CannotCompute where there is none; see there for the reasons."""
    with localcontext(PRECISE):
        return _compute(in_order(inputs))


def _compute(inputs: Inputs) -> Computation:
    terms, residents = inputs.terms, inputs.residents
    professional = professional_score(inputs)
    composite = _composite(inputs, professional.score)
    rate = residents.satisfaction_rate
    shown = Shown(
        composite=None if composite is None else half_up(composite),
        satisfaction_rate=None if rate is None else half_up(rate),
        dimensions=professional.dimensions,
        residents=residents,
        vetoes=len(inputs.vetoes),
    )
    verdicts = tuple(verdict(level, shown) for level in terms.levels)
    level, next_level = _level(verdicts)
    return Computation(
        inputs=inputs,
        professional=professional,
        residents=residents.score,
        composite=composite,
        satisfaction_rate=shown.satisfaction_rate,
        verdicts=verdicts,
        level=level,
        next_level=next_level,
        costs=_costs(inputs, professional.base),
    )


def _composite(inputs: Inputs, professional: Decimal) -> Decimal | None:
    """C = w_P × P + w_R × R. Without R there is none, unless residents weigh nothing."""
    terms, score = inputs.terms, inputs.residents.score
    if not terms.residents_weight:
        return terms.professional_weight * professional
    if score is None:
        return None
    return terms.professional_weight * professional + terms.residents_weight * score


def _level(verdicts: tuple[LevelVerdict, ...]) -> tuple[str, str]:
    """The highest level that is reached, and the one above it."""
    above = ""
    for one in verdicts:
        if one.reached:
            return one.key, above
        above = one.key
    return NOT_YET, above


def _costs(inputs: Inputs, base: Decimal) -> tuple[Cost, ...]:
    scores = {one.code: one for one in inputs.scores}
    weight = inputs.terms.professional_weight
    costs = []
    for term in inputs.terms.criteria:
        score = scores[term.code]
        lost = term.points - score.points
        if score.counts and lost > 0:
            dear = lost * HUNDRED / base * weight
            costs.append(Cost(term.code, term.dimension, lost, dear, score.reason))
    # A stable sort keeps the order of the standard where two cost the same.
    return tuple(sorted(costs, key=lambda cost: -cost.composite_points))


def to_plain(computation: Computation) -> dict[str, Any]:
    """The computation as JSON keeps it."""
    return plain_of(computation)


def from_plain(plain: dict[str, Any]) -> Computation:
    """The computation that ``to_plain`` wrote."""
    return frozen_from(Computation, plain)


def computation_hash(computation: Computation) -> str:
    """SHA-256 of the whole computation, inputs and result."""
    return content_hash(to_plain(computation))


def still_holds(plain: dict[str, Any]) -> bool:
    """Whether computing the frozen inputs again gives the frozen result, bit for bit."""
    frozen = from_plain(plain)
    return to_plain(compute(frozen.inputs)) == plain
