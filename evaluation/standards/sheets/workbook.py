"""The thin ends: XLSX bytes to sheets of values, and sheets of text to XLSX bytes.

read_workbook(content) -> list[Sheet]     raises WorkbookRefused
write_workbook(sheets) -> bytes
"""

import datetime
import io
from typing import Any

from evaluation.standards.sheets.cells import Sheet, letters
from evaluation.standards.sheets.columns import HELP_NAME, LAYOUTS, Layout
from evaluation.standards.sheets.help_rows import HEADINGS, HELP_ROWS
from evaluation.standards.sheets.package import SheetFacts, WorkbookRefused, look_into
from evaluation.standards.sheets.vocabulary import LEVELS_OF_ROWS, SCORED_BY
from evaluation.standards.sheets.writing import WrittenSheet

# Nothing is taken for a formula or a link; the same standard gives the same bytes.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MADE_ON = datetime.datetime(2005, 1, 1)
FONT = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top", "border": 1}
TEXT = {**FONT, "num_format": "@"}
LOOKS: dict[str, dict[str, Any]] = {
    "": TEXT,
    "criterion": TEXT,
    "dimension": {**TEXT, "bold": True, "bg_color": "#DCE6F1"},
    "indicator": {**TEXT, "bold": True, "bg_color": "#EEF3F8"},
    "heading": {**FONT, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"},
    "words": {**TEXT, "italic": True, "font_color": "#595959"},
}
SPARE_ROWS = 500
"""So many rows below the last are text already, so that what is typed stays as it is typed."""


# ------------------------------------------------------------------ reading
def read_workbook(content: bytes) -> list[Sheet]:
    """The sheets that a standard consists of. Raises WorkbookRefused."""
    facts = [one for one in look_into(content) if _is_wanted(one.name)]
    try:
        return _values(content, facts)
    except BaseException as error:
        # A fault inside the reader, which is written in Rust, comes as a PanicException; that
        # is no Exception, so that nobody swallows it by chance. Here it is the file's fault.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise WorkbookRefused("workbook_damaged") from error
        raise


def _is_wanted(name: str) -> bool:
    return any(layout.is_called(name) for layout in LAYOUTS)


def _values(content: bytes, facts: list[SheetFacts]) -> list[Sheet]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 -- only an import needs it

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return [
            Sheet(
                one.name,
                book.get_sheet_by_name(one.name).to_python(skip_empty_area=False),
                frozenset(one.formulas),
                tuple(one.merged),
            )
            for one in facts
        ]


# ------------------------------------------------------------------ writing
def write_workbook(sheets: list[WrittenSheet]) -> bytes:
    """The workbook, with the help sheet at its end."""
    from xlsxwriter import Workbook  # noqa: PLC0415 -- heavy: only an export needs it

    made = io.BytesIO()
    with Workbook(made, OPTIONS) as book:
        book.set_properties({"created": MADE_ON})
        looks = {name: book.add_format(look) for name, look in LOOKS.items()}
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.layout.name), sheet, looks)
        _write_help(book.add_worksheet(HELP_NAME), looks)
    return made.getvalue()


def _write_sheet(page: Any, sheet: WrittenSheet, looks: dict[str, Any]) -> None:
    layout, last = sheet.layout, len(sheet.rows) + SPARE_ROWS
    _set_up(page, [column.heading for column in layout.columns], looks)
    for number, column in enumerate(layout.columns):
        page.set_column(number, number, column.width, looks["" if column.is_read else "words"])
    for number, row in enumerate(sheet.rows, 1):
        for place, column in enumerate(layout.columns):
            look = looks[row.style if column.is_read else "words"]
            if text := row.values.get(column.key, ""):
                page.write_string(number, place, text, look)
            else:
                page.write_blank(number, place, None, look)
    page.ignore_errors({"number_stored_as_text": f"A1:{letters(len(layout.columns))}{last}"})
    _offer_choices(page, layout, last)


def _set_up(page: Any, headings: list[str], looks: dict[str, Any]) -> None:
    """The headings, which stay in sight and stand on every printed page."""
    for number, heading in enumerate(headings):
        page.write_string(0, number, heading, looks["heading"])
    page.freeze_panes(1, 2)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _offer_choices(page: Any, layout: Layout, last: int) -> None:
    """Lists to choose from, where a cell holds one of a few words."""
    offered = {"level": LEVELS_OF_ROWS, "scored_by": SCORED_BY}
    for place, column in enumerate(layout.columns):
        if column.key in offered:
            words = [offered[column.key].write(key) for key in offered[column.key].words]
            page.data_validation(1, place, last, place, {"validate": "list", "source": words})


def _write_help(page: Any, looks: dict[str, Any]) -> None:
    _set_up(page, list(HEADINGS), looks)
    page.set_column(0, 0, 46, looks[""])
    page.set_column(1, 2, 70, looks[""])
    for number, row in enumerate(HELP_ROWS, 1):
        for place, text in enumerate(row):
            page.write_string(number, place, text, looks[""])
