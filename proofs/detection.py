"""Signals are raised where answers were stuffed, and rarely where nobody did anything.

Districts of twenty communities are invented (``proofs/stuffing.py``). Each honest community is
observed as it is, and again with a fifth of its answers stuffed, in every way that is tried. It
holds when at most 5 % of the honest ones raise any signal, and at least 90 % of those stuffed in
each way that can be found. What cannot be found is measured too, and told.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from evaluation.surveys.signals import RULES, Community, District, district_of, observe
from proofs import stuffing
from proofs.stuffing import KINDS, Habits, Neighbourhood, Stuffing

SEED = 20261101
COMMUNITIES = 20
DISTRICTS = 50
MOST_HONEST, LEAST_STUFFED = 0.05, 0.90
CAREFUL = Stuffing("many", "spread", "own")
HARDER: dict[str, tuple[Stuffing, dict[str, Any]]] = {
    "a tenth of the answers, copied with small changes": (
        Stuffing("many", "spread", "copied"),
        {"share": 0.1},
    ),
    "a tenth of the answers, the best option throughout": (
        Stuffing("many", "spread", "top"),
        {"share": 0.1},
    ),
    "copied, up to six of fifteen items changed": (
        Stuffing("many", "spread", "copied"),
        {"changes": 6},
    ),
    "own answers within four hours": (Stuffing("many", "burst", "own"), {"quarters": 16}),
    "own answers from six to twelve devices": (
        Stuffing("few", "spread", "own"),
        {"devices": (6, 12)},
    ),
}
"""Ways that are told beside the others, without a claim."""
HARDER_DISTRICTS = 10
LAX = Habits(straight=(0.10, 0.30))
"""A district where one in five honest residents chooses one option throughout."""


@dataclass
class Runs:
    """How many there were, and how many raised what."""

    runs: int = 0
    raised: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, found: Sequence[str]) -> None:
        self.runs += 1
        self.raised += bool(found)
        self.kinds.update(found)

    @property
    def share(self) -> float:
        return self.raised / self.runs if self.runs else 0.0

    def told(self) -> str:
        most = [f"{kind} {n / self.runs:.0%}" for kind, n in self.kinds.most_common(4)]
        return f"{self.share:>7.1%}   {', '.join(most)}"


@dataclass(frozen=True)
class Town:
    """A district: what its communities are like, what came in, and what is usual there."""

    places: list[Neighbourhood]
    communities: list[Community]
    usual: District


def town(number: int, habits: Habits = stuffing.USUAL) -> Town:
    """One district, from a seed of its own."""
    rng = Random(f"{SEED} {number}")
    items = [rng.gauss(0, stuffing.DISTRICT_WAYS) for _ in range(stuffing.ITEMS)]
    places = [stuffing.neighbourhood(rng, items, habits) for _ in range(COMMUNITIES)]
    communities = [stuffing.honest(rng, one, answers=rng.randint(50, 200)) for one in places]
    return Town(places, communities, district_of(communities, RULES))


def raised_in(here: Town, place: int, community: Community) -> list[str]:
    """Which signals are raised, where this one stands in the place of an honest one."""
    found = observe(community, here.usual, RULES, place=place)
    return [str(one.kind) for one in found if one.is_raised]


def measured(
    districts: int, kinds: Sequence[Stuffing], habits: Habits = stuffing.USUAL, **how
) -> tuple[Runs, dict[Stuffing, Runs]]:
    """Honest communities, and the same stuffed in each way."""
    honest, found = Runs(), {kind: Runs() for kind in kinds}
    for number in range(districts):
        here = town(number, habits)
        for place, community in enumerate(here.communities):
            honest.add(raised_in(here, place, community))
            for kind in kinds:
                rng = Random(f"{SEED} {number} {place} {kind}")
                changed = stuffing.stuffed(rng, here.places[place], community, kind, **how)
                found[kind].add(raised_in(here, place, changed))
    return honest, found


def holds(honest: Runs, found: dict[Stuffing, Runs]) -> bool:
    enough = all(runs.share >= LEAST_STUFFED for kind, runs in found.items() if kind != CAREFUL)
    return honest.share <= MOST_HONEST and enough


def prove() -> bool:
    honest, found = measured(DISTRICTS, KINDS)
    print(f"honest{honest.told():>40}\n\ndevices time answers     raised   most by")
    for kind, runs in found.items():
        print(f"{kind}      {runs.told()}")
    print(f"\nOf each {honest.runs:,}, in {DISTRICTS} districts of {COMMUNITIES}, seed {SEED}.")
    print("\nHarder to find (no claim):")
    for name, (kind, how) in HARDER.items():
        _honest, harder = measured(HARDER_DISTRICTS, [kind], **how)
        print(f"  {name:<52}{harder[kind].told()}")
    lax, in_lax = measured(HARDER_DISTRICTS, [Stuffing("many", "spread", "top")], LAX)
    print(f"  {'honest, where one in five chooses one option':<52}{lax.told()}")
    (top,) = in_lax.values()
    print(f"  {'there, the best option throughout in a fifth':<52}{top.told()}")
    is_held = holds(honest, found)
    print(f"\n{'holds' if is_held else 'FAILS'}: at most {MOST_HONEST:.0%} honest, ", end="")
    print(f"at least {LEAST_STUFFED:.0%} of each way but {CAREFUL}.")
    sys.stdout.flush()
    return is_held
