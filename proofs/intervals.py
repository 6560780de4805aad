"""The intervals of the satisfaction rate and of R hold the truth as often as they say.

Finite communities are invented, samples drawn from them without replacement, and the portal's own
functions asked for their 95 % intervals. It holds when, over the grid, both contain the true value
of all households in 94 to 97 % of the samples on average, and in no cell under 92 %.

For the rate there is no need to draw: every possible number of satisfied households in a sample
has a known probability, and the sum over those whose interval holds the truth is what endless
drawing would come to. It is printed beside the draws, and it is what decides; the draws must
agree with it within four standard errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import comb, sqrt
from random import Random

from evaluation.surveys.tally import Interval, mean_interval, share_interval
from proofs.populations import Population, population

SEED = 2005
HOUSEHOLDS = (300, 500, 800, 1500)
SAMPLES = (50, 100, 150, 200)
RATES = (Decimal("0.80"), Decimal("0.85"), Decimal("0.90"), Decimal("0.95"))
CONFIDENCE = Decimal(95)
POPULATIONS, DRAWS = 8, 500
"""In each cell: so many communities, and from each so many samples."""

LEAST_IN_A_CELL, LEAST, MOST = 0.92, 0.94, 0.97


@dataclass(frozen=True)
class Cell:
    """How often the intervals of one cell held the truth, as a part of 1."""

    households: int
    sample: int
    rate: Decimal
    share_drawn: float
    share_exact: float
    mean_drawn: float
    draws: int

    @property
    def agrees(self) -> bool:
        """Whether the draws of the rate are what its probabilities let expect."""
        error = sqrt(self.share_exact * (1 - self.share_exact) / self.draws)
        return abs(self.share_drawn - self.share_exact) <= 4 * error


def holds(interval: Interval | None, truth: Decimal) -> bool:
    return interval is not None and interval.low <= truth <= interval.high


def exact_coverage(households: int, satisfied: int, sample: int) -> float:
    """How often the interval of the rate holds the truth, over all possible samples."""
    truth = Decimal(satisfied) * 100 / households
    fewest = max(0, sample - (households - satisfied))
    ways = sum(
        comb(satisfied, hits) * comb(households - satisfied, sample - hits)
        for hits in range(fewest, min(sample, satisfied) + 1)
        if holds(share_interval(hits, sample, households, CONFIDENCE), truth)
    )
    return ways / comb(households, sample)


def measured(households: int, sample: int, rate: Decimal, *, populations: int, draws: int) -> Cell:
    """One cell, drawn from a fixed seed of its own."""
    rng = Random(f"{SEED} {households} {sample} {rate}")
    satisfied = round(households * rate)
    shares = means = 0
    for _ in range(populations):
        people = population(households, satisfied, rng)
        share, mean = _drawn(people, sample, draws, rng)
        shares, means = shares + share, means + mean
    count = populations * draws
    exact = exact_coverage(households, satisfied, sample)
    return Cell(households, sample, rate, shares / count, exact, means / count, count)


def _drawn(people: Population, sample: int, draws: int, rng: Random) -> tuple[int, int]:
    """How many of the draws gave intervals that hold the true rate, and the true R."""
    rate = Decimal(people.rate.numerator) / people.rate.denominator
    mean = Decimal(people.mean.numerator) / people.mean.denominator
    of_share = [
        holds(share_interval(hits, sample, people.size, CONFIDENCE), rate)
        for hits in range(sample + 1)
    ]
    shares = means = 0
    for _ in range(draws):
        asked = rng.sample(range(people.size), sample)
        shares += of_share[sum(people.satisfied[one] for one in asked)]
        points = [people.points[one] for one in asked]
        means += holds(mean_interval(points, people.size, CONFIDENCE), mean)
    return shares, means


def measured_grid(
    households: Sequence[int] = HOUSEHOLDS,
    samples: Sequence[int] = SAMPLES,
    rates: Sequence[Decimal] = RATES,
    *,
    populations: int = POPULATIONS,
    draws: int = DRAWS,
) -> list[Cell]:
    return [
        measured(*cell, populations=populations, draws=draws)
        for cell in product(households, samples, rates)
    ]


def finely() -> list[float]:
    """The exact coverage of the rate at about twenty rates from 80 to 97 % for each size and
    sample of the grid: a cell between its rates might be worse than all that were looked at."""
    return [
        exact_coverage(households, satisfied, sample)
        for households, sample in product(HOUSEHOLDS, SAMPLES)
        for satisfied in range(
            households * 80 // 100, households * 97 // 100 + 1, households // 120
        )
    ]


def within(values: Sequence[float]) -> bool:
    """Whether the coverage of a grid is what is promised."""
    return LEAST <= _average(values) <= MOST and min(values) >= LEAST_IN_A_CELL


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def prove() -> bool:
    cells = measured_grid()
    print("households sample  rate   rate drawn   rate exact   R drawn   (held the truth, %)")
    for one in cells:
        print(
            f"{one.households:>10}{one.sample:>7}{one.rate:>6}{one.share_drawn:>13.2%}"
            f"{one.share_exact:>13.2%}{one.mean_drawn:>10.2%}"
        )
    outcomes = {
        "rate, exact": [one.share_exact for one in cells],
        "rate, exact, more finely": finely(),
        "R, drawn": [one.mean_drawn for one in cells],
    }
    for name, values in outcomes.items():
        print(
            f"{name:<26} on average {_average(values):.2%}, from {min(values):.2%}"
            f" to {max(values):.2%}: {'holds' if within(values) else 'FAILS'}"
        )
    agree = all(one.agrees for one in cells)
    print(f"Draws and probabilities of the rate {'agree' if agree else 'DIFFER'}.")
    print(f"{cells[0].draws:,} samples in each of {len(cells)} cells, seed {SEED}.")
    return agree and all(within(values) for values in outcomes.values())
