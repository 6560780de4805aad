"""Who is first, and why. Pure: candidates in, places out; no database and no Django.

    rank(candidates, keys=…, quota=…, next_in_line=…) -> Ranking

Candidates who are barred are excluded, each with the rules that bar them. The others are put in
order by the keys, one after the other: the second decides only where the first is the same, and
so on. The last resort is the candidate's own code, so the order never depends on chance, and a
place that was decided by it says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

LAST_RESORT = "code"


@dataclass(frozen=True)
class Candidate:
    """``values`` are the measures by key, more is better; None counts less than any number.

    ``bars`` are the rules that exclude it; none in most cases.
    """

    code: str
    name: str
    values: Mapping[str, Decimal | None]
    bars: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """``number`` counts from 1. ``decided_by`` is the key by which it stands before the next
    candidate, ``LAST_RESORT`` where every key was the same, and empty for the last of all."""

    number: int
    candidate: Candidate
    decided_by: str


@dataclass(frozen=True)
class Ranking:
    """``places`` fill the quota, ``next_in_line`` come after, ``others`` after them."""

    places: tuple[Place, ...]
    next_in_line: tuple[Place, ...]
    others: tuple[Place, ...]
    excluded: tuple[Candidate, ...]


def rank(
    candidates: Sequence[Candidate], *, keys: Sequence[str], quota: int, next_in_line: int = 3
) -> Ranking:
    """Put the candidates in order. ``keys`` are stated from the one that decides first."""
    if quota < 0 or next_in_line < 0:
        raise ValueError("A quota is 0 or more.")
    if len({candidate.code for candidate in candidates}) < len(candidates):
        raise ValueError("Two candidates have the same code.")
    eligible = [candidate for candidate in candidates if not candidate.bars]
    ordered = sorted(eligible, key=lambda candidate: _order(candidate, keys))
    places = [
        Place(number, candidate, _decided_by(candidate, after, keys))
        for number, (candidate, after) in enumerate(zip_longest(ordered, ordered[1:]), start=1)
    ]
    waiting = quota + next_in_line
    return Ranking(
        places=tuple(places[:quota]),
        next_in_line=tuple(places[quota:waiting]),
        others=tuple(places[waiting:]),
        excluded=tuple(sorted((c for c in candidates if c.bars), key=lambda c: c.code)),
    )


def _order(candidate: Candidate, keys: Sequence[str]) -> tuple:
    """What sorts the better candidate first."""
    return (*(_better_first(candidate.values[key]) for key in keys), candidate.code)


def _better_first(value: Decimal | None) -> tuple[bool, Decimal]:
    return (value is None, Decimal(0) if value is None else -value)


def _decided_by(candidate: Candidate, after: Candidate | None, keys: Sequence[str]) -> str:
    if after is None:
        return ""
    return next((key for key in keys if candidate.values[key] != after.values[key]), LAST_RESORT)
