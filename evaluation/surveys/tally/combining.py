"""The figure of several communities together, from the figures of each. Plain arithmetic.

    combined(sums) -> Combined | None
    sums_of(figures) -> Sums          what a database adds up, added up here

Every community is asked on its own, and a small one gives nearly as many answers as a large one.
So answers are not thrown together: each community counts by its households, as in any stratified
sample. The interval comes from the intervals of the communities (the method of variance
estimates recovery: G. Y. Zou, W. Huang, X. Zhang, Computational Statistics & Data Analysis 53,
2009, pp. 1080-1085):

    value = Σ N x / Σ N       low = value - √(Σ N² (x - low)²) / Σ N       high likewise

For one community it is that community's own interval. One where everybody answered has none,
and adds nothing to be unsure of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from evaluation.standards.figures import half_up
from evaluation.surveys.tally.intervals import HUNDRED, PRECISE, SHOWN

ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """The value of one community (percent or points) with its interval, if it has one."""

    households: int
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Sums:
    """Σ N, Σ N x, Σ N² (x - low)², Σ N² (high - x)² over the communities."""

    households: int
    weighted: Decimal
    below: Decimal
    above: Decimal


@dataclass(frozen=True)
class Combined:
    """From where to where the value of all their households lies; six places are kept."""

    value: Decimal
    low: Decimal
    high: Decimal


def sums_of(figures: Iterable[Figure]) -> Sums:
    total = Sums(0, ZERO, ZERO, ZERO)
    with localcontext(PRECISE):
        for one in figures:
            low = one.value if one.low is None else one.low
            high = one.value if one.high is None else one.high
            total = Sums(
                total.households + one.households,
                total.weighted + one.households * one.value,
                total.below + (one.households * (one.value - low)) ** 2,
                total.above + (one.households * (high - one.value)) ** 2,
            )
    return total


def combined(sums: Sums) -> Combined | None:
    """None where there is no community to combine."""
    if sums.households < 1:
        return None
    with localcontext(PRECISE):
        value = sums.weighted / sums.households
        low = value - sums.below.sqrt() / sums.households
        high = value + sums.above.sqrt() / sums.households
        return Combined(
            half_up(value, SHOWN),
            half_up(max(low, ZERO), SHOWN),
            half_up(min(high, HUNDRED), SHOWN),
        )
