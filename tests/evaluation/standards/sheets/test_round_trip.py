"""A standard that leaves as a file and comes back says the same."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from evaluation.standards.content import (
    content_hash,
    plain_from_text,
    read_standard,
    text_from_plain,
    to_plain,
)
from evaluation.standards.scoring_rules import MODIFIER_ORDER, RULES
from evaluation.standards.sheets import read_sheets, read_workbook, sheets_of
from evaluation.standards.sheets.help_rows import EXAMPLES, HELP_ROWS
from evaluation.standards.sheets.lines import escaped, parts_of
from evaluation.standards.sheets.rule_lines import KINDS
from evaluation.standards.sheets.writing import WrittenSheet
from evaluation.standards.spreadsheet import spreadsheet_of
from tests.evaluation.standards.rules_written import both
from tests.evaluation.standards.sample import criteria_of, sample_standard
from tests.evaluation.standards.sheets import generated
from tests.evaluation.standards.sheets.workbooks import Book

FEW = settings(
    max_examples=20,
    deadline=None,
    # A standard has so many parts that making a failing one small takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
BASE_RULES = sorted(set(RULES) - {"bonus_per_unit"})


def canonical(plain):
    content, problems = read_standard(plain)
    assert problems == []
    return to_plain(content)


def back(content: bytes):
    found, problems = read_sheets(read_workbook(content)).read()
    assert problems == []
    return to_plain(found)


def test_sample_comes_back_as_it_left():
    plain = sample_standard()
    file = spreadsheet_of(plain)

    assert back(file) == plain
    assert content_hash(back(file)) == content_hash(plain)
    assert spreadsheet_of(back(file)) == file


@FEW
@given(generated.standards())
def test_any_standard_comes_back_as_it_left(plain):
    plain = canonical(plain)
    file = spreadsheet_of(plain)

    assert back(file) == plain
    assert spreadsheet_of(back(file)) == file


@pytest.mark.parametrize("rule", BASE_RULES)
def test_every_rule_type_comes_back_as_it_left(rule):
    @settings(FEW, max_examples=6)
    @given(generated.standards(rules=(rule, rule)))
    def holds(plain):
        plain = canonical(plain)
        assert back(Book(plain).content()) == plain

    holds()


@FEW
@given(generated.standards())
def test_yaml_comes_back_as_it_left(plain):
    plain = canonical(plain)

    found, problems = plain_from_text(text_from_plain(plain))

    assert problems == []
    assert canonical(found) == plain


@FEW
@given(generated.texts(200))
def test_parts_of_a_line_keep_every_letter(text):
    assert parts_of(f" {escaped(text)} | {escaped(text)} ") == [text, text]
    assert "\n" not in escaped(text)


@given(st.text(max_size=30))
def test_no_line_is_too_strange_to_take_apart(text):
    assert parts_of(text)


def test_numbers_typed_without_quotes_become_text():
    plain = sample_standard()
    plain["dimensions"][0]["indicators"][1]["criteria"][0]["rule"]["per"] = 1

    found = back(spreadsheet_of(canonical(plain)))

    assert criteria_of(found)[2]["rule"]["per"] == "1"


def test_what_does_not_fit_a_cell_goes_on_in_the_next_row():
    plain = sample_standard()
    criterion = criteria_of(plain)[0]
    clauses = [{"key": f"k{n}", "label": both("长" * 3990)} for n in range(100)]
    criterion["rule"] = {
        "type": "count_met",
        "clauses": clauses,
        "table": [*["0"] * 100, "2.0"],
    }
    evidence = [{"type": "photo", "label": both("照" * 190)} for _ in range(50)]
    criterion["evidence"] = evidence

    sheets = sheets_of(canonical(plain), {})

    assert max(map(len, _cells(sheets))) < 32_767
    assert max(text.count("\n") for text in _cells(sheets)) < 253
    assert back(Book(plain).content()) == plain


def _cells(sheets: list[WrittenSheet]):
    return [text for sheet in sheets for row in sheet.rows for text in row.values.values()]


def test_texts_that_look_like_formulas_stay_texts():
    plain = sample_standard()
    criteria_of(plain)[0]["title"] = {"en": '=HYPERLINK("http://x","y")', "zh": "@SUM(A1)"}

    assert back(spreadsheet_of(plain)) == plain


def test_the_help_sheet_shows_every_rule_type_and_its_examples_are_right():
    assert {rule["type"] for rule, _, _ in EXAMPLES} == set(RULES) == set(KINDS)
    assert all(len(row) == 3 for row in HELP_ROWS)
    shown = "\n".join(row[0] for row in HELP_ROWS)
    assert all(name in shown for name in MODIFIER_ORDER)
    json.dumps(HELP_ROWS)
