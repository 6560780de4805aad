"""A scoring rule as the lines of one cell, and back.

    count_met 按达标项数计分
    table 分值表: 0; 0.5; 1.0
    clause 要点: set_up | Set up as required | 按规定设置
    clause 要点: members | All members belong to a branch | 党员全部编入支部

``KINDS`` says which lines a rule type has; reading and writing both follow it. Numbers are kept
as they are written; counts become whole numbers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.standards.figures import WRITTEN_WHOLE
from evaluation.standards.problems import at
from evaluation.standards.sheets.gathering import Gathering
from evaluation.standards.sheets.lines import Line, Parsed, line, parsed
from evaluation.standards.sheets.vocabulary import CLASSES, EACH, LINES, RULES

NUMBERS = re.compile(r"[;；,，、]")

Part = tuple[str, str]
"""Path inside the value (empty: the value itself), and what is written there."""
NUMBER: tuple[Part, ...] = (("", "text"),)
COUNT: tuple[Part, ...] = (("", "count"),)
TABLE: tuple[Part, ...] = (("", "numbers"),)
PAIR: tuple[Part, ...] = (("en", "text"), ("zh", "text"))
SPAN: tuple[Part, ...] = (("from", "text"), ("to", "text"))
LABEL: tuple[Part, ...] = (("label.en", "text"), ("label.zh", "text"))
CLAUSE: tuple[Part, ...] = (("key", "text"), *LABEL)
PART: tuple[Part, ...] = (("key", "text"), ("points", "text"), *LABEL)
FAILING: tuple[Part, ...] = (("key", "text"), ("minus", "text"), ("each", "each"), *LABEL)
BAND: tuple[Part, ...] = (("at_least", "text"), ("below", "text"), ("points", "text"))
GRADE: tuple[Part, ...] = (("grade", "text"), ("share_at_least", "text"), ("points", "text"))


@dataclass(frozen=True)
class Kind:
    """A kind of line: its label, the key it fills, and what its parts are."""

    label: str
    key: str
    parts: tuple[Part, ...]
    is_list: bool = False
    by_class: str = ""

    @property
    def form(self) -> str:
        """How the parts follow each other: “key | label.en | label.zh”."""
        return " | ".join(path or self.label for path, _ in self.parts)


_MEASURED = (
    Kind("measure", "measure", PAIR),
    Kind("unit", "unit", PAIR),
    Kind("range", "range", SPAN),
)
_TARGET = Kind("target", "target", NUMBER, by_class="targets_by_class")
_CAP = Kind("cap", "cap", NUMBER)
_UNIT = Kind("unit", "unit", PAIR)
_PER = Kind("per", "per", NUMBER)
KINDS: dict[str, tuple[Kind, ...]] = {
    "count_met": (
        Kind("table", "table", TABLE, by_class="table_by_class"),
        Kind("clause", "clauses", CLAUSE, is_list=True),
    ),
    "sum_of_parts": (Kind("part", "parts", PART, is_list=True, by_class="parts_by_class"),),
    "deduct_per_unit": (
        Kind("per", "per", NUMBER, by_class="per_by_class"),
        _UNIT,
        Kind("expected", "expected", COUNT),
        _CAP,
    ),
    "deduct_listed": (
        Kind("failing", "failings", FAILING, is_list=True, by_class="failings_by_class"),
        _CAP,
    ),
    "deduct_per_step": (*_MEASURED, _TARGET, Kind("step", "step", NUMBER), _PER),
    "ratio": (*_MEASURED, _TARGET),
    "bands": (*_MEASURED, Kind("band", "bands", BAND, is_list=True, by_class="bands_by_class")),
    "sampled_grades": (
        Kind("sample", "sample", COUNT),
        Kind("place", "place", PAIR),
        Kind("passes_when", "passes_when", PAIR, is_list=True),
        Kind("grade", "grades", GRADE, is_list=True, by_class="grades_by_class"),
    ),
    "pass_fail": (),
    "judgement": (Kind("guide", "guide", PAIR),),
    "bonus_per_unit": (_UNIT, _PER, _CAP),
}


# ------------------------------------------------------------------ writing
def rule_as_lines(rule: dict[str, Any]) -> list[str]:
    """The rule, its type in the first line."""
    kinds = KINDS.get(rule.get("type", ""), ())
    found = [RULES.write(rule.get("type", ""))]
    for kind in kinds:
        if kind.key in rule:
            found += _written(kind, rule[kind.key], "")
        for name, value in rule.get(kind.by_class, {}).items():
            found += _written(kind, value, CLASSES.write(name))
    return found


def _written(kind: Kind, value: Any, about: str) -> Iterator[str]:
    for one in value if kind.is_list else [value]:
        parts = [_as_text(_inside(one, path), what) for path, what in kind.parts]
        yield line(LINES.write(kind.label), parts, about)


def _inside(value: Any, path: str) -> Any:
    for key in path.split(".") if path else ():
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _as_text(value: Any, what: str) -> str:
    if value is None:
        return ""
    if what == "numbers":
        return "; ".join(map(str, value))
    if what == "each":
        return EACH.write("each" if value else "once")
    return str(value)


# ------------------------------------------------------------------ reading
def read_rule(gathering: Gathering, lines: Sequence[Line], where: str) -> dict[str, Any] | None:
    """The rule that the lines tell, as far as they do; None where there is no line."""
    if not lines:
        return None
    name = RULES.read(lines[0].text.strip().rstrip(":："))
    gathering.spots[where] = gathering.spots[at(where, "type")] = lines[0].spot
    rule: dict[str, Any] = {"type": name}
    kinds = {kind.label: kind for kind in KINDS.get(name, ())}
    # A type that is not known is told once; its lines cannot be read without it.
    for one in lines[1:] if name in KINDS else ():
        found = parsed(one)
        label = LINES.read(found.label) if found else ""
        if found is None or label not in kinds:
            known = ", ".join(kinds) or "–"
            gathering.note("line_unknown", one.spot, value=one.text[:40], known=known)
        else:
            _take(gathering, rule, kinds[label], found, where)
    return rule


def _take(
    gathering: Gathering, rule: dict[str, Any], kind: Kind, found: Parsed, where: str
) -> None:
    """Put one line where it belongs in the rule."""
    if len(found.parts) > len(kind.parts):
        gathering.note("line_parts", found.spot, form=kind.form)
        return
    if found.about and not kind.by_class:
        gathering.note("line_without_class", found.spot, value=found.about[:40])
        return
    target, key, place = rule, kind.key, at(where, kind.key)
    if found.about:
        target, key = rule.setdefault(kind.by_class, {}), CLASSES.read(found.about)
        gathering.spots.setdefault(at(where, kind.by_class), found.spot)
        place = at(at(where, kind.by_class), key)
    value = _value(kind, found.parts)
    if kind.is_list:
        items = target.setdefault(key, [])
        gathering.spots.setdefault(place, found.spot)
        gathering.spots[at(place, len(items))] = found.spot
        items.append(value)
    elif key in target:
        gathering.note("line_twice", found.spot, value=found.label)
    else:
        target[key] = value
        gathering.spots[place] = found.spot


def _value(kind: Kind, parts: list[str]) -> Any:
    filled = [*parts, *[""] * (len(kind.parts) - len(parts))]
    value: dict[str, Any] = {}
    for (path, what), text in zip(kind.parts, filled, strict=True):
        if not path:
            return _as_value(text, what)
        _put(value, path, _as_value(text, what) if text else None)
    return value


def _put(value: dict[str, Any], path: str, inner: Any) -> None:
    """Fill in a path; what is empty is left out, so that it is told as missing."""
    first, _, rest = path.partition(".")
    if rest:
        _put(value.setdefault(first, {}), rest, inner)
    elif inner is not None:
        value[first] = inner


def _as_value(text: str, what: str) -> Any:
    if what == "numbers":
        return [number.strip() for number in NUMBERS.split(text) if number.strip()]
    if what == "count":
        return as_count(text)
    if what == "each":
        return {"each": True, "once": False}.get(EACH.read(text), text)
    return text


def as_count(text: str) -> int | str:
    """A whole number, or the text itself where it is none, so that it can be told."""
    return int(text) if WRITTEN_WHOLE.fullmatch(text.strip()) else text
