"""The plan of a stage's questionnaires: one community by hand, and whatever is assumed."""

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.surveys.questionnaire_content import SampleContent
from evaluation.surveys.tally import answers_needed, margin_reached
from evaluation.surveys.tally.planning import Assumptions, Shortfall, needs, totals

USUAL = Assumptions(SampleContent(), D(40), D("1.35"))
MANY = settings(max_examples=120, deadline=None)


def test_one_community_by_hand():
    # 137 of 1,500 at ±8 and 95 %; 137 / 0.4 = 342.5; 343 × 0.4 = 137.2; 343 × 1.35 = 463.05.
    need = needs(1500, USUAL)

    assert (need.answers, need.slips, need.expected) == (137, 343, 137)
    assert need.margin == margin_reached(137, 1500, D(95))
    assert need.cost == D("463.05")
    assert need.shortfall == Shortfall.NONE


def test_margin_that_cannot_be_reached():
    # 200 households need 86; all 200 slips bring 80, which is ±8.5.
    need = needs(200, USUAL)

    assert (need.answers, need.slips, need.expected) == (86, 200, 80)
    assert need.margin > 8
    assert need.shortfall == Shortfall.MARGIN


def test_fewer_answers_than_a_level_asks_for_although_the_margin_is_reached():
    # 60 households: 44 would do for ±8, a level asks for 50, and 60 slips bring 48.
    need = needs(60, Assumptions(SampleContent(), D(80)))

    assert (need.answers, need.expected) == (50, 48)
    assert need.margin < 8
    assert need.shortfall == Shortfall.ANSWERS
    assert need.cost is None


def test_nothing_expected_has_no_margin():
    need = needs(50, Assumptions(SampleContent(), D(1)))

    assert (need.slips, need.expected, need.margin) == (50, 0, None)
    assert need.shortfall == Shortfall.MARGIN


def test_sums_of_all():
    together = totals([1500, 200, 1500], USUAL)

    assert (together.communities, together.households) == (3, 3200)
    assert (together.answers, together.slips) == (137 * 2 + 86, 343 * 2 + 200)
    assert together.cost == D("463.05") * 2 + D(270)
    assert together.short == 1
    assert totals([], Assumptions(SampleContent(), D(40))).cost is None


ASSUMPTIONS = st.builds(
    lambda margin, confidence, response: Assumptions(
        SampleContent(margin_points=D(margin) / 10, confidence_percent=D(confidence)),
        D(response),
        D("0.5"),
    ),
    st.integers(5, 300),
    st.sampled_from([80, 90, 95, 99]),
    st.integers(1, 100),
)


@MANY
@given(st.integers(1, 20_000), ASSUMPTIONS)
def test_never_more_slips_than_households_and_what_is_promised_is_kept(households, assumed):
    need = needs(households, assumed)

    assert 0 <= need.expected <= need.slips <= households
    assert need.answers == answers_needed(households, assumed.sample) <= households
    if need.shortfall == Shortfall.NONE:
        assert need.expected >= need.answers
        assert need.margin <= assumed.sample.margin_points
    else:
        # Even a slip for every household is not enough; nothing else could be done.
        assert need.slips == households
        assert need.expected < need.answers


@MANY
@given(st.integers(1, 5000), st.integers(0, 50), ASSUMPTIONS)
def test_more_households_never_need_less(households, more, assumed):
    """The list relies on it: it is sorted by households for answers, slips and cost as well."""
    fewer, larger = needs(households, assumed), needs(households + more, assumed)

    assert fewer.answers <= larger.answers
    assert fewer.slips <= larger.slips
    assert fewer.cost <= larger.cost


@pytest.mark.parametrize("sizes", [[], [7], [7, 7, 300, 1200]])
def test_sums_are_those_of_the_lines(sizes):
    lines, together = [needs(size, USUAL) for size in sizes], totals(sizes, USUAL)

    assert together.slips == sum(line.slips for line in lines)
    assert together.answers == sum(line.answers for line in lines)
    assert together.cost == sum(line.cost for line in lines)
