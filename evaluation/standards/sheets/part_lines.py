"""The other cells with several lines: modifiers, evidence, points by class, floors, quota."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.standards.problems import at
from evaluation.standards.sheets.gathering import Gathering
from evaluation.standards.sheets.lines import Line, Parsed, line, parsed
from evaluation.standards.sheets.vocabulary import (
    EVIDENCE,
    MODIFIERS,
    QUOTA_LINES,
    QUOTA_ORDER,
    ROUNDING,
    TITLES,
)

Pair = Mapping[str, str]


def _texts(pair: Pair) -> tuple[str, str]:
    return pair["en"], pair["zh"]


def _pair(parts: Sequence[str]) -> dict[str, str]:
    return {key: text for key, text in zip(("en", "zh"), parts, strict=False) if text}


def _read_lines(
    gathering: Gathering, lines: Sequence[Line], most: int, form: str
) -> Iterator[Parsed]:
    """Each line taken apart; one that has no label or too many parts is noted and left out."""
    for one in lines:
        found = parsed(one)
        if found is None or len(found.parts) > most:
            gathering.note("line_parts", one.spot, form=form)
        else:
            yield found


# ------------------------------------------------------------------ modifiers
def modifiers_as_lines(modifiers: Sequence[Mapping[str, Any]]) -> list[str]:
    return [_modifier(one) for one in modifiers]


def _modifier(modifier: Mapping[str, Any]) -> str:
    label = MODIFIERS.write(modifier["type"])
    if "titles" in modifier:
        return line(label, [TITLES.write_all(modifier["titles"])])
    return line(label, _texts(modifier["when"]) if "when" in modifier else ())


def read_modifiers(
    gathering: Gathering, lines: Sequence[Line], where: str
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in _read_lines(gathering, lines, 2, "not_occurred: English | 中文"):
        place = at(where, len(found))
        gathering.spots[place] = one.spot
        modifier: dict[str, Any] = {"type": MODIFIERS.read(one.label)}
        if modifier["type"] == "exempt_by_title":
            modifier["titles"] = TITLES.read_all(one.rest)
        elif one.rest or modifier["type"] in {"excluded", "not_occurred"}:
            modifier["when"] = _pair(one.parts)
        found.append(modifier)
    return found


# ------------------------------------------------------------------ evidence
def evidence_as_lines(evidence: Sequence[Mapping[str, Any]]) -> list[str]:
    return [line(EVIDENCE.write(one["type"]), _texts(one["label"])) for one in evidence]


def read_evidence(gathering: Gathering, lines: Sequence[Line], where: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in _read_lines(gathering, lines, 2, "document: English | 中文"):
        gathering.spots[at(where, len(found))] = one.spot
        found.append({"type": EVIDENCE.read(one.label), "label": _pair(one.parts)})
    return found


# ------------------------------------------------------------------ numbers by name
def numbers_as_lines(numbers: Mapping[str, str], name: Callable[[str], str] = str) -> list[str]:
    """“old_town: 3.0”, one line each."""
    return [line(name(key), [number]) for key, number in numbers.items()]


def read_numbers(
    gathering: Gathering,
    lines: Sequence[Line],
    where: str,
    form: str,
    name: Callable[[str], str] = str,
) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _read_lines(gathering, lines, 1, form):
        key = name(one.label)
        if key in found:
            gathering.note("line_twice", one.spot, value=one.label)
        gathering.spots[at(where, key)] = one.spot
        found[key] = one.parts[0]
    return found


# ------------------------------------------------------------------ quota
def quota_as_lines(quota: Mapping[str, Any] | None) -> list[str]:
    if quota is None:
        return []
    found = [line(QUOTA_LINES.write("percent_of_stage"), [str(quota["percent_of_stage"])])]
    if "rounding" in quota:
        found.append(line(QUOTA_LINES.write("rounding"), [ROUNDING.write(quota["rounding"])]))
    return [*found, line(QUOTA_LINES.write("order"), [QUOTA_ORDER.write_all(quota["order"])])]


def read_quota(gathering: Gathering, lines: Sequence[Line], where: str) -> dict[str, Any] | None:
    if not lines:
        return None
    quota: dict[str, Any] = {}
    for one in _read_lines(gathering, lines, 1, "percent_of_stage: 30"):
        label = QUOTA_LINES.read(one.label)
        if label not in QUOTA_LINES.words:
            known = ", ".join(QUOTA_LINES.words)
            gathering.note("line_unknown", one.spot, value=one.label, known=known)
            continue
        gathering.spots[at(where, label)] = one.spot
        quota[label] = {
            "percent_of_stage": lambda text: text,
            "order": QUOTA_ORDER.read_all,
            "rounding": ROUNDING.read,
        }[label](one.rest)
    return quota
