"""Workbooks to be spoilt at will: the cells of a standard, changed one by one, written as XLSX."""

import io
import zipfile
from typing import Any

from xlsxwriter import Workbook

from evaluation.standards.problems import Problem
from evaluation.standards.sheets import read_sheets, read_workbook, sheets_of
from evaluation.standards.sheets.cells import column_number
from evaluation.standards.sheets.columns import LAYOUTS, Layout

Grid = list[list[Any]]


class Book:
    """The sheets by their English name. ``set`` takes a cell as the program names it."""

    def __init__(self, plain: dict) -> None:
        self._begin()
        for sheet in sheets_of(plain, {}):
            self._add(sheet.layout, [row.values for row in sheet.rows])

    def _begin(self) -> None:
        self.sheets: dict[str, Grid] = {}
        self.names: dict[str, str] = {}
        self.formulas: list[tuple[str, int, int, str]] = []
        self.merged: list[tuple[str, str]] = []

    @classmethod
    def typed(cls, **sheets: list[dict[str, str]]) -> "Book":
        """A workbook as somebody types it: the rows of each sheet, cells by their columns."""
        book = cls.__new__(cls)
        book._begin()
        for layout in LAYOUTS:
            book._add(layout, sheets[layout.key])
        return book

    def _add(self, layout: Layout, rows: list[dict[str, str]]) -> None:
        self.names[layout.english] = layout.name
        self.sheets[layout.english] = [[column.heading for column in layout.columns]] + [
            [row.get(column.key, "") for column in layout.columns] for row in rows
        ]

    def place(self, sheet: str, cell: str) -> tuple[int, int]:
        letters = cell.rstrip("0123456789")
        return int(cell[len(letters) :]) - 1, column_number(letters) - 1

    def set(self, sheet: str, cell: str, value: Any) -> "Book":
        row, column = self.place(sheet, cell)
        grid = self.sheets[sheet]
        while len(grid) <= row:
            grid.append([""] * len(grid[0]))
        grid[row] += [""] * (column + 1 - len(grid[row]))
        grid[row][column] = value
        return self

    def get(self, sheet: str, cell: str) -> Any:
        row, column = self.place(sheet, cell)
        return self.sheets[sheet][row][column]

    def formula(self, sheet: str, cell: str, text: str = "=1+1") -> "Book":
        self.formulas.append((sheet, *self.place(sheet, cell), text))
        return self

    def merge(self, sheet: str, area: str) -> "Book":
        self.merged.append((sheet, area))
        return self

    def row_of(self, code: str) -> int:
        """The row of this code in the main sheet, as the program counts."""
        return next(n for n, row in enumerate(self.sheets["Criteria"], 1) if row[1] == code)

    def content(self) -> bytes:
        made = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(made, options) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for name, grid in self.sheets.items():
                page = book.add_worksheet(self.names[name])
                for sheet, area in self.merged:
                    if sheet == name:
                        page.merge_range(area, "")
                for row, values in enumerate(grid):
                    for column, value in enumerate(values):
                        if isinstance(value, str):
                            page.write_string(row, column, value)
                        elif isinstance(value, bool | int | float):
                            page.write(row, column, value)
                        else:
                            page.write_datetime(row, column, value, day)
                for sheet, row, column, text in self.formulas:
                    if sheet == name:
                        page.write_formula(row, column, text, value=2)
        return made.getvalue()

    def read(self):
        return read_sheets(read_workbook(self.content())).read()

    def problems(self) -> list[tuple[str, str]]:
        """The code of each problem, and its cell (the sheet where it has none)."""
        return [(one.code, cell_of(one)) for one in self.read()[1]]


def cell_of(problem: Problem) -> str:
    spot = getattr(problem, "spot", None)
    if spot is None:
        return ""
    sheet = spot.sheet.partition(" ")[0]
    line = f":{spot.line}" if spot.line else ""
    return f"{sheet}!{spot.cell}{line}" if spot.cell else sheet


def repacked(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The same ZIP with parts added, replaced, or (None) left out."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part))
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return made.getvalue()
