"""Many answers within a quarter of an hour, and a large part of them within one hour."""

from collections import Counter

from evaluation.surveys.signals.chances import poisson_tail
from evaluation.surveys.signals.sheets import ALONE, Community

HOUR = 4
AROUND = 8
"""Quarters before and after: where a word in the lift brings many, they come for hours."""


def bursts(community: Community, chance: float) -> tuple[int, float, set[int]]:
    """The most answers in a quarter that chance does not give, or the most there are; what was
    expected there; and the answers of all quarters that chance does not give.

    Expected is the rate over the time it was open, or that of the hours around if it is higher.
    Only answers from residents' own phones: a desk puts in one after the other.
    """
    quarters = Counter(sheet.quarter for sheet in community.sheets if sheet.channel == ALONE)
    if not quarters:
        return 0, 0.0, set()
    usual = sum(quarters.values()) / max(community.quarters, 1)
    unlikely: dict[int, float] = {}
    most = max(quarters, key=lambda one: (quarters[one], -one))
    for quarter, count in quarters.items():
        expected = max(usual, _around(quarters, quarter))
        if poisson_tail(count, expected) < chance:
            unlikely[quarter] = expected
    if unlikely:
        most = max(unlikely, key=lambda one: (quarters[one], -one))
    found = {
        index
        for index, sheet in enumerate(community.sheets)
        if sheet.channel == ALONE and sheet.quarter in unlikely
    }
    return quarters[most], unlikely.get(most, usual), found


def _around(quarters: Counter[int], quarter: int) -> float:
    near = range(quarter - AROUND, quarter + AROUND + 1)
    return sum(quarters[one] for one in near if one != quarter) / (2 * AROUND)


def busiest_hour(community: Community) -> range:
    """The four quarters on end with the most answers from residents' own phones."""
    quarters = Counter(sheet.quarter for sheet in community.sheets if sheet.channel == ALONE)
    hours = (range(first, first + HOUR) for first in sorted(quarters))
    return max(
        hours, key=lambda hour: sum(quarters[quarter] for quarter in hour), default=range(0)
    )
