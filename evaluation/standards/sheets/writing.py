"""A standard as rows of text cells, sheet by sheet.

sheets_of(plain, words) -> list[WrittenSheet]

``plain`` is what ``to_plain`` gives. ``words`` holds, by code, the rule in words (Chinese,
English); it is for the eye and never read back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.standards.sheets.columns import (
    BONUS,
    CRITERIA,
    HEAD,
    HEAD_FIELDS,
    LEVELS,
    PENALTIES,
    VETOES,
    Layout,
)
from evaluation.standards.sheets.lines import chunks
from evaluation.standards.sheets.part_lines import (
    evidence_as_lines,
    modifiers_as_lines,
    numbers_as_lines,
    quota_as_lines,
)
from evaluation.standards.sheets.rule_lines import rule_as_lines
from evaluation.standards.sheets.vocabulary import (
    CLASSES,
    LANGUAGES,
    LEVELS_OF_ROWS,
    METHODS,
    SCORED_BY,
)
from evaluation.standards.sheets.vocabulary import LEVELS as LEVEL_WORDS

# A cell holds 32,767 characters and 253 line breaks at most; kept well below both.
LONGEST_CELL = 15_000
MOST_LINES = 200

Words = Mapping[str, tuple[str, str]]
Values = dict[str, Any]


@dataclass(frozen=True)
class WrittenRow:
    """The texts of a row by column; ``style`` is the level of a row of the tree, or empty."""

    values: dict[str, str]
    style: str = ""


@dataclass(frozen=True)
class WrittenSheet:
    layout: Layout
    rows: list[WrittenRow]


def sheets_of(plain: Mapping[str, Any], words: Words) -> list[WrittenSheet]:
    return [
        WrittenSheet(HEAD, list(_head(plain))),
        WrittenSheet(CRITERIA, list(_tree(plain, words))),
        WrittenSheet(BONUS, list(_rows(BONUS, map(_bonus, plain["bonus"]["items"]), words))),
        WrittenSheet(
            PENALTIES, list(_rows(PENALTIES, map(_penalty, plain["penalties"]["items"])))
        ),
        WrittenSheet(VETOES, list(_rows(VETOES, map(_veto, plain["vetoes"])))),
        WrittenSheet(LEVELS, list(_rows(LEVELS, map(_level, plain["levels"])))),
    ]


# ------------------------------------------------------------------ rows
def _rows(
    layout: Layout, items: Iterator[Values], words: Words | None = None
) -> Iterator[WrittenRow]:
    for values in items:
        told = {} if words is None else _in_words(values["code"], words)
        yield from _row(layout, values | told)


def _in_words(code: str, words: Words) -> Values:
    chinese, english = words.get(code, ("", ""))
    return {"words_zh": chinese[:LONGEST_CELL], "words_en": english[:LONGEST_CELL]}


def _row(layout: Layout, values: Values, style: str = "") -> Iterator[WrittenRow]:
    """One row, and more below it where a cell has too many lines to hold."""
    lists = {key: value for key, value in values.items() if isinstance(value, list)}
    cells = {key: chunks(value, LONGEST_CELL, MOST_LINES) for key, value in lists.items()}
    texts = {key: value for key, value in values.items() if key not in lists}
    for number in range(max([1, *map(len, cells.values())])):
        more = {key: found[number] for key, found in cells.items() if number < len(found)}
        filled = (texts if number == 0 else {}) | more
        yield WrittenRow({key: text for key, text in filled.items() if text}, style)


def _texts(item: Mapping[str, Any], *names: str) -> Values:
    return {
        f"{name}_{language}": item[name][language] for name in names for language in ("zh", "en")
    }


def _number(value: Any) -> str:
    return "" if value is None else str(value)


# ------------------------------------------------------------------ head
def _head(plain: Mapping[str, Any]) -> Iterator[WrittenRow]:
    for field in HEAD_FIELDS:
        value = _at(plain, field.where)
        yield WrittenRow({"name": field.heading, "value": _head_value(value, field.kind)})


def _at(plain: Any, where: str) -> Any:
    for key in where.split("."):
        plain = plain.get(key) if isinstance(plain, Mapping) else None
    return plain


def _head_value(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "classes":
        return CLASSES.write_all(value)
    if kind == "languages":
        return LANGUAGES.write_all(value)
    return LANGUAGES.write(value) if kind == "language" else str(value)


# ------------------------------------------------------------------ the tree
def _tree(plain: Mapping[str, Any], words: Words) -> Iterator[WrittenRow]:
    for dimension in plain["dimensions"]:
        yield from _branch(dimension, "dimension", main_task=_number(dimension["main_task"]))
        for indicator in dimension["indicators"]:
            yield from _branch(indicator, "indicator")
            for criterion in indicator["criteria"]:
                values = _criterion(criterion) | _in_words(criterion["code"], words)
                yield from _row(CRITERIA, values, "criterion")


def _branch(item: Mapping[str, Any], level: str, **more: str) -> Iterator[WrittenRow]:
    values = {
        "level": LEVELS_OF_ROWS.write(level),
        "code": item["code"],
        **_texts(item, "title"),
        "points": item["points"],
        **more,
    }
    yield from _row(CRITERIA, values, level)


def _criterion(item: Mapping[str, Any]) -> Values:
    return {
        "level": LEVELS_OF_ROWS.write("criterion"),
        "code": item["code"],
        **_texts(item, "title", "requirement"),
        "points": item["points"],
        "points_by_class": numbers_as_lines(item.get("points_by_class", {}), CLASSES.write),
        "rule": rule_as_lines(item["rule"]),
        "modifiers": modifiers_as_lines(item.get("modifiers", ())),
        "methods": METHODS.write_all(item["methods"]),
        "evidence": evidence_as_lines(item["evidence"]),
        "department": item["department"],
        "scored_by": SCORED_BY.write(item.get("scored_by", "")),
        "applies_to": CLASSES.write_all(item.get("applies_to", ())),
    }


# ------------------------------------------------------------------ what surrounds it
def _bonus(item: Mapping[str, Any]) -> Values:
    return {
        "code": item["code"],
        **_texts(item, "title", "requirement"),
        "rule": rule_as_lines(item["rule"]),
        "look_back_months": _number(item.get("look_back_months")),
        "criterion": item.get("criterion", ""),
        "evidence": evidence_as_lines(item["evidence"]),
    }


def _penalty(item: Mapping[str, Any]) -> Values:
    return {
        "code": item["code"],
        **_texts(item, "title", "ground", "unit"),
        "per": item["per"],
        "cap": item.get("cap", ""),
        "look_back_months": _number(item.get("look_back_months")),
        "evidence": evidence_as_lines(item["evidence"]),
    }


def _veto(item: Mapping[str, Any]) -> Values:
    return {
        "code": item["code"],
        **_texts(item, "title", "ground", "established_by"),
        "look_back_months": _number(item.get("look_back_months")),
        "evidence": evidence_as_lines(item["evidence"]),
    }


def _level(item: Mapping[str, Any]) -> Values:
    asked = item["conditions"]
    return {
        "key": LEVEL_WORDS.write(item["key"]),
        **_texts(item, "title"),
        "composite_at_least": _number(asked.get("composite_at_least")),
        "satisfaction_rate_at_least": _number(asked.get("satisfaction_rate_at_least")),
        "dimension_share_at_least": numbers_as_lines(asked.get("dimension_share_at_least") or {}),
        "valid_answers_at_least": _number(asked.get("valid_answers_at_least")),
        "vetoes_at_most": _number(asked.get("vetoes_at_most")),
        "quota": quota_as_lines(asked.get("quota")),
    }
