"""What holds for every rule and every finding, not only for the examples."""

import json
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.standards.figures import half_up
from evaluation.standards.scoring_rules import RULES, check_finding, check_rule, explain, points
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
    places,
)

FEW = settings(max_examples=60, deadline=None)
MOST = D("2.0")


def numbers(most: int):
    return st.decimals(0, most, places=2, allow_nan=False).map(str)


def counts(most: int):
    return st.integers(0, most).map(str)


FINDINGS = {
    "count_met": st.builds(
        lambda met: {"met": met}, st.lists(st.sampled_from("abc"), unique=True)
    ),
    "sum_of_parts": st.builds(
        lambda desk, hours: {"parts": {"desk": desk, "hours": hours}},
        st.decimals(0, D("0.8"), places=2).map(str),
        st.decimals(0, D("1.2"), places=2).map(str),
    ),
    "deduct_per_unit": counts(6).map(lambda misses: {"misses": misses}),
    "deduct_listed": st.builds(
        lambda failings: {"failings": failings},
        st.dictionaries(st.sampled_from(["none", "month"]), counts(999_999)),
    ),
    "deduct_per_step": numbers(100).map(lambda value: {"value": value}),
    "ratio": numbers(10_000).map(lambda value: {"value": value}),
    "bands": numbers(10_000).map(lambda value: {"value": value}),
    "sampled_grades": st.tuples(st.integers(0, 4), st.integers(0, 4))
    .filter(lambda found: 0 < sum(found) <= 5)
    .map(lambda found: places(*found)),
    "pass_fail": st.booleans().map(lambda passed: {"passed": passed}),
    "judgement": numbers(2).map(lambda given: {"points": given, "reason": "Seen."}),
    "bonus_per_unit": counts(999_999_999).map(lambda count: {"count": count}),
}
OLD = {"community_class": "old_town"}


def rule_and_finding():
    return st.sampled_from(WRITTEN).flatmap(
        lambda rule: st.tuples(st.just(rule), FINDINGS[rule["type"]])
    )


@FEW
@given(rule_and_finding())
def test_points_stay_within_bounds_and_the_steps_add_up_to_them(pair):
    rule, finding = pair

    working = explain(rule, finding, MOST, **OLD)

    assert 0 <= working.points <= MOST
    assert working.points == half_up(working.points)
    assert half_up(sum(step.amount for step in working.steps)) == working.points


@FEW
@given(rule_and_finding())
def test_json_keeps_rule_and_finding_as_they_are(pair):
    rule, finding = json.loads(json.dumps(pair))

    assert points(rule, finding, MOST, **OLD) == points(*pair, MOST, **OLD)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a", "desk", "1", "-1", "0.5", "1e9", "NaN", "٣"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["met", "parts", "misses", "failings", "value", "places", "passed", "points"]
                + ["reason", "count", "name", "type", "table", "bands", "grades", "desk", "month"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@FEW
@given(st.sampled_from(WRITTEN), ANYTHING)
def test_no_finding_is_too_strange_to_check(rule, finding):
    problems = check_finding(rule, finding, MOST, **OLD)

    json.dumps([problem.params for problem in problems])
    if not problems:
        assert 0 <= points(rule, finding, MOST, **OLD) <= MOST


@FEW
@given(st.sampled_from(WRITTEN), st.data())
def test_no_rule_is_too_strange_to_check(rule, data):
    key = data.draw(st.sampled_from(sorted(rule)))

    problems = check_rule(rule | {key: data.draw(ANYTHING)}, MOST)

    json.dumps([problem.params for problem in problems])


@FEW
@given(st.lists(st.sampled_from("abc"), unique=True), st.randoms())
def test_order_in_which_clauses_are_ticked_makes_no_difference(met, random):
    shuffled = random.sample(met, len(met))

    assert points(COUNT_MET, {"met": met}, MOST) == points(COUNT_MET, {"met": shuffled}, MOST)


@FEW
@given(st.lists(st.booleans(), min_size=1, max_size=5), st.randoms())
def test_order_of_sampled_places_makes_no_difference(passed, random):
    listed = [{"name": str(number), "passed": ok} for number, ok in enumerate(passed)]
    shuffled = random.sample(listed, len(listed))

    first = points(SAMPLED_GRADES, {"places": listed}, MOST)

    assert first == points(SAMPLED_GRADES, {"places": shuffled}, MOST)


def numeric(rule, name, most, *, places=2):
    values = st.decimals(0, most, places=places, allow_nan=False)
    return pytest.param(rule, name, values, id=rule["type"])


@pytest.mark.parametrize(
    ("rule", "name", "values"),
    [
        numeric(RATIO, "value", 1000),
        numeric(DEDUCT_PER_STEP, "value", 100),
        numeric(BONUS_PER_UNIT, "count", 100, places=0),
    ],
)
def test_more_is_never_worth_less(rule, name, values):
    @FEW
    @given(values, values)
    def holds(one, other):
        low, high = sorted((one, other))
        lower = points(rule, {name: str(low)}, MOST, **OLD)
        assert lower <= points(rule, {name: str(high)}, MOST, **OLD)

    holds()


@FEW
@given(st.integers(0, 6), st.integers(0, 6))
def test_more_misses_are_never_worth_more(one, other):
    few, many = sorted((one, other))

    most = points(DEDUCT_PER_UNIT, {"misses": str(few)}, MOST)

    assert most >= points(DEDUCT_PER_UNIT, {"misses": str(many)}, MOST)


@FEW
@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["none", "month"]))
def test_more_failings_are_never_worth_more(one, other, key):
    few, many = sorted((one, other))

    most = points(DEDUCT_LISTED, {"failings": {key: str(few)}}, MOST)

    assert most >= points(DEDUCT_LISTED, {"failings": {key: str(many)}}, MOST)


@FEW
@given(st.integers(1, 5), st.data())
def test_a_place_that_passes_is_never_worth_less(total, data):
    passed = data.draw(st.integers(0, total - 1))

    without = points(SAMPLED_GRADES, places(passed, total - passed), MOST)

    assert without <= points(SAMPLED_GRADES, places(passed + 1, total - passed - 1), MOST)


@FEW
@given(st.decimals(0, D("0.8"), places=2), st.decimals(0, D("1.2"), places=2))
def test_parts_are_added_up(desk, hours):
    finding = {"parts": {"desk": str(desk), "hours": str(hours)}}

    assert points(SUM_OF_PARTS, finding, MOST) == desk + hours


@FEW
@given(st.decimals(0, 100, places=2))
def test_a_value_falls_in_exactly_one_band(value):
    expected = next(
        band["points"] for band in reversed(BANDS["bands"]) if value >= D(band["at_least"])
    )

    assert points(BANDS, {"value": str(value)}, MOST) == D(expected)


def test_yes_or_no_and_judgement_are_what_was_recorded():
    assert points(PASS_FAIL, {"passed": True}, MOST) == MOST
    assert points(JUDGEMENT, {"points": "0.01", "reason": "Little."}, MOST) == D("0.01")
    assert len(RULES) == 11
