"""A sheet as rows under headings: which column is which, and what may not be in a cell.

Formulas are refused: what they show was computed by somebody's program in floating point, may
be old or missing, and is not what will be read the next time. Merged cells are refused, because
all but the first of them are empty.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from evaluation.standards.sheets.cells import Sheet, Spot, letters, range_name
from evaluation.standards.sheets.columns import Layout
from evaluation.standards.sheets.gathering import Gathering
from evaluation.standards.sheets.lines import Line


class NotExact(ValueError):
    """A value that cannot be read as it was meant; ``code`` is the problem."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(value)
        self.code = code
        self.value = value


def text_of(value: Any) -> str:
    """The value as text. Raises NotExact for a date, and for a number with traces of arithmetic.

    Numbers come as floating point; their shortest writing is what was typed (0.1 stays 0.1).
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        raise NotExact("cell_yes_no", str(value).upper())
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise NotExact("cell_date", str(value))
    raise NotExact("cell_unreadable", str(value)[:40])


def _number(value: float) -> str:
    exact = Decimal(repr(value))
    if not exact.is_finite() or exact != round(exact, 6):
        raise NotExact("cell_not_exact", repr(value))
    text = format(exact.normalize(), "f")
    return "0" if text == "-0" else text


class Row:
    """One row, with the rows below it that go on with it."""

    def __init__(self, table: "Table", number: int, values: dict[str, str]) -> None:
        self.table = table
        self.number = number
        self.values = values
        self.more: list[Row] = []

    def exact(self, key: str) -> str:
        """The text as it stands; empty where there is only space."""
        text = self.values.get(key, "")
        return text if text.strip() else ""

    def word(self, key: str) -> str:
        return self.values.get(key, "").strip()

    def spot(self, key: str, line: int = 0) -> Spot:
        column = self.table.columns.get(key)
        name = letters(column) if column else ""
        return Spot(self.table.sheet.name, self.number if name else 0, name, line)

    def lines(self, key: str) -> list[Line]:
        """What the cell holds, line by line; empty lines are left out."""
        found = []
        for row in [self, *self.more]:
            for number, text in enumerate(row.values.get(key, "").split("\n"), 1):
                if text.strip():
                    found.append(Line(text.removesuffix("\r"), row.spot(key, number)))
        return found

    def filled(self) -> list[str]:
        return [key for key, text in self.values.items() if text.strip()]


class Table:
    """The rows of a sheet, by the keys of its layout. Notes what is wrong with the sheet."""

    def __init__(self, gathering: Gathering, layout: Layout, sheet: Sheet) -> None:
        self.gathering = gathering
        self.layout = layout
        self.sheet = sheet
        self.columns: dict[str, int] = {}
        self._find_columns(sheet.rows[0] if sheet.rows else [])
        self._read = {number: key for key, number in self.columns.items() if self._is_read(key)}
        self._refuse_merged()

    def _is_read(self, key: str) -> bool:
        return any(column.key == key and column.is_read for column in self.layout.columns)

    def _find_columns(self, headings: list[Any]) -> None:
        for number, heading in enumerate(headings, 1):
            text = str(heading).strip()
            # What an office adds for itself is marked, so that a slip of the pen is not lost.
            if not text or text.startswith(("#", "＃")):
                continue
            column = self.layout.column_called(text)
            spot = Spot(self.sheet.name, 1, letters(number))
            if column is None:
                self.gathering.note("heading_unknown", spot, value=text[:40])
            elif column.key in self.columns:
                self.gathering.note("heading_twice", spot, value=text[:40])
            else:
                self.columns[column.key] = number
        for column in self.layout.columns:
            if column.is_read and column.key not in self.columns:
                spot = Spot(self.sheet.name)
                self.gathering.note("column_missing", spot, value=column.heading)

    def _refuse_merged(self) -> None:
        for area in self.sheet.merged:
            top, left, bottom, right = area
            if any(left <= column <= right for column in self._read):
                spot = Spot(self.sheet.name, top, letters(left))
                self.gathering.note("cells_merged", spot, range=range_name(area))

    def rows(self) -> list[Row]:
        """The rows that say something; a row that only goes on belongs to the one above."""
        found: list[Row] = []
        for row in self._filled_rows():
            goes_on = self._goes_on(row)
            if goes_on and found:
                found[-1].more.append(row)
            else:
                found.append(row)
        return found

    def _filled_rows(self) -> Iterator[Row]:
        for number, cells in enumerate(self.sheet.rows[1:], 2):
            values = {
                key: self._text(number, column, cells[column - 1])
                for column, key in self._read.items()
                if column <= len(cells)
            }
            row = Row(self, number, values)
            if row.filled():
                yield row

    def _goes_on(self, row: Row) -> bool:
        lists = {column.key for column in self.layout.columns if column.has_lines}
        return set(row.filled()) <= lists

    def _text(self, row: int, column: int, value: Any) -> str:
        spot = Spot(self.sheet.name, row, letters(column))
        if (row, column) in self.sheet.formulas:
            self.gathering.note("cell_formula", spot)
            return ""  # what it shows is not looked into: it may be old
        try:
            return text_of(value)
        except NotExact as error:
            self.gathering.note(error.code, spot, value=error.value)
            return ""
