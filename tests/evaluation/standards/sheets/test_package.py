"""Files that are no workbook, or one that would do harm: refused before anything opens them."""

import io
import zipfile

import pytest
from xlsxwriter import Workbook

from evaluation.standards.sheets import WorkbookRefused, read_workbook
from evaluation.standards.sheets.package import look_into
from tests.evaluation.standards.sample import sample_standard
from tests.evaluation.standards.sheets.workbooks import Book, repacked
from tests.factories.files import office_package, ole_file

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(scope="module")
def file():
    return Book(sample_standard()).content()


def refusal(content):
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(content)
    return refused.value.problem.code


def sheet(rows: str, head: str = "") -> bytes:
    return f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_the_sample_is_opened(file):
    assert len(read_workbook(file)) == 6
    assert [one.name for one in look_into(file)][0] == "Head 基本信息"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_workbook"),
        (b"key: a", "not_a_workbook"),
        (b"%PDF-1.4", "not_a_workbook"),
        (b"PK\x03\x04 and no more", "workbook_damaged"),
        (office_package("word"), "not_a_workbook"),
        (ole_file("Workbook"), "workbook_old_or_locked"),
        (ole_file("EncryptedPackage"), "workbook_old_or_locked"),
        (b"PK\x03\x04" + b"0" * 2_000_001, "file_too_long"),
    ],
)
def test_what_is_no_workbook(content, code):
    assert refusal(content) == code


def test_a_file_cut_off_half_way(file):
    assert refusal(file[: len(file) // 2]) == "workbook_damaged"


def test_a_part_that_does_not_match_its_checksum(file):
    spoilt = bytearray(file)
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        part = package.getinfo("xl/sharedStrings.xml")
    spoilt[part.header_offset + 200] ^= 0xFF

    assert refusal(bytes(spoilt)) == "workbook_damaged"


def test_a_zip_bomb_is_known_by_its_directory(file):
    bomb = repacked(file, {"xl/media/a.xml": b" " * (31 * 1024 * 1024)})
    assert len(bomb) < 200_000

    assert refusal(bomb) == "workbook_too_large_inside"


def test_a_zip_bomb_that_lies_about_its_size(file):
    bomb = bytearray(repacked(file, {"xl/media/a.xml": b"<a>" + b" " * 40_000_000 + b"</a>"}))
    name = b"xl/media/a.xml"
    entry = bomb.rfind(name) - 46
    bomb[entry + 24 : entry + 28] = (100).to_bytes(4, "little")

    assert refusal(bytes(bomb)) == "workbook_damaged"


def test_thousands_of_parts(file):
    assert refusal(repacked(file, {f"a{n}": b"" for n in range(600)})) == (
        "workbook_too_large_inside"
    )


def test_macros(file):
    assert refusal(repacked(file, {"xl/vbaProject.bin": b"x"})) == "workbook_macros"
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        kinds = package.read("[Content_Types].xml")
    kinds = kinds.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"ms-excel.sheet.macroEnabled.main",
    )
    assert refusal(repacked(file, {"[Content_Types].xml": kinds})) == "workbook_macros"


def test_two_hundred_thousand_rows():
    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True}) as book:
        page = book.add_worksheet("Criteria 评估标准")
        for row in range(200_000):
            page.write_number(row, 0, 1)
    content = made.getvalue()
    assert len(content) < 2_000_000

    assert refusal(content) == "workbook_too_many_rows"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "workbook_too_many_rows"),
        ('<row r="1"><c r="A1048576"><v>1</v></c></row>', "workbook_too_many_rows"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "workbook_too_many_columns"),
        ("<row>" + "<c><v>1</v></c>" * 101 + "</row>", "workbook_too_many_columns"),
        ('<row r="x"><c r="A1"><v>1</v></c></row>', "workbook_damaged"),
        ("<row>", "workbook_damaged"),
    ],
)
def test_a_cell_far_out_does_not_take_the_memory(file, rows, code):
    assert refusal(repacked(file, {SHEET: sheet(rows)})) == code


def test_entities_are_not_expanded(file):
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]>'

    assert refusal(repacked(file, {SHEET: sheet("", bomb)})) == "workbook_damaged"


def test_a_sheet_that_leads_nowhere(file):
    assert refusal(repacked(file, {SHEET: None})) == "workbook_damaged"


def test_two_parts_of_one_name(file):
    again = repacked(file, {SHEET.upper(): sheet("")})

    assert refusal(again) == "workbook_damaged"
