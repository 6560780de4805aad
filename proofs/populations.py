"""Invented households that answer as real ones do: most content, few not, and those not alike.

Each household has a mood that it brings to every question; the answers to single questions
scatter round it. So r_i has a long tail to the left, which is what makes intervals hard.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random
from statistics import NormalDist

WEIGHTS = (6, 5, 6, 6, 8, 7, 6, 6, 8, 6, 7, 9, 6, 7, 7)
"""Of the 15 questions of ``data/questionnaire-2005.yaml``, in hundredths."""

OPTIONS = ((0, 0.3), (30, 1.0))
CONTENT = ((60, 0.3), (80, 0.75), (100, 1.0))
"""Points, and the share of the dissatisfied (of the satisfied) that rate no higher."""

MOOD, SCATTER = 0.75, 0.66
DONT_KNOW = 0.08


@dataclass(frozen=True)
class Population:
    """The households of one community: whether each is satisfied, and its r_i (of 100)."""

    satisfied: tuple[bool, ...]
    points: tuple[Fraction, ...]

    @property
    def size(self) -> int:
        return len(self.points)

    @property
    def rate(self) -> Fraction:
        """The true satisfaction rate, in percent."""
        return Fraction(100 * sum(self.satisfied), self.size)

    @property
    def mean(self) -> Fraction:
        """The true R."""
        return sum(self.points, Fraction(0)) / self.size


def population(households: int, satisfied: int, rng: Random) -> Population:
    """So many households, of which exactly so many are satisfied with the community."""
    moods = [rng.gauss(0, 1) for _ in range(households)]
    steps = _steps(round(satisfied / households, 4))
    points = tuple(_points(mood, steps, rng) for mood in moods)
    # Whoever rates the questions well is likelier to be satisfied with the whole.
    by_whole = sorted(
        range(households),
        key=lambda one: MOOD * moods[one] + SCATTER * rng.gauss(0, 1),
        reverse=True,
    )
    content = set(by_whole[:satisfied])
    return Population(tuple(one in content for one in range(households)), points)


@cache
def _steps(rate: float) -> tuple[tuple[float, int], ...]:
    """From which mood on a question gets how many points."""
    shares = [(value, (1 - rate) * upto) for value, upto in OPTIONS]
    shares += [(value, 1 - rate + rate * upto) for value, upto in CONTENT]
    normal, reached, steps = NormalDist(), 0.0, []
    for value, upto in shares:
        steps.append((normal.inv_cdf(reached) if reached else float("-inf"), value))
        reached = upto
    return tuple(reversed(steps))


def _points(mood: float, steps: tuple[tuple[float, int], ...], rng: Random) -> Fraction:
    earned = weighed = 0
    for weight in WEIGHTS:
        if weighed and rng.random() < DONT_KNOW:
            continue
        felt = MOOD * mood + SCATTER * rng.gauss(0, 1)
        earned += weight * next(value for least, value in steps if felt >= least)
        weighed += weight
    return Fraction(earned, weighed)
