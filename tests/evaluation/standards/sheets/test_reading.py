"""What is wrong with a workbook is told with its cell, in the reader's language."""

import datetime

import pytest
from django.utils.translation import override

from evaluation.standards.messages import sentence, with_place
from evaluation.standards.sheets.table import NotExact, text_of
from tests.evaluation.standards.sample import sample_standard
from tests.evaluation.standards.sheets.workbooks import Book


@pytest.fixture
def book():
    return Book(sample_standard())


def test_the_sample_has_no_problem(book):
    assert book.problems() == []


COLUMNS = dict(
    level="A", code="B", title_zh="C", title_en="D", points="G", by_class="H", rule="I"
) | dict(modifiers="L", methods="M", evidence="N", department="O", scored_by="P", classes="Q")


def cell(book, code, name):
    return f"{COLUMNS[name]}{book.row_of(code)}"


@pytest.mark.parametrize(
    ("code", "column", "value", "problem", "line"),
    [
        ("A1.1", "points", "-2.0", "negative", 0),
        ("A1.1", "points", "two", "not_a_number", 0),
        ("A1.1", "points", "", "missing", 0),
        ("A1.1", "points", "2.55", "too_many_places", 0),
        ("A1.1", "points", 1 / 3, "cell_not_exact", 0),
        ("A1.1", "points", True, "cell_yes_no", 0),
        ("A1.1", "code", datetime.datetime(2005, 1, 2), "cell_date", 0),
        ("A1.2", "code", "A1.1", "used_twice", 0),
        ("A1.1", "title_en", "", "missing", 0),
        ("A1.1", "title_zh", "长" * 201, "text_too_long", 0),
        ("A1.1", "department", "民政局", "not_a_key", 0),
        ("A1.1", "methods", "materials; guessing", "method_unknown", 0),
        ("A1.1", "classes", "castle", "class_unknown", 0),
        ("A1.1", "scored_by", "nobody", "scored_by_unknown", 0),
        ("A1.1", "by_class", "castle: 2", "class_unknown", 1),
        ("A1.1", "by_class", "old_town: 2\nold_town: 2", "line_twice", 2),
        ("A1.1", "level", "chapter", "level_of_row_unknown", 0),
        ("A1.1", "level", "", "level_of_row_missing", 0),
        ("A1.1", "evidence", "film: A film | 影片", "evidence_type_unknown", 1),
        ("A1.1", "evidence", "photo: A | 甲\nphoto: A | 甲 | more", "line_parts", 2),
        ("A1.1", "evidence", "photo: only English", "missing", 1),
        ("A1.1", "modifiers", "excluded", "missing", 1),
        ("A1.1", "modifiers", "exempt_by_title: king", "title_unknown", 1),
        ("A1.1", "modifiers", "称号免评: 区级文明社区\nsometimes", "modifier_unknown", 2),
        ("A1.1", "rule", "", "missing", 0),
        ("A1.1", "rule", "by_luck", "rule_unknown", 1),
        ("A1.1", "rule", "bonus_per_unit\nunit: a | 甲\nper: 1\ncap: 1", "bonus_rule_in_base", 1),
        ("A1.1", "rule", "count_met\ntable: 0; 1; 2.0\nclause: a | A | 甲", "table_length", 2),
        ("A1.1", "rule", "count_met\ntable: 0; 1.9\nclause: a | A | 甲", "not_full_points", 2),
        ("A1.1", "rule", "count_met\nclause: a | A | 甲\n表: 0; 2.0", "line_unknown", 3),
        ("A1.1", "rule", "count_met\ntable: 0; 2.0\nclause: a | A", "missing", 3),
        ("A1.1", "rule", "count_met\nclause: a | A | 甲", "missing", 1),
        ("A1.1", "rule", "deduct_per_unit\nper: 1\nper: 2\nunit: a | 甲", "line_twice", 3),
        (
            "A1.1",
            "rule",
            "deduct_per_unit\nper: 1\nunit (old_town): a | 甲",
            "line_without_class",
            3,
        ),
        ("A1.1", "rule", "deduct_per_unit\nper: 1\nunit: a | 甲\nexpected: few", "not_a_count", 4),
        ("A1.1", "rule", "deduct_listed\nfailing: a | 1 | often | A | 甲", "not_yes_or_no", 2),
        (
            "A1.1",
            "rule",
            "bands 分段计分\nmeasure: A | 甲\nunit: d | 天\nband: 0 | 6 | 0\nband: 5 | | 2.0",
            "band_overlap",
            5,
        ),
    ],
)
def test_a_wrong_cell_is_told(book, code, column, value, problem, line):
    place = cell(book, code, column)

    book.set("Criteria", place, value)

    suffix = f":{line}" if line else ""
    assert (problem, f"Criteria!{place}{suffix}") in book.problems()


def test_both_languages_say_where(book):
    place = cell(book, "A1.1", "points")
    problem = book.set("Criteria", place, "-2.0").read()[1][0]

    assert with_place(problem) == f"Sheet Criteria 评估标准, cell {place}: -2.0 is below 0."
    with override("zh-hans"):
        assert with_place(problem).startswith(f"工作表“Criteria 评估标准”{place}单元格")


def test_a_table_that_does_not_reach_full_points_names_line_and_figures(book):
    place = cell(book, "A1.1", "points")
    problems = book.set("Criteria", place, "2.5").read()[1]

    assert [(one.spot.cell, one.spot.line) for one in problems] == [
        (cell(book, "A1.1", "rule"), 2)
    ]
    assert sentence(problems[0]) == "The best gives 2.0 points, but the criterion has 2.5."


def test_numbers_typed_as_numbers_are_read_exactly(book):
    place = cell(book, "A1.1", "points")
    content, problems = book.set("Criteria", place, 2).read()

    assert problems == []
    assert str(content.criteria[0].points) == "2"


@pytest.mark.parametrize(
    ("typed", "text"),
    [(0.1, "0.1"), (2.3, "2.3"), (1e-6, "0.000001"), (1200.0, "1200"), (-0.0, "0"), (7, "7")],
)
def test_a_float_is_read_as_it_was_typed(typed, text):
    assert text_of(typed) == text


@pytest.mark.parametrize("value", [0.1 + 0.2, float("nan"), 1e-7, True, datetime.time(8)])
def test_what_is_not_exact_is_not_read(value):
    with pytest.raises(NotExact):
        text_of(value)


def test_formulas_are_refused_where_they_would_be_read(book):
    place = cell(book, "A1.1", "points")

    assert book.formula("Criteria", place).problems() == [("cell_formula", f"Criteria!{place}")]


def test_what_a_formula_shows_is_not_looked_into(book):
    place = cell(book, "A1.1", "methods")

    told = book.formula("Criteria", place).problems()

    assert told == [("cell_formula", f"Criteria!{place}")]


def test_a_dimension_that_cannot_be_placed_is_not_missing_at_the_levels(book):
    place = cell(book, "B", "level")

    told = book.set("Criteria", place, "chapter").problems()

    assert ("level_of_row_unknown", f"Criteria!{place}") in told
    assert "dimension_unknown" not in {code for code, _ in told}


def test_formulas_in_columns_of_ones_own_do_no_harm(book):
    book.set("Criteria", "S1", "# Our sum").formula("Criteria", "S2", "=SUM(G:G)")
    book.formula("Criteria", "J3")

    assert book.problems() == []


def test_merged_cells_are_refused(book):
    assert ("cells_merged", "Criteria!A3") in book.merge("Criteria", "A3:A4").problems()
    message = sentence(book.read()[1][0])
    assert message == "The cells A3:A4 are merged. Unmerge them and fill in each."


@pytest.mark.parametrize("name", ["Head", "Criteria", "Bonus", "Penalties", "Vetoes", "Levels"])
def test_a_missing_sheet_is_told(book, name):
    del book.sheets[name]

    content, problems = book.read()

    assert content is None
    assert [one.code for one in problems] == ["sheet_missing"]
    assert f"“{book.names[name]}” is missing" in with_place(problems[0])


def test_sheets_are_known_by_either_name(book):
    for name, called in {"Criteria": "评估标准", "Head": "head", "Bonus": "BONUS 加分项"}.items():
        book.names[name] = called

    assert book.problems() == []


def test_columns_may_be_moved_and_named_in_one_language(book):
    for row in book.sheets["Criteria"]:
        row.reverse()
    headings = book.sheets["Criteria"][0]
    headings[headings.index("分值 Points")] = "points"

    assert book.problems() == []


@pytest.mark.parametrize(
    ("sheet", "place", "value", "problem"),
    [
        ("Criteria", "G1", "Punkte", ("heading_unknown", "Criteria!G1")),
        ("Criteria", "G1", "Code", ("heading_twice", "Criteria!G1")),
        ("Criteria", "G1", "# mine", ("column_missing", "Criteria")),
        ("Head", "A3", "Shoe size", ("head_unknown", "Head!A3")),
        ("Head", "A3", "Key", ("head_twice", "Head!A3")),
        ("Head", "B12", "60", ("sum", "")),
        ("Head", "B17", "", ("missing", "Head!B17")),
        ("Head", "B20", "many", ("not_a_count", "Head!B20")),
        ("Head", "B15", "castle", ("class_unknown", "Head!B15")),
        ("Criteria", "I2", "pass_fail", ("cell_unused", "Criteria!I2")),
        ("Criteria", "A3", "评分项", ("row_without_parent", "Criteria!A3")),
        ("Bonus", "F2", "pass_fail", ("bonus_needs_bonus_rule", "Bonus!F2:1")),
        ("Bonus", "J2", "Z9", ("criterion_unknown", "Bonus!J2")),
        ("Penalties", "H2", "0", ("not_above_zero", "Penalties!H2")),
        ("Penalties", "J2", "200", ("too_large", "Penalties!J2")),
        ("Vetoes", "H2", "", None),
        ("Levels", "A2", "superb", ("level_unknown", "Levels!A2")),
        ("Levels", "D2", "900", ("too_large", "Levels!D2")),
        ("Levels", "F2", "A: 80\nZ: 80", ("dimension_unknown", "Levels!F2:2")),
        ("Levels", "I2", "percent_of_stage: 30", ("missing", "Levels!I2")),
        ("Levels", "I2", "share: 30", ("line_unknown", "Levels!I2:1")),
    ],
)
def test_the_other_sheets(book, sheet, place, value, problem):
    book.set(sheet, place, value)

    found = book.problems()

    if problem is None or problem[0] == "sum":
        assert found == []
    else:
        assert problem in found


def test_a_fact_without_its_row_is_missing_from_the_sheet(book):
    rows = book.sheets["Head"]
    book.sheets["Head"] = [row for row in rows if "Base points" not in row[0]]

    assert book.problems() == [("missing", "Head")]


def test_empty_rows_and_rows_of_remarks_are_passed_over(book):
    book.sheets["Criteria"].insert(3, [""] * 19)
    book.sheets["Criteria"].insert(5, [" "] * 19)

    assert book.problems() == []


def test_what_was_told_once_is_not_told_again_as_missing(book):
    place = cell(book, "A1.1", "code")
    assert book.set("Criteria", place, datetime.datetime(2005, 1, 2)).problems() == [
        ("cell_date", f"Criteria!{place}")
    ]


def test_a_missing_column_is_told_once(book):
    book.set("Criteria", "C1", "# Name")

    assert book.problems() == [("column_missing", "Criteria")]


def test_lines_that_go_on_below_a_dimension_are_not_lost(book):
    book.sheets["Criteria"].insert(2, [*[""] * 8, "pass_fail"])

    assert book.problems() == [("cell_unused", "Criteria!I3")]


def test_no_more_problems_are_listed_than_somebody_can_work_through(book):
    for row in range(2, 400):
        book.formula("Criteria", f"G{row}").formula("Criteria", f"B{row}")

    codes = [code for code, _ in book.problems()]

    assert len(codes) == 201
    assert codes[-1] == "more_problems"
