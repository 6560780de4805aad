"""Changes to a standard while it is a draft, on its plain values.

A standard is a tree of dimensions, indicators and criteria, beside which stand bonus items,
penalties and vetoes. Every function takes the plain values of a whole standard, leaves them as
they are and gives new ones. Nothing is checked here but that the part exists: whether the
outcome is a standard is what ``read_standard`` tells.

    Part(kind, code)                       one branch or leaf: ``Part("criterion", "A1.2")``
    part_at(plain, part) -> dict           its plain values
    replaced(plain, part, fields)          with these keys changed, or taken out where None
    moved(plain, part, by)                 one place up (-1) or down (1), over the edge as well
    placed(plain, part, into)              at the end of another branch
    copied(plain, part, into="")           a copy with codes of its own, behind it or elsewhere
    removed(plain, part)
    added(plain, kind, into="")            a new one to be filled in, at the end
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Plain = dict[str, Any]

DIMENSION, INDICATOR, CRITERION = "dimension", "indicator", "criterion"
BONUS, PENALTY, VETO = "bonus", "penalty", "veto"
KINDS = (DIMENSION, INDICATOR, CRITERION, BONUS, PENALTY, VETO)
PARENTS = {INDICATOR: DIMENSION, CRITERION: INDICATOR}
CHILDREN = {DIMENSION: "indicators", INDICATOR: "criteria"}
LONGEST_CODE = {DIMENSION: 10, INDICATOR: 10}
USUAL_LONGEST = 12


class NoSuchPart(LookupError):
    """The standard has no part of this kind and code; somebody may have taken it out."""


@dataclass(frozen=True)
class Part:
    kind: str
    code: str


@dataclass(frozen=True)
class _Spot:
    """Where a part stands: the list it is in, its place there, and the path to it."""

    row: list[Plain]
    place: int
    where: str


def part_at(plain: Mapping[str, Any], part: Part) -> Plain:
    spot = _spot(plain, part)
    return spot.row[spot.place]


def path_of(plain: Mapping[str, Any], part: Part) -> str:
    """The place of the part as problems name it: ``dimensions[0].indicators[1]``."""
    return _spot(plain, part).where


def parents_of(plain: Mapping[str, Any], kind: str) -> list[Plain]:
    """The branches that a part of this kind can stand in; empty for those that stand alone."""
    parent = PARENTS.get(kind)
    if parent is None:
        return []
    return [row[place] for row, place, _where in _all(plain, parent)]


def replaced(plain: Mapping[str, Any], part: Part, fields: Mapping[str, Any]) -> Plain:
    new, spot = _fresh(plain, part)
    changed = spot.row[spot.place] | dict(fields)
    spot.row[spot.place] = {key: value for key, value in changed.items() if value is not None}
    _follow_the_code(new, part, spot.row[spot.place].get("code", part.code))
    return new


def removed(plain: Mapping[str, Any], part: Part) -> Plain:
    new, spot = _fresh(plain, part)
    del spot.row[spot.place]
    return new


def moved(plain: Mapping[str, Any], part: Part, by: int) -> Plain:
    new, spot = _fresh(plain, part)
    to = spot.place + by
    if 0 <= to < len(spot.row):
        spot.row.insert(to, spot.row.pop(spot.place))
    elif part.kind in PARENTS:
        _over_the_edge(new, part, spot, by)
    return new


def placed(plain: Mapping[str, Any], part: Part, into: str) -> Plain:
    new, spot = _fresh(plain, part)
    target = part_at(new, Part(PARENTS[part.kind], into))
    target[CHILDREN[PARENTS[part.kind]]].append(spot.row.pop(spot.place))
    return new


def copied(plain: Mapping[str, Any], part: Part, into: str = "") -> tuple[Plain, str]:
    """The new values, and the code of the copy."""
    new, spot = _fresh(plain, part)
    copy = deepcopy(spot.row[spot.place])
    parent = into or _parent_code(new, part)
    row = _children(new, part.kind, parent) if part.kind in PARENTS else spot.row
    row.insert(spot.place + 1 if row is spot.row else len(row), copy)
    copy["code"] = ""
    _name_afresh(new, part.kind, copy, parent)
    return new, copy["code"]


def added(plain: Mapping[str, Any], kind: str, into: str = "") -> tuple[Plain, str]:
    """The new values, and the code of what was added. It is complete, though it says little."""
    new = deepcopy(dict(plain))
    part = deepcopy(BLANK[kind])
    _children(new, kind, into).append(part)
    _name_afresh(new, kind, part, into)
    return new, part["code"]


# ------------------------------------------------------------------ where things stand
def _all(plain: Mapping[str, Any], kind: str) -> Iterator[tuple[list[Plain], int, str]]:
    """Every part of a kind: the list it stands in, its place, and its path."""
    if kind == DIMENSION:
        row, where = plain["dimensions"], "dimensions"
        yield from ((row, place, f"{where}[{place}]") for place in range(len(row)))
    elif kind in PARENTS:
        key = CHILDREN[PARENTS[kind]]
        for row, place, where in _all(plain, PARENTS[kind]):
            inner = row[place][key]
            yield from ((inner, n, f"{where}.{key}[{n}]") for n in range(len(inner)))
    else:
        row, where = _beside(plain, kind)
        yield from ((row, place, f"{where}[{place}]") for place in range(len(row)))


def _beside(plain: Mapping[str, Any], kind: str) -> tuple[list[Plain], str]:
    """The list of the bonus items, penalties or vetoes."""
    if kind == BONUS:
        return plain["bonus"]["items"], "bonus.items"
    if kind == PENALTY:
        return plain["penalties"]["items"], "penalties.items"
    return plain["vetoes"], "vetoes"


def _spot(plain: Mapping[str, Any], part: Part) -> _Spot:
    for row, place, where in _all(plain, part.kind):
        if row[place]["code"] == part.code:
            return _Spot(row, place, where)
    raise NoSuchPart(part)


def _fresh(plain: Mapping[str, Any], part: Part) -> tuple[Plain, _Spot]:
    new = deepcopy(dict(plain))
    return new, _spot(new, part)


def _children(plain: Plain, kind: str, parent: str) -> list[Plain]:
    """The list that a part of this kind is added to."""
    if kind == DIMENSION:
        return plain["dimensions"]
    if kind in PARENTS:
        return part_at(plain, Part(PARENTS[kind], parent))[CHILDREN[PARENTS[kind]]]
    return _beside(plain, kind)[0]


def _parent_code(plain: Plain, part: Part) -> str:
    """The code of the branch that the part stands in; empty where it stands alone."""
    row = _spot(plain, part).row
    key = CHILDREN.get(PARENTS.get(part.kind, ""), "")
    parents = parents_of(plain, part.kind)
    return next((one["code"] for one in parents if one[key] is row), "")


def _over_the_edge(plain: Plain, part: Part, spot: _Spot, by: int) -> None:
    """From the first place of a branch to the end of the one before, and the other way round."""
    key = CHILDREN[PARENTS[part.kind]]
    rows = [one[key] for one in parents_of(plain, part.kind)]
    here = next(n for n, row in enumerate(rows) if row is spot.row)
    if not 0 <= here + by < len(rows):
        return
    target = rows[here + by]
    target.insert(0 if by > 0 else len(target), spot.row.pop(spot.place))


# ------------------------------------------------------------------ codes
def _follow_the_code(plain: Plain, part: Part, code: str) -> None:
    """What names a part by its code goes on naming it."""
    if code == part.code:
        return
    if part.kind == CRITERION:
        for bonus in plain["bonus"]["items"]:
            if bonus.get("criterion") == part.code:
                bonus["criterion"] = code
    if part.kind == DIMENSION:
        for level in plain["levels"]:
            floors = level["conditions"].get("dimension_share_at_least") or {}
            if part.code in floors:
                floors[code] = floors.pop(part.code)


def _name_afresh(plain: Plain, kind: str, part: Plain, parent: str) -> None:
    """Give the part, and everything in it, codes that nothing has yet."""
    part["code"] = _free_code(plain, kind, parent)
    inner = {DIMENSION: INDICATOR, INDICATOR: CRITERION}.get(kind)
    for one in part.get(CHILDREN.get(kind, ""), ()) if inner else ():
        one["code"] = ""
    for one in part.get(CHILDREN.get(kind, ""), ()) if inner else ():
        _name_afresh(plain, inner or "", one, part["code"])


def _free_code(plain: Plain, kind: str, parent: str) -> str:
    taken = {row[place]["code"] for row, place, _where in _all(plain, kind)}
    if kind in {CRITERION, BONUS}:  # these share their codes
        other = BONUS if kind == CRITERION else CRITERION
        taken |= {row[place]["code"] for row, place, _where in _all(plain, other)}
    longest = LONGEST_CODE.get(kind, USUAL_LONGEST)
    return next(
        code for code in _codes(kind, parent) if code not in taken and len(code) <= longest
    )


def _codes(kind: str, parent: str) -> Iterator[str]:
    """Codes to try: A, B … for dimensions, A1, A2 … within A, A1.1, A1.2 … within A1."""
    if kind == DIMENSION:
        yield from "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    stem = {INDICATOR: parent, CRITERION: f"{parent}."}.get(kind, STEMS.get(kind, ""))
    for number in range(1, 1000):
        yield f"{stem}{number}"
    for number in range(1, 1000):  # a parent whose code leaves no room
        yield f"{STEMS[kind]}{number}"


STEMS = {
    DIMENSION: "D",
    INDICATOR: "I",
    CRITERION: "C",
    BONUS: "BONUS",
    PENALTY: "P",
    VETO: "V",
}

# ------------------------------------------------------------------ new parts
_TITLE = {"en": "To be named", "zh": "待命名"}
_TEXT = {"en": "To be written", "zh": "待填写"}
_CRITERION: Plain = {
    "code": "",
    "title": _TITLE,
    "requirement": _TEXT,
    "points": "1",
    "rule": {"type": "pass_fail"},
    "methods": ["materials"],
    "evidence": [],
    "department": "street",
}
_INDICATOR: Plain = {"code": "", "title": _TITLE, "points": "1", "criteria": [_CRITERION]}
BLANK: dict[str, Plain] = {
    DIMENSION: {
        "code": "",
        "main_task": None,
        "title": _TITLE,
        "points": "1",
        "indicators": [_INDICATOR],
    },
    INDICATOR: _INDICATOR,
    CRITERION: _CRITERION,
    BONUS: {
        "code": "",
        "title": _TITLE,
        "requirement": _TEXT,
        "rule": {
            "type": "bonus_per_unit",
            "unit": {"en": "case", "zh": "项"},
            "per": "1",
            "cap": "1",
        },
        "evidence": [],
    },
    PENALTY: {
        "code": "",
        "title": _TITLE,
        "ground": _TEXT,
        "unit": {"en": "case", "zh": "次"},
        "per": "1",
        "evidence": [],
    },
    VETO: {
        "code": "",
        "title": _TITLE,
        "ground": _TEXT,
        "established_by": _TEXT,
        "evidence": [],
    },
}
