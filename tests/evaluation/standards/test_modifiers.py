"""The four modifiers, their order, and the score where no rule decides."""

from decimal import Decimal as D

import pytest

from evaluation.standards.scoring_rules import (
    CriterionScore,
    apply_modifiers,
    holding_modifier,
    score_criterion,
)
from tests.evaluation.standards.rules_written import PASS_FAIL, RATIO, both

WHEN = both("Nobody lives there.")
ALL = [
    {"type": "no_evidence_zero"},
    {"type": "not_occurred", "when": WHEN},
    {"type": "exempt_by_title", "titles": ["municipal_civilised"]},
    {"type": "excluded", "when": WHEN},
]
TITLE = "municipal_civilised"
LEFT_OUT = CriterionScore(D(0), D(0), counts=False, reason="excluded")


def full(reason):
    return CriterionScore(D("3.00"), D("3.0"), reason=reason)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, CriterionScore(D("1.20"), D("3.0")), id="the rule decides"),
        pytest.param({"confirmed": "excluded"}, LEFT_OUT, id="excluded leaves both sides"),
        pytest.param(
            {"confirmed": "excluded", "titles": [TITLE], "has_evidence": False},
            LEFT_OUT,
            id="excluded comes before all others",
        ),
        pytest.param({"titles": {TITLE}}, full("exempt_by_title"), id="exempt"),
        pytest.param({"titles": TITLE}, full("exempt_by_title"), id="one title by itself"),
        pytest.param(
            {"titles": ["district_civilised"]},
            CriterionScore(D("1.20"), D("3.0")),
            id="another title exempts from nothing",
        ),
        pytest.param(
            {"titles": [TITLE], "confirmed": "not_occurred"},
            full("exempt_by_title"),
            id="exempt comes before not occurred",
        ),
        pytest.param(
            {"confirmed": "not_occurred", "has_evidence": False},
            full("not_occurred"),
            id="not occurred comes before no evidence",
        ),
        pytest.param(
            {"has_evidence": False},
            CriterionScore(D(0), D("3.0"), reason="no_evidence_zero"),
            id="no evidence",
        ),
    ],
)
def test_first_that_holds_decides(facts, expected):
    assert apply_modifiers(ALL, D("1.20"), D("3.0"), **facts) == expected


@pytest.mark.parametrize("claim", ["excluded", "not_occurred", "exempt_by_title", "anything"])
def test_what_is_not_on_the_criterion_cannot_be_claimed(claim):
    facts = {"confirmed": claim, "titles": [TITLE], "has_evidence": False}

    assert holding_modifier([], **facts) == ""


@pytest.mark.parametrize("claim", ["exempt_by_title", "no_evidence_zero"])
def test_what_follows_from_facts_cannot_be_claimed(claim):
    assert holding_modifier(ALL, confirmed=claim) == ""


@pytest.mark.parametrize(
    ("finding", "facts", "expected"),
    [
        pytest.param({}, {}, None, id="not scored yet"),
        pytest.param({}, {"has_evidence": False}, None, id="no evidence is no score by itself"),
        pytest.param(
            {"passed": True},
            {"has_evidence": False},
            CriterionScore(D(0), D("3.0"), reason="no_evidence_zero"),
            id="scored without evidence",
        ),
        pytest.param({}, {"confirmed": "excluded"}, LEFT_OUT, id="excluded needs no finding"),
        pytest.param({}, {"confirmed": "not_occurred"}, full("not_occurred"), id="not occurred"),
        pytest.param({"passed": True}, {}, CriterionScore(D("3.00"), D("3.0")), id="by the rule"),
        pytest.param({"passed": "maybe"}, {}, None, id="a wrong finding is no score"),
    ],
)
def test_score_of_a_criterion(finding, facts, expected):
    assert score_criterion(PASS_FAIL, ALL, D("3.0"), finding, **facts) == expected


def test_score_uses_the_class_of_the_community():
    score = score_criterion(
        RATIO, [], D(2), {"value": "100"}, community_class="old_town", in_renewal_plan=True
    )

    assert score == CriterionScore(D("1.00"), D(2))


def test_sub_class_may_be_given_in_one_word():
    score = score_criterion(
        RATIO, [], D(2), {"value": "100"}, community_class="old_town.in_renewal_plan"
    )

    assert score == CriterionScore(D("1.00"), D(2))
