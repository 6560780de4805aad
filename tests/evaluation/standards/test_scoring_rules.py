"""Each rule type by hand: points, what is wrong with a finding, what is wrong with a rule."""

from decimal import Decimal as D

import pytest

from evaluation.standards.problems import MISSING
from evaluation.standards.scoring_rules import (
    RULES,
    UnusableFinding,
    check_finding,
    check_rule,
    explain,
    is_complete,
    points,
)
from tests.evaluation.standards.rules_written import (
    BANDS,
    BONUS_PER_UNIT,
    COUNT_MET,
    DEDUCT_LISTED,
    DEDUCT_PER_STEP,
    DEDUCT_PER_UNIT,
    JUDGEMENT,
    PASS_FAIL,
    RATIO,
    SAMPLED_GRADES,
    SUM_OF_PARTS,
    WRITTEN,
    both,
    places,
)


def example(rule, finding, expected, name, **which):
    return pytest.param(rule, finding, which, D(expected), id=f"{rule['type']}: {name}")


OLD = {"community_class": "old_town"}
BY_CLASS = DEDUCT_PER_STEP | {"targets_by_class": {"old_town": "50"}}
BANDS_BY_CLASS = BANDS | {
    "bands_by_class": {"old_town.in_renewal_plan": [{"at_least": "0", "points": "2.0"}]}
}


@pytest.mark.parametrize(
    ("rule", "finding", "which", "expected"),
    [
        example(COUNT_MET, {"met": []}, "0", "no clause"),
        example(COUNT_MET, {"met": ["c"]}, "0.5", "one clause, whichever"),
        example(COUNT_MET, {"met": ["c", "a"]}, "1", "two clauses"),
        example(COUNT_MET, {"met": ["a", "b", "c"]}, "2", "all"),
        example(SUM_OF_PARTS, {"parts": {"desk": "0.8", "hours": "1.2"}}, "2", "all parts"),
        example(SUM_OF_PARTS, {"parts": {"desk": "0.35", "hours": "0"}}, "0.35", "part of one"),
        example(DEDUCT_PER_UNIT, {"misses": "0"}, "2", "none missed"),
        example(DEDUCT_PER_UNIT, {"misses": "3"}, "0.5", "three missed"),
        example(DEDUCT_PER_UNIT, {"misses": "6"}, "0.4", "the cap leaves 0.4"),
        example(
            {k: v for k, v in DEDUCT_PER_UNIT.items() if k != "cap"},
            {"misses": "6"},
            "0",
            "never below 0",
        ),
        example(DEDUCT_LISTED, {"failings": {}}, "2", "nothing found"),
        example(DEDUCT_LISTED, {"failings": {"month": "3"}}, "1.4", "every occurrence"),
        example(DEDUCT_LISTED, {"failings": {"none": "4"}}, "1.5", "once however often"),
        example(DEDUCT_LISTED, {"failings": {"none": "1", "month": "9"}}, "0.5", "cap"),
        example(DEDUCT_PER_STEP, {"value": "90"}, "2", "on target"),
        example(DEDUCT_PER_STEP, {"value": "97.5"}, "2", "above target"),
        example(DEDUCT_PER_STEP, {"value": "85.1"}, "2", "not a whole step below"),
        example(DEDUCT_PER_STEP, {"value": "85"}, "1.5", "exactly one step below"),
        example(DEDUCT_PER_STEP, {"value": "75.01"}, "1", "two whole steps"),
        example(DEDUCT_PER_STEP, {"value": "0"}, "0", "eighteen steps, never below 0"),
        example(BY_CLASS, {"value": "50"}, "2", "target of the class", **OLD),
        example(BY_CLASS, {"value": "50"}, "0", "target of all others"),
        example(RATIO, {"value": "240"}, "1.6", "four fifths", **OLD),
        example(RATIO, {"value": "100"}, "0.67", "a third of 2, half-up", **OLD),
        example(RATIO, {"value": "301"}, "2", "never above full points", **OLD),
        example(RATIO, {"value": "200"}, "2", "sub-class first", in_renewal_plan=True, **OLD),
        example(RATIO, {"value": "200"}, "1.33", "class behind it", in_renewal_plan=False, **OLD),
        example(BANDS, {"value": "4.99"}, "2", "first band"),
        example(BANDS, {"value": "5"}, "1", "lower edge belongs to the band"),
        example(BANDS, {"value": "8"}, "0", "open band from its edge"),
        example(BANDS, {"value": "9999"}, "0", "open at the top"),
        example(BANDS_BY_CLASS, {"value": "50"}, "0", "bands of all others", **OLD),
        example(
            BANDS_BY_CLASS, {"value": "50"}, "2", "of the sub-class", in_renewal_plan=True, **OLD
        ),
        example(SAMPLED_GRADES, places(5, 0), "2", "all pass"),
        example(SAMPLED_GRADES, places(4, 1), "1.5", "four of five"),
        example(SAMPLED_GRADES, places(3, 1), "0", "three of four are less than 80 %"),
        example(SAMPLED_GRADES, places(1, 0), "2", "only one place there is"),
        example(SAMPLED_GRADES, places(0, 5), "0", "none"),
        example(PASS_FAIL, {"passed": True}, "2", "yes"),
        example(PASS_FAIL, {"passed": False}, "0", "no"),
        example(JUDGEMENT, {"points": "1.25", "reason": "Few came."}, "1.25", "as given"),
        example(BONUS_PER_UNIT, {"count": "0"}, "0", "none"),
        example(BONUS_PER_UNIT, {"count": "2"}, "1", "two"),
        example(BONUS_PER_UNIT, {"count": "3"}, "1.2", "own cap"),
    ],
)
def test_points(rule, finding, which, expected):
    awarded = points(rule, finding, D("2.0"), **which)

    assert awarded == expected
    assert awarded.as_tuple().exponent == -2


def test_one_third_of_the_sample_is_compared_exactly():
    thirds = SAMPLED_GRADES | {
        "grades": [
            {"grade": "A", "share_at_least": "0.666666", "points": "2.0"},
            {"grade": "B", "share_at_least": "0", "points": "0"},
        ]
    }

    assert points(thirds, places(2, 1), D(2)) == D(2)


def test_working_shows_each_failing_and_what_the_cap_gives_back():
    working = explain(DEDUCT_LISTED, {"failings": {"none": "1", "month": "9"}}, D("2.0"))

    assert [(step.code, step.amount) for step in working.steps] == [
        ("full_points", D("2.0")),
        ("failing", D("-0.5")),
        ("failing", D("-1.8")),
        ("deduction_capped", D("0.8")),
    ]
    assert working.steps[2].params == {"label": both("Month"), "count": 9, "per": "0.2"}


def test_working_shows_the_row_of_the_table():
    working = explain(COUNT_MET, {"met": ["a", "b"]}, D(2))

    assert (working.type, working.points, working.out_of) == ("count_met", D("1.00"), D(2))
    assert working.steps[0].params == {"met": 2, "of": 3}


WRONG_FINDINGS = [
    (COUNT_MET, None, [("not_a_mapping", "")]),
    (COUNT_MET, {}, [(MISSING, "met")]),
    (COUNT_MET, {"met": "a"}, [("not_a_list", "met")]),
    (
        COUNT_MET,
        {"met": ["a", "z", ["b"], "a"]},
        [
            ("unknown_clause", "met[1]"),
            ("unknown_clause", "met[2]"),
            ("used_twice", "met[3]"),
        ],
    ),
    (
        SUM_OF_PARTS,
        {"parts": {"desk": "0.9", "else": "1"}},
        [
            ("unknown_key", "parts.else"),
            (MISSING, "parts.hours"),
            ("too_large", "parts.desk"),
        ],
    ),
    (
        SUM_OF_PARTS,
        {"parts": {"desk": "-0.1", "hours": ""}},
        [
            ("negative", "parts.desk"),
            (MISSING, "parts.hours"),
        ],
    ),
    (
        SUM_OF_PARTS,
        {"parts": {"desk": "0.123", "hours": 0.5}},
        [
            ("too_many_places", "parts.desk"),
            ("number_without_quotes", "parts.hours"),
        ],
    ),
    (DEDUCT_PER_UNIT, {"misses": "7"}, [("too_large", "misses")]),
    (DEDUCT_PER_UNIT, {"misses": "1.5"}, [("not_a_count", "misses")]),
    (DEDUCT_PER_UNIT, {"misses": "-1"}, [("not_a_count", "misses")]),
    (DEDUCT_PER_UNIT, {"misses": " "}, [(MISSING, "misses")]),
    (
        DEDUCT_LISTED,
        {"failings": {"months": "1", "month": "many"}},
        [
            ("unknown_key", "failings.months"),
            ("not_a_count", "failings.month"),
        ],
    ),
    (DEDUCT_LISTED, {}, [(MISSING, "failings")]),
    (DEDUCT_PER_STEP, {"value": "ninety"}, [("not_a_number", "value")]),
    (DEDUCT_PER_STEP, {"value": "950"}, [("too_large", "value")]),
    (DEDUCT_PER_STEP, {"value": "1e999999999"}, [("not_a_number", "value")]),
    (DEDUCT_PER_STEP, {"value": "NaN"}, [("not_a_number", "value")]),
    (BANDS, {"value": "-1"}, [("negative", "value")]),
    (RATIO, {"value": "100"}, [("no_value_for_class", "")]),
    (SAMPLED_GRADES, {"places": []}, [(MISSING, "places")]),
    (SAMPLED_GRADES, places(6, 0), [("too_many_items", "places")]),
    (
        SAMPLED_GRADES,
        {
            "places": [
                {"name": "", "passed": True},
                {"name": "B", "passed": None},
                {"name": "B", "passed": "yes"},
            ]
        },
        [
            (MISSING, "places[0].name"),
            (MISSING, "places[1].passed"),
            ("not_yes_or_no", "places[2].passed"),
            ("used_twice", "places[2].name"),
        ],
    ),
    (PASS_FAIL, {"passed": None}, [(MISSING, "passed")]),
    (PASS_FAIL, {"passed": "yes"}, [("not_yes_or_no", "passed")]),
    (JUDGEMENT, {"points": "2.1", "reason": "  "}, [("too_large", "points"), (MISSING, "reason")]),
    (JUDGEMENT, {"points": "1"}, [(MISSING, "reason")]),
    (BONUS_PER_UNIT, {"count": "two"}, [("not_a_count", "count")]),
    (PASS_FAIL, {"passed": True, "points": "9"}, [("unknown_key", "points")]),
]


@pytest.mark.parametrize(("rule", "finding", "expected"), WRONG_FINDINGS)
def test_what_is_wrong_with_a_finding(rule, finding, expected):
    problems = check_finding(rule, finding, D("2.0"))

    assert [(problem.code, problem.where) for problem in problems] == expected
    assert not is_complete(rule, finding, D("2.0"))
    with pytest.raises(UnusableFinding):
        points(rule, finding, D("2.0"))


@pytest.mark.parametrize("rule", WRITTEN, ids=lambda rule: rule["type"])
def test_well_written_rules_have_no_problem(rule):
    assert check_rule(rule, D("2.0")) == []


def test_every_type_has_a_rule_written_for_these_tests():
    assert {rule["type"] for rule in WRITTEN} == set(RULES)


def bands(*rows):
    return BANDS | {
        "bands": [
            {"at_least": low, "points": earned} | ({"below": high} if high else {})
            for low, high, earned in rows
        ]
    }


def without(rule, key):
    return {name: value for name, value in rule.items() if name != key}


WRONG_RULES = {
    "not a mapping": (["ratio"], [("not_a_mapping", "")]),
    "no type": ({}, [(MISSING, "type")]),
    "unknown type": ({"type": "average"}, [("rule_unknown", "type")]),
    "type is a list": ({"type": []}, [("rule_unknown", "type")]),
    "foreign key": (PASS_FAIL | {"cap": "1"}, [("unknown_key", "cap")]),
    "table too short": (COUNT_MET | {"table": ["0", "1", "2.0"]}, [("table_length", "table")]),
    "table falls": (
        COUNT_MET | {"table": ["0", "1", "0.5", "2.0"]},
        [("table_falls", "table[2]")],
    ),
    "table stops early": (
        COUNT_MET | {"table": ["0", "1", "1", "1.9"]},
        [("not_full_points", "table")],
    ),
    "clause twice": (
        COUNT_MET | {"clauses": [{"key": "a", "label": both("a")}] * 3},
        [("used_twice", "clauses[1].key"), ("used_twice", "clauses[2].key")],
    ),
    "parts do not add up": (
        SUM_OF_PARTS | {"parts": SUM_OF_PARTS["parts"][:1]},
        [("not_full_points", "parts")],
    ),
    "part without points": (
        SUM_OF_PARTS | {"parts": [{"key": "a", "label": both("a"), "points": "0"}]},
        [("not_above_zero", "parts[0].points")],
    ),
    "unquoted number": (DEDUCT_PER_UNIT | {"per": 0.5}, [("number_without_quotes", "per")]),
    "negative number": (DEDUCT_PER_UNIT | {"per": "-0.5"}, [("negative", "per")]),
    "cap above the points": (DEDUCT_PER_UNIT | {"cap": "2.1"}, [("too_large", "cap")]),
    "nothing said of each": (
        DEDUCT_LISTED | {"failings": [{"key": "a", "label": both("a"), "minus": "1"}]},
        [(MISSING, "failings[0].each")],
    ),
    "step of nothing": (DEDUCT_PER_STEP | {"step": "0"}, [("not_above_zero", "step")]),
    "target above 100 %": (DEDUCT_PER_STEP | {"target": "900"}, [("too_large", "target")]),
    "no target": (without(DEDUCT_PER_STEP, "target"), [(MISSING, "target")]),
    "one class without a target": (
        RATIO | {"targets_by_class": {"old_town": "1", "village_in_city": "1"}},
        [("class_without_value", "targets_by_class")],
    ),
    "unknown class": (
        RATIO | {"targets_by_class": RATIO["targets_by_class"] | {"suburb": "1"}},
        [("class_unknown", "targets_by_class.suburb")],
    ),
    "target of nothing": (
        without(RATIO, "targets_by_class") | {"target": "0"},
        [("not_above_zero", "target")],
    ),
    "one language": (RATIO | {"measure": {"en": "Area"}}, [(MISSING, "measure.zh")]),
    "bands with a gap": (
        bands(("0", "5", "2"), ("6", None, "0")),
        [("band_gap", "bands[0]")],
    ),
    "bands that overlap": (
        bands(("0", "7", "2"), ("6", None, "0")),
        [("band_overlap", "bands[1]")],
    ),
    "open band in the middle": (
        bands(("0", None, "2"), ("6", None, "0")),
        [("band_overlap", "bands[1]")],
    ),
    "bands begin too late": (bands(("1", None, "2")), [("band_gap", "bands[0]")]),
    "bands end too early": (bands(("0", "5", "2")), [("band_end", "bands[0]")]),
    "bands without full points": (bands(("0", None, "1.9")), [("not_full_points", "bands")]),
    "empty band": (bands(("0", "0", "1"), ("0", None, "2")), [("band_empty", "bands[0]")]),
    "band outside the range": (
        bands(("0", "5", "1"), ("5", "20", "1"), ("20", None, "2"))
        | {"range": {"from": "0", "to": "10"}},
        [("band_outside_range", "bands[2]")],
    ),
    "empty range": (BANDS | {"range": {"from": "5", "to": "5"}}, None),
    "grades leave a gap": (
        SAMPLED_GRADES | {"grades": SAMPLED_GRADES["grades"][:2]},
        [("grades_leave_gap", "grades[1]")],
    ),
    "grades out of order": (
        SAMPLED_GRADES
        | {
            "grades": [
                SAMPLED_GRADES["grades"][0],
                {"grade": "B", "share_at_least": "1.00", "points": "1"},
                SAMPLED_GRADES["grades"][2],
            ]
        },
        [("grades_out_of_order", "grades[1]")],
    ),
    "lower grade earns more": (
        SAMPLED_GRADES
        | {
            "grades": [
                {"grade": "A", "share_at_least": "0.9", "points": "2.0"},
                {"grade": "B", "share_at_least": "0.5", "points": "2.1"},
                {"grade": "C", "share_at_least": "0", "points": "0"},
            ]
        },
        [("grade_rises", "grades[1]")],
    ),
    "share above the whole": (
        SAMPLED_GRADES | {"grades": [{"grade": "A", "share_at_least": "80", "points": "2.0"}]},
        [("too_large", "grades[0].share_at_least")],
    ),
    "no sample": (without(SAMPLED_GRADES, "sample"), [(MISSING, "sample")]),
    "bonus without a cap": (without(BONUS_PER_UNIT, "cap"), [(MISSING, "cap")]),
}


@pytest.mark.parametrize("name", WRONG_RULES)
def test_what_is_wrong_with_a_rule(name):
    rule, expected = WRONG_RULES[name]

    found = [(problem.code, problem.where) for problem in check_rule(rule, D("2.0"))]

    assert found == expected if expected is not None else ("range_empty", "range") in found


def test_a_class_the_criterion_is_not_for_needs_no_value():
    rule = RATIO | {"targets_by_class": {"village_in_city": "300"}}

    assert check_rule(rule, D(2), classes=["village_in_city"]) == []


def test_both_sub_classes_stand_for_old_town():
    targets = {"old_town.in_renewal_plan": "1", "old_town.not_in_renewal_plan": "2"}

    assert check_rule(RATIO | {"targets_by_class": targets}, D(2), classes=["old_town"]) == []
