"""A standard as a workbook and back. No Django here; the libraries load when they are used.

sheets_of(plain, words) -> list[WrittenSheet]       what stands in which cell
write_workbook(sheets) -> bytes                     as XLSX
read_workbook(content) -> list[Sheet]               raises WorkbookRefused
read_sheets(sheets) -> SheetReading                 .read() -> (content, problems with cells)

columns.py      sheets and columns          vocabulary.py   “materials 查阅资料”
rule_lines.py   a rule as lines of text     part_lines.py   modifiers, evidence, quota
table.py        formulas, merged cells, dates, numbers      package.py  the ZIP, before opening
"""

from evaluation.standards.sheets.cells import CellProblem, Sheet, Spot
from evaluation.standards.sheets.package import WorkbookRefused
from evaluation.standards.sheets.reading import SheetReading, read_sheets
from evaluation.standards.sheets.workbook import read_workbook, write_workbook
from evaluation.standards.sheets.writing import WrittenSheet, sheets_of

__all__ = [
    "CellProblem",
    "Sheet",
    "SheetReading",
    "Spot",
    "WorkbookRefused",
    "WrittenSheet",
    "read_sheets",
    "read_workbook",
    "sheets_of",
    "write_workbook",
]
