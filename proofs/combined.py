"""The figure of a street or a district holds the truth as often as its interval says.

Communities of different size and mood are invented; in each so many answer as the plan asks for.
Their figures are combined by the portal's own function. It holds when, over the grid, the
intervals of the rate and of R contain the value of all households together in 94 to 97 % of the
samples on average, and in no cell under 92 %. Beside it stands by how much all answers thrown
together miss the truth on average: that is why it is not done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from evaluation.surveys.questionnaire_content import SampleContent
from evaluation.surveys.tally import answers_needed, mean_interval, share_interval
from evaluation.surveys.tally.combining import Figure, combined, sums_of
from evaluation.surveys.tally.intervals import decimal_of
from proofs.intervals import CONFIDENCE, SEED, within
from proofs.populations import Population, population

COMMUNITIES = (1, 2, 5, 12)
TOWNS = {"alike": (0.88, 0.92), "large ones less content": (0.97, 0.78)}
"""The satisfaction rate of the smallest and of the largest community."""

SMALLEST, LARGEST = 200, 3000
DRAWS = 1000


@dataclass(frozen=True)
class Cell:
    communities: int
    town: str
    share: float
    mean: float
    weighted_off: float
    pooled_off: float
    """By how many points the rate lies beside the truth, on average over the draws."""


def measured(communities: int, town: str, *, draws: int) -> Cell:
    """One cell, drawn from a fixed seed of its own."""
    rng = Random(f"{SEED} {communities} {town}")
    people = _communities(communities, TOWNS[town], rng)
    households = sum(one.size for one in people)
    rate = decimal_of(sum((one.rate * one.size for one in people), Fraction(0)) / households)
    mean = decimal_of(sum((one.mean * one.size for one in people), Fraction(0)) / households)
    samples = [answers_needed(one.size, SampleContent()) for one in people]
    shares = means = 0
    weighted = pooled = Decimal(0)
    for _ in range(draws):
        rates, points, hits = _asked(people, samples, rng)
        share, score = combined(sums_of(rates)), combined(sums_of(points))
        if share is None or score is None:
            raise AssertionError("There are communities, so there is a figure.")
        shares += share.low <= rate <= share.high
        means += score.low <= mean <= score.high
        weighted += share.value - rate
        pooled += Decimal(100 * hits) / sum(samples) - rate
    return Cell(
        communities,
        town,
        shares / draws,
        means / draws,
        float(weighted / draws),
        float(pooled / draws),
    )


def _communities(count: int, rates: tuple[float, float], rng: Random) -> list[Population]:
    """From the smallest to the largest, in equal ratios."""
    made = []
    for number in range(count):
        part = number / (count - 1) if count > 1 else 0.5
        size = round(SMALLEST * (LARGEST / SMALLEST) ** part)
        rate = rates[0] + (rates[1] - rates[0]) * part
        made.append(population(size, round(size * rate), rng))
    return made


def _asked(
    people: Sequence[Population], samples: Sequence[int], rng: Random
) -> tuple[list[Figure], list[Figure], int]:
    """The rate and R of each community from one sample, and all who are satisfied."""
    rates, means, satisfied = [], [], 0
    for one, sample in zip(people, samples, strict=True):
        asked = rng.sample(range(one.size), sample)
        hits = sum(one.satisfied[index] for index in asked)
        points = [one.points[index] for index in asked]
        satisfied += hits
        share = share_interval(hits, sample, one.size, CONFIDENCE)
        score = mean_interval(points, one.size, CONFIDENCE)
        if share is None or score is None:
            raise AssertionError("Not everybody was asked, so there are intervals.")
        rates.append(Figure(one.size, Decimal(100 * hits) / sample, share.low, share.high))
        mean = decimal_of(sum(points, Fraction(0)) / sample)
        means.append(Figure(one.size, mean, score.low, score.high))
    return rates, means, satisfied


def prove() -> bool:
    cells = [measured(count, town, draws=DRAWS) for count in COMMUNITIES for town in TOWNS]
    print("communities town                     rate held  R held   rate off by   pooled off by")
    for one in cells:
        print(
            f"{one.communities:>11} {one.town:<25}{one.share:>9.2%}{one.mean:>8.2%}"
            f"{one.weighted_off:>+14.2f}{one.pooled_off:>+16.2f}"
        )
    holds = {
        "rate": within([one.share for one in cells]),
        "R": within([one.mean for one in cells]),
    }
    for name, is_held in holds.items():
        print(f"{name}: {'holds' if is_held else 'FAILS'}")
    print(f"{DRAWS:,} samples in each of {len(cells)} cells, seed {SEED}.")
    return all(holds.values())
