"""From the sheets of a workbook to a standard as plain values.

read_sheets(sheets) -> SheetReading(plain, gathering)

What is noted here is only what the content cannot know: sheets, columns, cells, lines. All else
is for ``read_standard`` to find, and ``SheetReading.problems`` then says in which cell.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from evaluation.standards.content import StandardContent, read_standard
from evaluation.standards.content.standard import first_problems
from evaluation.standards.problems import MISSING, Problem, at
from evaluation.standards.sheets.cells import Sheet, Spot
from evaluation.standards.sheets.columns import (
    BONUS,
    CRITERIA,
    HEAD,
    HEAD_FIELDS,
    LAYOUTS,
    LEVEL_COLUMNS,
    LEVELS,
    PENALTIES,
    VETOES,
    HeadField,
    head_field,
)
from evaluation.standards.sheets.gathering import Gathering
from evaluation.standards.sheets.part_lines import (
    read_evidence,
    read_modifiers,
    read_numbers,
    read_quota,
)
from evaluation.standards.sheets.rule_lines import as_count, read_rule
from evaluation.standards.sheets.table import Row, Table
from evaluation.standards.sheets.vocabulary import (
    CLASSES,
    LANGUAGES,
    LEVELS_OF_ROWS,
    METHODS,
    SCORED_BY,
)
from evaluation.standards.sheets.vocabulary import LEVELS as LEVEL_WORDS

UNPLACED = {"level_of_row_unknown", "level_of_row_missing", "row_without_parent"}
"""A row whose place in the tree is not known, nor what stands beneath it."""

Plain = dict[str, Any]
Kinds = dict[str, Callable[[str], Any]]
"""How the cell of each column is read."""


@dataclass(frozen=True)
class SheetReading:
    """What the sheets say, what is wrong with them, and where each part of it stands."""

    plain: Plain
    gathering: Gathering

    def read(
        self, departments: Collection[str] | None = None
    ) -> tuple[StandardContent | None, list[Problem]]:
        """The standard, and the first problems, each with its cell."""
        noted = self.gathering.problems
        if not self.plain:
            return None, first_problems(list(noted))
        content, problems = read_standard(self.plain, departments=departments)
        # What could not be read from a cell is not told a second time as missing from it.
        told = {problem.spot for problem in noted}
        found = [self.gathering.located(problem) for problem in problems]
        # Nor is a row missing elsewhere that stands there and could only not be placed.
        follows = {"dimension_unknown"} if UNPLACED & {one.code for one in noted} else set()
        more = [
            one
            for one in found
            if one.code not in follows and (one.code != MISSING or one.spot not in told)
        ]
        return content, first_problems([*noted, *more])


def read_sheets(sheets: Iterable[Sheet]) -> SheetReading:
    gathering = Gathering()
    tables = _tables(gathering, list(sheets))
    if len(tables) < len(LAYOUTS):
        return SheetReading({}, gathering)
    plain: Plain = {}
    _read_head(gathering, tables[HEAD.key], plain)
    _read_tree(gathering, tables[CRITERIA.key], plain)
    for layout, where, read in (
        (BONUS, "bonus.items", _bonus),
        (PENALTIES, "penalties.items", _penalty),
        (VETOES, "vetoes", _veto),
        (LEVELS, "levels", _level),
    ):
        gathering.spots[where] = Spot(tables[layout.key].sheet.name)
        _place(plain, where, _items(gathering, tables[layout.key], where, read))
    return SheetReading(plain, gathering)


def _tables(gathering: Gathering, sheets: list[Sheet]) -> dict[str, Table]:
    """The sheets that are known, each once. All of them are needed, or nothing could be read."""
    found: dict[str, Table] = {}
    for layout in LAYOUTS:
        called = [sheet for sheet in sheets if layout.is_called(sheet.name)]
        if not called:
            gathering.note("sheet_missing", None, value=layout.name)
            continue
        if len(called) > 1:
            gathering.note("sheet_twice", Spot(called[1].name), value=layout.name)
        found[layout.key] = Table(gathering, layout, called[0])
    return found


def _place(plain: Plain, where: str, value: Any) -> None:
    """Put a value at a path of keys."""
    *path, last = where.split(".")
    for key in path:
        plain = plain.setdefault(key, {})
    plain[last] = value


# ------------------------------------------------------------------ rows
def _texts(gathering: Gathering, row: Row, where: str, *names: str) -> Plain:
    """Texts in both languages. What is empty is left out, and told by its place."""
    found: Plain = {}
    for name in names:
        found[name] = {}
        for language in ("zh", "en"):
            key = f"{name}_{language}"
            gathering.spots.setdefault(at(where, name), row.spot(key))
            gathering.spots[at(at(where, name), language)] = row.spot(key)
            if text := row.exact(key):
                found[name][language] = text
    return found


def _words(gathering: Gathering, row: Row, where: str, kinds: Kinds) -> Plain:
    """Cells with one value, read by their kind; an empty one is left out."""
    found = {}
    for key, read in kinds.items():
        gathering.spots[at(where, key)] = row.spot(key)
        if text := row.word(key):
            found[key] = read(text)
    return found


def _evidence(gathering: Gathering, row: Row, where: str) -> Plain:
    place = at(where, "evidence")
    gathering.spots[place] = row.spot("evidence")
    return {"evidence": read_evidence(gathering, row.lines("evidence"), place)}


def _rule(gathering: Gathering, row: Row, where: str) -> Plain:
    place = at(where, "rule")
    gathering.spots[place] = row.spot("rule")
    rule = read_rule(gathering, row.lines("rule"), place)
    return {} if rule is None else {"rule": rule}


def _items(
    gathering: Gathering,
    table: Table,
    where: str,
    read: Callable[[Gathering, Row, str], Plain],
) -> list[Plain]:
    items: list[Plain] = []
    for row in table.rows():
        place = at(where, len(items))
        gathering.spots[place] = row.spot(table.layout.code)
        items.append(read(gathering, row, place))
    return items


# ------------------------------------------------------------------ head
READ_HEAD: dict[str, Callable[[str], Any]] = {
    "word": str.strip,
    "count": lambda text: as_count(text.strip()),
    "language": LANGUAGES.read,
    "languages": LANGUAGES.read_all,
    "classes": CLASSES.read_all,
    "text": str,
}


def _read_head(gathering: Gathering, table: Table, plain: Plain) -> None:
    """Each row one fact. A fact without a row is missing from the sheet as a whole."""
    for field in HEAD_FIELDS:
        gathering.spots[field.where] = Spot(table.sheet.name)
        gathering.spots.setdefault(field.where.partition(".")[0], Spot(table.sheet.name))
    seen: set[str] = set()
    for row in table.rows():
        called = head_field(row.word("name"))
        if called is None:
            name = row.word("name")[:40]
            gathering.note("head_unknown", row.spot("name"), value=name)
        elif called.key in seen:
            gathering.note("head_twice", row.spot("name"), value=called.heading)
        else:
            seen.add(called.key)
            _read_fact(gathering, row, called, plain)
    for key in ("declared_totals", "weights", "moderation", "otherwise", "bonus", "penalties"):
        plain.setdefault(key, {})


def _read_fact(gathering: Gathering, row: Row, field: HeadField, plain: Plain) -> None:
    gathering.spots[field.where] = row.spot("value")
    if text := row.exact("value"):
        _place(plain, field.where, READ_HEAD[field.kind](text))
    elif field.kind == "languages":
        _place(plain, field.where, [])


# ------------------------------------------------------------------ the tree
def _read_tree(gathering: Gathering, table: Table, plain: Plain) -> None:
    """Dimension, indicator and criterion rows, each below what it belongs to."""
    plain["dimensions"] = []
    gathering.spots["dimensions"] = Spot(table.sheet.name)
    lists: dict[str, tuple[str, list[Plain]]] = {"dimension": ("dimensions", plain["dimensions"])}
    for row in table.rows():
        level = LEVELS_OF_ROWS.read(row.word("level"))
        if level not in LEVEL_COLUMNS:
            code = "level_of_row_unknown" if level else "level_of_row_missing"
            gathering.note(code, row.spot("level"), value=level[:40])
        elif level not in lists:
            gathering.note("row_without_parent", row.spot("level"), level=level)
        else:
            _refuse_unused(gathering, row, level)
            _read_branch(gathering, row, level, lists)


BELOW = {"dimension": ("indicator", "indicators"), "indicator": ("criterion", "criteria")}


def _read_branch(
    gathering: Gathering, row: Row, level: str, lists: dict[str, tuple[str, list[Plain]]]
) -> None:
    """Append what the row tells, and open the list for what comes below it."""
    where, siblings = lists[level]
    place = at(where, len(siblings))
    gathering.spots[place] = row.spot("code")
    item = (
        _criterion(gathering, row, place)
        if level == "criterion"
        else _branch(gathering, row, place)
    )
    siblings.append(item)
    if level in BELOW:
        below, key = BELOW[level]
        item[key] = []
        gathering.spots[at(place, key)] = row.spot("level")
        lists[below] = (at(place, key), item[key])
    if level == "dimension":
        lists.pop("criterion", None)


def _refuse_unused(gathering: Gathering, row: Row, level: str) -> None:
    for one in (row, *row.more):
        for key in one.filled():
            if key not in LEVEL_COLUMNS[level]:
                gathering.note("cell_unused", one.spot(key), level=level)


def _branch(gathering: Gathering, row: Row, where: str) -> Plain:
    kinds: Kinds = {"code": str, "points": str, "main_task": as_count}
    return {
        **_texts(gathering, row, where, "title"),
        **_words(gathering, row, where, kinds),
    }


def _criterion(gathering: Gathering, row: Row, where: str) -> Plain:
    modifiers, points = at(where, "modifiers"), at(where, "points_by_class")
    gathering.spots[modifiers] = row.spot("modifiers")
    gathering.spots[points] = row.spot("points_by_class")
    kinds: Kinds = {
        "code": str,
        "points": str,
        "department": str,
        "scored_by": SCORED_BY.read,
        "applies_to": CLASSES.read_all,
    }
    gathering.spots[at(where, "methods")] = row.spot("methods")
    return {
        **_texts(gathering, row, where, "title", "requirement"),
        **_words(gathering, row, where, kinds),
        "points_by_class": read_numbers(
            gathering, row.lines("points_by_class"), points, "old_town: 2.5", CLASSES.read
        ),
        **_rule(gathering, row, where),
        "methods": METHODS.read_all(row.word("methods")),
        "modifiers": read_modifiers(gathering, row.lines("modifiers"), modifiers),
        **_evidence(gathering, row, where),
    }


# ------------------------------------------------------------------ what surrounds it
def _bonus(gathering: Gathering, row: Row, where: str) -> Plain:
    kinds: Kinds = {"code": str, "look_back_months": as_count, "criterion": str}
    return {
        **_texts(gathering, row, where, "title", "requirement"),
        **_words(gathering, row, where, kinds),
        **_rule(gathering, row, where),
        **_evidence(gathering, row, where),
    }


def _penalty(gathering: Gathering, row: Row, where: str) -> Plain:
    kinds: Kinds = {"code": str, "per": str, "cap": str, "look_back_months": as_count}
    return {
        **_texts(gathering, row, where, "title", "ground", "unit"),
        **_words(gathering, row, where, kinds),
        **_evidence(gathering, row, where),
    }


def _veto(gathering: Gathering, row: Row, where: str) -> Plain:
    kinds: Kinds = {"code": str, "look_back_months": as_count}
    return {
        **_texts(gathering, row, where, "title", "ground", "established_by"),
        **_words(gathering, row, where, kinds),
        **_evidence(gathering, row, where),
    }


def _level(gathering: Gathering, row: Row, where: str) -> Plain:
    place = at(where, "conditions")
    floors, quota = at(place, "dimension_share_at_least"), at(place, "quota")
    gathering.spots[floors] = row.spot("dimension_share_at_least")
    gathering.spots[quota] = row.spot("quota")
    kinds: Kinds = {
        "composite_at_least": str,
        "satisfaction_rate_at_least": str,
        "valid_answers_at_least": as_count,
        "vetoes_at_most": as_count,
    }
    shares = read_numbers(gathering, row.lines("dimension_share_at_least"), floors, "A: 80")
    return {
        **_words(gathering, row, where, {"key": LEVEL_WORDS.read}),
        **_texts(gathering, row, where, "title"),
        "conditions": {
            **_words(gathering, row, place, kinds),
            **({"dimension_share_at_least": shares} if shares else {}),
            "quota": read_quota(gathering, row.lines("quota"), quota),
        },
    }
