"""Every condition, reason and refusal of the calculation has its sentence."""

from decimal import Decimal as D

import pytest

from evaluation.acceptance.calculation import CONDITIONS, CannotCompute, Condition
from evaluation.acceptance.messages import (
    condition_in_words,
    gap_in_words,
    reason_in_words,
    refusal_in_words,
)


def condition(key, reached, needed="90", **more):
    return Condition(key, D(needed), None if reached is None else D(reached), False, **more)


@pytest.mark.parametrize("key", CONDITIONS)
def test_every_condition_has_a_name_and_a_gap(key):
    assert condition_in_words(condition(key, "80", dimension="E"))
    assert gap_in_words(condition(key, "80")).startswith("10 ")


def test_dimension_is_named_with_its_title():
    found = condition("dimension_share", "80", dimension="E")

    assert condition_in_words(found, "Living environment") == (
        "Dimension E Living environment, share of its points"
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(condition("composite", "88.40"), "1.60 points short", id="points"),
        pytest.param(
            condition("satisfaction_rate", "89.50"), "0.50 percentage points short", id="percent"
        ),
        pytest.param(condition("valid_answers", "49", "50"), "1 answer short", id="one answer"),
        pytest.param(condition("vetoes", "2", "0"), "2 vetoes too many", id="vetoes"),
        pytest.param(condition("composite", None), "nothing to compare", id="no composite"),
        pytest.param(Condition("composite", D(90), D(91), True), "", id="met"),
    ],
)
def test_gap(found, expected):
    assert gap_in_words(found) == expected


@pytest.mark.parametrize("reason", ["no_valid_answers", "nobody_rated", "all_households"])
def test_every_reason_is_a_sentence(reason):
    assert reason_in_words(condition("composite", None, reason=reason)).endswith(".")
    assert reason_in_words(condition("composite", "80")) == ""


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (CannotCompute("nothing_applies"), "No criterion applies to this community"),
        (CannotCompute("criteria_missing", codes="A1.1, B1.1"), "A1.1, B1.1"),
        (CannotCompute("score_unknown", code="X1.1"), "X1.1"),
        (CannotCompute("listed_twice", code="X1.1"), "X1.1"),
        (CannotCompute("out_of_bounds", code="X1.1"), "X1.1"),
        (CannotCompute("bonus_unknown", code="P9"), "P9"),
        (CannotCompute("penalty_unknown", code="N9"), "N9"),
    ],
)
def test_every_refusal_is_a_sentence(refusal, expected):
    assert expected in refusal_in_words(refusal.problem)
