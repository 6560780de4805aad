"""Two versions of a standard side by side: what came, what went, what changed, what moved.

    compare(before, after) -> Comparison

Everything is matched by its code; the same content twice gives an empty comparison.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from evaluation.standards.content.shapes import (
    BonusContent,
    CriterionContent,
    LevelContent,
    StandardContent,
)
from evaluation.standards.content.totals import class_keys_of
from evaluation.standards.figures import ZERO

DIMENSION, INDICATOR, CRITERION = "dimension", "indicator", "criterion"
BONUS, PENALTY, VETO = "bonus", "penalty", "veto"
KINDS = (DIMENSION, INDICATOR, CRITERION, BONUS, PENALTY, VETO)
PLACE = "place"
"""The field of a criterion that was moved to another indicator or dimension."""
INNER = {"code", "indicators", "criteria"}

FIGURES = (
    "edition",
    "title",
    "notice",
    "base_points",
    "common_points",
    "class_points",
    "classes",
    "bonus_cap",
    "penalty_cap",
    "professional_weight",
    "residents_weight",
    "otherwise_title",
)
ALL_CLASSES = ""


@dataclass(frozen=True)
class Placed:
    """Something with a code, and where it stands: ``("A", "A1")`` for a criterion."""

    value: Any
    place: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemChange:
    """One thing with a code, before and after; None where it was not there, or is no more.

    ``fields`` name what differs, in the order in which a standard says it.
    """

    kind: str
    code: str
    before: Placed | None
    after: Placed | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One figure or condition that surrounds the points; None where it is not asked for.

    ``level`` is the key of the level whose condition it is, empty for the standard itself;
    ``part`` the code of the dimension a condition is about.
    """

    field: str
    before: Any
    after: Any
    level: str = ""
    part: str = ""


@dataclass(frozen=True)
class Movement:
    """The points of one dimension, for one class or for all (``class_key`` empty).

    None where a version has no such dimension.
    """

    code: str
    class_key: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Positive: more points than before."""
        return (self.after or ZERO) - (self.before or ZERO)


@dataclass(frozen=True)
class Comparison:
    """Everything that differs. ``movements`` are of all dimensions, also of those that stay."""

    items: tuple[ItemChange, ...]
    movements: tuple[Movement, ...]
    surroundings: tuple[Change, ...]

    def added(self, *kinds: str) -> tuple[ItemChange, ...]:
        return tuple(one for one in self._of(kinds) if one.before is None)

    def removed(self, *kinds: str) -> tuple[ItemChange, ...]:
        return tuple(one for one in self._of(kinds) if one.after is None)

    def changed(self, *kinds: str) -> tuple[ItemChange, ...]:
        return tuple(one for one in self._of(kinds) if one.before and one.after)

    def _of(self, kinds: tuple[str, ...]) -> Iterable[ItemChange]:
        return (one for one in self.items if not kinds or one.kind in kinds)

    @property
    def is_empty(self) -> bool:
        return not self.items and not self.surroundings


def compare(before: StandardContent, after: StandardContent) -> Comparison:
    """What differs between two versions."""
    items: list[ItemChange] = []
    for kind in KINDS:
        items += _items(kind, _by_code(before, kind), _by_code(after, kind))
    return Comparison(
        items=tuple(items),
        movements=tuple(_movements(before, after)),
        surroundings=tuple(_surroundings(before, after)),
    )


# ------------------------------------------------------------------ what has a code
def _by_code(content: StandardContent, kind: str) -> dict[str, Placed]:
    return {one.value.code: one for one in _all(content, kind)}


def _all(content: StandardContent, kind: str) -> Iterable[Placed]:
    """Everything of this kind with its place, in the order of the standard."""
    if kind in {BONUS, PENALTY, VETO}:
        outside = {BONUS: content.bonuses, PENALTY: content.penalties, VETO: content.vetoes}
        yield from (Placed(one) for one in outside[kind])
        return
    for dimension in content.dimensions:
        if kind == DIMENSION:
            yield Placed(dimension)
            continue
        for indicator in dimension.indicators:
            if kind == INDICATOR:
                yield Placed(indicator, (dimension.code,))
                continue
            place = (dimension.code, indicator.code)
            yield from (Placed(one, place) for one in indicator.criteria)


def _items(
    kind: str, before: Mapping[str, Placed], after: Mapping[str, Placed]
) -> Iterable[ItemChange]:
    """In the order of the new version; what went comes last."""
    for code, now in after.items():
        was = before.get(code)
        if was is None:
            yield ItemChange(kind, code, None, now)
        elif differing := _differing(was, now):
            yield ItemChange(kind, code, was, now, differing)
    for code, was in before.items():
        if code not in after:
            yield ItemChange(kind, code, was, None)


def _differing(was: Placed, now: Placed) -> tuple[str, ...]:
    names = [one.name for one in fields(was.value) if one.name not in INNER]
    found = [name for name in names if getattr(was.value, name) != getattr(now.value, name)]
    return tuple([PLACE, *found] if was.place != now.place else found)


def scores_alike(
    was: CriterionContent | BonusContent, now: CriterionContent | BonusContent
) -> bool:
    """Whether the same finding earns the same in both, for every class."""
    names = ("rule", "modifiers", "points", "points_by_class", "criterion")
    return type(was) is type(now) and all(
        getattr(was, name, None) == getattr(now, name, None) for name in names
    )


# ------------------------------------------------------------------ points of dimensions
def _movements(before: StandardContent, after: StandardContent) -> Iterable[Movement]:
    codes = dict.fromkeys([one.code for one in (*after.dimensions, *before.dimensions)])
    keys = _class_keys(before, after)
    for code in codes:
        rows = [
            Movement(code, key, _sum(before, code, key), _sum(after, code, key)) for key in keys
        ]
        if rows and len({(row.before, row.after) for row in rows}) == 1:
            yield Movement(code, ALL_CLASSES, rows[0].before, rows[0].after)
        else:
            yield from rows


def _class_keys(before: StandardContent, after: StandardContent) -> list[str]:
    """The classes of either; the sub-classes where one of the two tells them apart."""
    keys = dict.fromkeys([*class_keys_of(after), *class_keys_of(before)])
    split = {key.partition(".")[0] for key in keys if "." in key}
    return [key for key in keys if key not in split]


def _sum(content: StandardContent, code: str, class_key: str) -> Decimal | None:
    for dimension in content.dimensions:
        if dimension.code == code:
            theirs = (one for one in dimension.criteria if one.applies(class_key))
            return sum((one.points_for(class_key) for one in theirs), ZERO)
    return None


# ------------------------------------------------------------------ what surrounds them
def _surroundings(before: StandardContent, after: StandardContent) -> Iterable[Change]:
    for name in FIGURES:
        yield from _change(name, getattr(before, name), getattr(after, name))
    for name in ("appraisers_at_least", "tolerance_percent"):
        was, now = getattr(before.moderation, name), getattr(after.moderation, name)
        yield from _change(name, was, now)
    levels = {one.key: one for one in before.levels}, {one.key: one for one in after.levels}
    for key in dict.fromkeys([*levels[1], *levels[0]]):
        yield from _level(key, levels[0].get(key), levels[1].get(key))


def _change(field: str, was: Any, now: Any, **where: str) -> Iterable[Change]:
    if was != now:
        yield Change(field, was, now, **where)


def _level(key: str, was: LevelContent | None, now: LevelContent | None) -> Iterable[Change]:
    yield from _change("level", was and was.title, now and now.title, level=key)
    for one in fields(LevelContent):
        if one.name not in {"key", "title", "dimension_share_at_least"}:
            values = (getattr(level, one.name, None) for level in (was, now))
            yield from _change(one.name, *values, level=key)
    shares = [dict(level.dimension_share_at_least) if level else {} for level in (was, now)]
    for code in dict.fromkeys([*shares[1], *shares[0]]):
        name = "dimension_share_at_least"
        yield from _change(name, shares[0].get(code), shares[1].get(code), level=key, part=code)
