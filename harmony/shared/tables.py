"""A table as a file to take along: XLSX or CSV, with nothing in it that a program would run.

as_xlsx(table) -> bytes
as_csv(table) -> bytes
download(table, ending, name) -> HttpResponse
"""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.http import Http404, HttpResponse

Cell = str | int | Decimal | None

# A spreadsheet takes what begins so for a formula; the wide signs are read like the narrow ones.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−")
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MADE_ON = datetime.datetime(2005, 1, 1)
"""Written into each workbook, so that the same table gives the same bytes."""
LONGEST_SHEET_NAME = 31
WIDEST = 60
CENT = Decimal("0.01")


def rounded(number: Decimal | None) -> Decimal | None:
    """Half-up to the hundredth, as figures are shown."""
    return None if number is None else number.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Table:
    """Numbers stay numbers; what is missing is empty."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, by which spreadsheets know it. A text that could be taken for
    a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_harmless(name) for name in table.head])
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _harmless(cell)
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" \u3000").startswith(RISKY) else text


def as_xlsx(table: Table) -> bytes:
    """One sheet. Texts are written as texts, so that none is a formula or a link."""
    from xlsxwriter import Workbook  # noqa: PLC0415 -- heavy: only an export needs it

    made = io.BytesIO()
    with Workbook(made, OPTIONS) as book:
        book.set_properties({"created": MADE_ON})
        page = book.add_worksheet(_sheet_name(table.title))
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        widths = [min(max(2 * len(name), 10), WIDEST) for name in table.head]
        for column, name in enumerate(table.head):
            page.write_string(0, column, name, heading)
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, cell)
                    widths[column] = max(widths[column], min(2 * len(cell), WIDEST))
                elif cell is not None:
                    page.write_number(number, column, cell)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.freeze_panes(1, 1)
    return made.getvalue()


def _sheet_name(title: str) -> str:
    """What a spreadsheet takes as the name of a sheet."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip("' ")[
        :LONGEST_SHEET_NAME
    ]


FORMS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": ("text/csv; charset=utf-8", as_csv),
}
"""By ending: the type of the content, and what writes it."""


def download(table: Table, ending: str, name: str) -> HttpResponse:
    """The file as a download; ``name`` in plain letters, without the ending. 404 for any other
    ending than xlsx and csv."""
    if ending not in FORMS:
        raise Http404
    content_type, written = FORMS[ending]
    response = HttpResponse(written(table), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
