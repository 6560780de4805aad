"""Tables as files: numbers stay numbers, and nothing in them is run."""

import csv
import io
from decimal import Decimal as D

import pytest
from django.http import Http404
from python_calamine import CalamineWorkbook

from harmony.shared.tables import Table, as_csv, as_xlsx, download

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1+1", '=HYPERLINK("http://x")']
ROWS = [["A, “B”", 3, D("12.50"), None], *([text, 0, D(0), "x"] for text in FORMULAS)]


def table():
    return Table("Plan [2026]: a/b*c?", ["Name", "=n", "Cost", "Note"], ROWS)


def test_csv_holds_texts_that_no_program_runs():
    content = as_csv(table())

    assert content.startswith(b"\xef\xbb\xbf")
    head, first, *others = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head == ["Name", "'=n", "Cost", "Note"]
    assert first == ["A, “B”", "3", "12.50", ""]
    assert [row[0] for row in others] == [f"'{text}" for text in FORMULAS]


def test_negative_number_is_a_number_and_no_formula():
    content = as_csv(Table("t", ["n"], [[D("-1.5")], [-2]])).decode("utf-8-sig")

    assert content.split() == ["n", "-1.5", "-2"]


def test_xlsx_holds_texts_and_numbers():
    content = as_xlsx(table())
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))

    assert book.sheet_names == ["Plan  2026   a b c"]
    head, first, *others = book.get_sheet_by_index(0).to_python()
    assert head == ["Name", "=n", "Cost", "Note"]
    assert first == ["A, “B”", 3.0, 12.5, ""]
    assert [row[0].strip() for row in others] == [text.strip() for text in FORMULAS]
    assert b"<f>" not in content


def test_same_table_gives_the_same_bytes():
    assert as_xlsx(table()) == as_xlsx(table())


def test_download_has_a_name_and_other_endings_do_not_exist():
    response = download(table(), "csv", "survey-plan-2026")

    assert response["Content-Disposition"] == 'attachment; filename="survey-plan-2026.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(Http404):
        download(table(), "exe", "plan")
