"""Where something stands in a workbook, and what is wrong there.

Spot(sheet, row, column, line)     rows and lines from 1, columns in letters, as the program shows
CellProblem                        a Problem that knows its spot
Sheet                              the values of a sheet as they were read
"""

from dataclasses import dataclass
from typing import Any

from evaluation.standards.problems import Problem

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 1 and inside."""


@dataclass(frozen=True)
class Spot:
    """A cell, a line within it, or – without a row – a whole sheet."""

    sheet: str
    row: int = 0
    column: str = ""
    line: int = 0

    @property
    def cell(self) -> str:
        """“F17”; empty for a whole sheet."""
        return f"{self.column}{self.row}" if self.row else ""


@dataclass(frozen=True)
class CellProblem(Problem):
    """A problem found in a workbook; without a spot it concerns the file."""

    spot: Spot | None = None


@dataclass(frozen=True)
class Sheet:
    """What one sheet holds. ``rows`` begin at A1; a value is text, number, yes/no or a date."""

    name: str
    rows: list[list[Any]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Range, ...] = ()


def letters(column: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The opposite: A is 1. ``name`` holds only letters A to Z."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def range_name(area: Range) -> str:
    """“A3:B4”."""
    top, left, bottom, right = area
    return f"{letters(left)}{top}:{letters(right)}{bottom}"
