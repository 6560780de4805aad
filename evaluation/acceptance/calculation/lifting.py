"""Which criteria would lift a result most, and what it would be with them at full points."""

from dataclasses import dataclass, replace

from evaluation.acceptance.calculation.computation import Computation, Cost, compute
from evaluation.acceptance.calculation.levels import DIMENSION_SHARE


@dataclass(frozen=True)
class Lift:
    """The criteria to work at, the likeliest to lift first, and the result with all of them."""

    costs: tuple[Cost, ...]
    after: Computation


def lift_of(computation: Computation, most: int = 3) -> Lift:
    """The few criteria that would lift it, each at full points.

    A criterion of a dimension whose share holds the next level back comes before one that only
    costs more; within both the dearest comes first. One that a modifier decided is left out where
    it lost nothing, like every other criterion without a loss.
    """
    short = {one.dimension for one in computation.binding if one.key == DIMENSION_SHARE}
    # A stable sort keeps the dearest first.
    chosen = sorted(computation.costs, key=lambda cost: cost.dimension not in short)[:most]
    full = {term.code: term.points for term in computation.inputs.terms.criteria}
    codes = {cost.code for cost in chosen}
    scores = tuple(
        replace(one, points=full[one.code]) if one.code in codes else one
        for one in computation.inputs.scores
    )
    return Lift(tuple(chosen), compute(replace(computation.inputs, scores=scores)))
