"""Answers that are copies of one another, and answers nearly so.

Many honest residents answer alike because they are content. So what is expected is taken from
people of the same mood: from the community's own items for exact copies, from the other
communities for near ones. Answers with one option throughout are looked at elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from evaluation.surveys.signals.chances import poisson_tail
from evaluation.surveys.signals.sheets import Community, agreeing

BINS_A_STEP = 4
"""Moods are the same within a quarter of a step of the scale."""
WINDOW = 0.25
SMALLEST_POOL = 100
MOST_COMPARED = 600
"""Of a larger community, every second answer (third …) is compared."""
OWN_WAYS = 2.0
"""A community has troubles of its own, in which its people are alike: so much more is usual."""


@dataclass(frozen=True)
class Pooled:
    """An answer of the box, to compare with: packed, its mood, and whose it is."""

    packed: int
    mood: float
    community: int


def copies(community: Community, straight: Sequence[bool]) -> tuple[int, float, set[int]]:
    """Answers that copy another one, how many chance would give, and which answers they are.

    Within a mood two answers agree in an item as often as they do in these answers; were items
    independent there, all would agree as often as the product says.
    """
    bins: dict[int, list[int]] = defaultdict(list)
    for index, mood in enumerate(community.moods):
        if mood is not None and not straight[index]:
            bins[int(mood * BINS_A_STEP)].append(index)
    extra, expected, found = 0, 0.0, set()
    for members in bins.values():
        seen = Counter(community.packed[index] for index in members)
        extra += len(members) - len(seen)
        expected += min(_expected_pairs(community, members), len(members) - 1)
        found |= {index for index in members if seen[community.packed[index]] > 1}
    return extra, expected, found


def _expected_pairs(community: Community, members: Sequence[int]) -> float:
    pairs = comb(len(members), 2)
    if not pairs:
        return 0.0
    together = 1.0
    columns = zip(*(community.sheets[index].places for index in members), strict=True)
    for column in columns:
        together *= sum(comb(count, 2) for count in Counter(column).values()) / pairs
    return pairs * together


def dense(
    community: Community,
    straight: Sequence[bool],
    pool: Sequence[Pooled],
    *,
    apart: int,
    least: int,
    chance: float,
) -> tuple[set[int], int] | None:
    """The answers with more near twins than the district has of them, and how many were looked
    at. None where there is too little to compare with.

    Near: different in at most ``apart`` items. Expected: as many of the community's answers in
    the same mood as there are near twins among the pool's in that mood, twice over.
    """
    if len(pool) < SMALLEST_POOL or not community.sheets:
        return None
    enough = len(community.sheets[0].places) - apart
    step = -(-len(community.sheets) // MOST_COMPARED)
    looked = [
        index
        for index, mood in enumerate(community.moods)
        if mood is not None and not straight[index] and index % step == 0
    ]
    twins = _twins(community, looked, apart)
    found = set()
    for index in looked:
        if twins[index] < least:
            continue
        expected = _expected_twins(community, index, looked, pool, enough)
        if poisson_tail(twins[index], OWN_WAYS * expected) < chance:
            found.add(index)
    return found, len(looked)


def _twins(community: Community, looked: Sequence[int], apart: int) -> dict[int, int]:
    """How many others differ from each in at most so many items.

    All others are compared at once: whoever gave another answer to an item is one bit of a number,
    and moves on to the next level, of those that differ once, twice … The last level is too far.
    """
    everybody = (1 << len(looked)) - 1
    chose: dict[tuple[int, int], int] = defaultdict(int)
    for position, index in enumerate(looked):
        for chosen in enumerate(community.sheets[index].places):
            chose[chosen] |= 1 << position
    differing = {chosen: everybody ^ same for chosen, same in chose.items()}
    twins = {}
    for index in looked:
        levels = [0] * (apart + 1)
        for chosen in enumerate(community.sheets[index].places):
            moving = differing[chosen]
            for level, there in enumerate(levels):
                levels[level] = there | moving
                moving &= there
        twins[index] = len(looked) - 1 - levels[-1].bit_count()
    return twins


def _expected_twins(
    community: Community,
    index: int,
    looked: Sequence[int],
    pool: Sequence[Pooled],
    enough: int,
) -> float:
    mood, here = community.moods[index] or 0.0, community.packed[index]
    around = sum(abs((community.moods[one] or 0.0) - mood) <= WINDOW for one in looked) - 1
    same = [one for one in pool if abs(one.mood - mood) <= WINDOW]
    near = sum(agreeing(here, one.packed) >= enough for one in same)
    return around * (near + 0.5) / (len(same) + 1)
