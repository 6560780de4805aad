"""When appraisers agree, on what, and when the office has to settle it."""

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.appraisal.scoring import Agreed, NeedsModeration, agree
from evaluation.standards.scoring_rules import CriterionScore

FEW = settings(max_examples=60, deadline=None)
POINTS = D("2.0")


def scored(*points, **modifier):
    return [CriterionScore(D(one), POINTS, **modifier) for one in points]


def agreed(points, **modifier):
    return CriterionScore(D(points), POINTS, **modifier)


EXCLUDED = CriterionScore(D(0), D(0), counts=False, reason="excluded")


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param(scored("1.5", "1.5"), agreed("1.50"), id="the same"),
        pytest.param(scored("1.5", "1.7"), agreed("1.60"), id="exactly at the tolerance"),
        pytest.param(scored("1.5", "1.51"), agreed("1.51"), id="mean goes up in the middle"),
        pytest.param(scored("1", "1.1", "1.1"), agreed("1.07"), id="three appraisers"),
        pytest.param(scored("0", "0"), agreed("0"), id="nothing"),
        pytest.param([EXCLUDED, EXCLUDED], EXCLUDED, id="both exclude it"),
        pytest.param(
            scored("2.00", "2.00", reason="not_occurred"),
            agreed("2.00", reason="not_occurred"),
            id="both say it did not occur",
        ),
    ],
)
def test_agreed_score(scores, expected):
    result = agree(scores, POINTS, D(10))

    assert isinstance(result, Agreed)
    assert result.score == expected


@pytest.mark.parametrize(
    ("scores", "reason", "spread"),
    [
        pytest.param(scored("1.5", "1.71"), "beyond_tolerance", "0.21", id="just beyond"),
        pytest.param(scored("0", "2", "1"), "beyond_tolerance", "2", id="wide apart"),
        pytest.param(scored("2"), "too_few", "0", id="one appraiser"),
        pytest.param([], "too_few", "0", id="none"),
        pytest.param([EXCLUDED, *scored("0")], "modifiers_differ", "0", id="one excludes it"),
        pytest.param(
            [*scored("2"), *scored("2", reason="not_occurred")],
            "modifiers_differ",
            "0",
            id="equal points for different reasons",
        ),
    ],
)
def test_needs_moderation(scores, reason, spread):
    assert agree(scores, POINTS, D(10)) == NeedsModeration(reason, D(spread), D("0.2"))


def test_one_party_may_score_alone_where_the_standard_says_so():
    result = agree(scored("1.3"), POINTS, D(10), at_least=1)

    assert result == Agreed(agreed("1.30"), D(0), D("0.2"))


def test_no_tolerance_means_the_same_points():
    assert isinstance(agree(scored("1", "1"), POINTS, D(0)), Agreed)
    assert isinstance(agree(scored("1", "1.01"), POINTS, D(0)), NeedsModeration)


SCORES = st.lists(
    st.decimals(0, POINTS, places=2).map(lambda one: CriterionScore(one, POINTS)),
    min_size=2,
    max_size=5,
)


@FEW
@given(SCORES, st.randoms())
def test_order_of_appraisers_makes_no_difference(scores, random):
    assert agree(random.sample(scores, len(scores)), POINTS, D(10)) == agree(scores, POINTS, D(10))


@FEW
@given(SCORES, st.integers(0, 100))
def test_agreed_score_lies_between_the_scores(scores, percent):
    result = agree(scores, POINTS, D(percent))

    low, high = min(one.points for one in scores), max(one.points for one in scores)
    within = (high - low) * 100 <= POINTS * percent
    assert isinstance(result, Agreed) == within
    if isinstance(result, Agreed):
        assert low <= result.score.points <= high
