"""Which totals may be shown to somebody who reads only some of the communities in them.

    shown_totals(unseen, offered) -> ShownTotals

From a total and the communities one reads, the rest together can be worked out. Where the rest is
one community, that is its result; where it is two, each of them works out the other. So the rest
of every total, and of every difference between totals, must be nobody or three and more. Those
whose result is withheld are in no total at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

FEWEST_TOGETHER = 3


@dataclass(frozen=True)
class ShownTotals:
    """The streets whose total may be shown, and whether the district's may."""

    streets: frozenset[str]
    district: bool


def hides(unseen: int) -> bool:
    """Whether so many communities that are not read one by one may be shown together."""
    return unseen == 0 or unseen >= FEWEST_TOGETHER


def shown_totals(unseen: Mapping[str, int], offered: Collection[str]) -> ShownTotals:
    """``unseen``: for each street, how many communities of its total this person does not read;
    ``offered``: the streets whose totals they are to see.

    What is left of the district when the streets that are shown are taken away must hide as
    well as a street does.
    """
    streets = frozenset(street for street in offered if hides(unseen[street]))
    left = sum(count for street, count in unseen.items() if street not in streets)
    return ShownTotals(streets, hides(left))
