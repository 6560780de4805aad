"""The draft as its editor sees it: the tree with what can be done to each part, and the sums."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluation.standards.content import StandardContent, Sum, read_standard, sums
from evaluation.standards.content.editing import (
    BONUS,
    CRITERION,
    DIMENSION,
    INDICATOR,
    PENALTY,
    VETO,
    parents_of,
)
from evaluation.standards.messages import CLASSES
from evaluation.standards.wording import said

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One part with its points, if it has any, and the classes it is for."""

    kind: str
    code: str
    title: str
    points: str = ""
    classes: list[str] = field(default_factory=list)
    children: list["Line"] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.code}"


@dataclass(frozen=True)
class Total:
    """What one class can reach, in all and by dimension, beside what is declared."""

    label: str
    whole: Sum
    dimensions: list[Sum]
    slips: list[Sum]


@dataclass(frozen=True)
class Outline:
    dimensions: list[Line]
    bonuses: list[Line]
    penalties: list[Line]
    vetoes: list[Line]
    totals: list[Total]


def outline_of(plain: Plain) -> Outline:
    content, _problems = read_standard(plain)
    found = sums(content) if content else ()
    return Outline(
        dimensions=[_dimension(one, found) for one in plain["dimensions"]],
        bonuses=[_leaf(BONUS, one, one["rule"].get("cap")) for one in _items(plain, "bonus")],
        penalties=[_leaf(PENALTY, one, one.get("per")) for one in _items(plain, "penalties")],
        vetoes=[_leaf(VETO, one, None) for one in plain.get("vetoes", ())],
        totals=list(_totals(content, found)) if content else [],
    )


def places_for(plain: Plain, kind: str) -> list[tuple[str, str]]:
    """The branches a part of this kind can be put into: code and words."""
    return [
        (one["code"], f"{one['code']} {said(one['title'])}") for one in parents_of(plain, kind)
    ]


def _items(plain: Plain, key: str) -> list[Plain]:
    return plain.get(key, {}).get("items", [])


def _dimension(written: Plain, found: tuple[Sum, ...]) -> Line:
    return Line(
        DIMENSION,
        written["code"],
        said(written["title"]),
        str(written["points"]),
        children=[_indicator(one, found) for one in written["indicators"]],
        slips=_slips(found, "dimension", written["code"]),
    )


def _indicator(written: Plain, found: tuple[Sum, ...]) -> Line:
    return Line(
        INDICATOR,
        written["code"],
        said(written["title"]),
        str(written["points"]),
        children=[_leaf(CRITERION, one, one["points"]) for one in written["criteria"]],
        slips=_slips(found, "indicator", written["code"]),
    )


def _leaf(kind: str, written: Plain, points: Any) -> Line:
    return Line(
        kind,
        written["code"],
        said(written["title"]),
        "" if points is None else str(points),
        classes=[str(CLASSES[name]) for name in written.get("applies_to", ())],
    )


def _slips(found: tuple[Sum, ...], level: str, code: str) -> list[str]:
    """The classes for which the part does not add up, with the difference."""
    return [
        f"{CLASSES[one.class_key]} {one.difference:+f}"
        for one in found
        if one.level == level and one.code == code and not one.meets
    ]


def _totals(content: StandardContent, found: tuple[Sum, ...]) -> Iterator[Total]:
    for key in dict.fromkeys(one.class_key for one in found):
        of_class = [one for one in found if one.class_key == key]
        yield Total(
            label=str(CLASSES[key]),
            whole=next(one for one in of_class if one.level == "whole"),
            dimensions=[one for one in of_class if one.level == "dimension"],
            slips=[one for one in of_class if not one.meets],
        )
