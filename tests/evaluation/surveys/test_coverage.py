"""The proofs of the intervals in small: fewer cells and samples, wider bounds."""

from decimal import Decimal as D
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.surveys.tally import share_interval
from evaluation.surveys.tally.combining import Combined, Figure, Sums, combined, sums_of
from proofs import combined as together
from proofs import intervals
from proofs.populations import population

FEW = settings(max_examples=60, deadline=None)
pytestmark = pytest.mark.once


def test_intervals_hold_the_truth_as_often_as_they_say():
    cells = intervals.measured_grid(
        (300, 1500), (50, 150), (D("0.80"), D("0.95")), populations=4, draws=100
    )

    assert len(cells) == 8
    for cell in cells:
        assert 0.92 <= cell.share_exact <= 0.985, cell
        assert cell.agrees, cell
        assert 0.90 <= cell.mean_drawn <= 0.985, cell


def test_no_rate_between_those_of_the_grid_is_worse_than_promised():
    assert intervals.within(intervals.finely())


def test_an_interval_that_forgets_its_communities_size_is_told_apart(monkeypatch):
    """Without the correction for a finite population it holds too often; the proof must see it."""
    monkeypatch.setattr(
        intervals,
        "share_interval",
        lambda hits, asked, population, confidence: share_interval(hits, asked, None, confidence),
    )

    assert not intervals.within([intervals.exact_coverage(300, 270, 200)])


def test_households_of_a_proof_answer_as_told():
    people = population(400, 360, Random(1))  # noqa: S311 -- the same each time

    assert (people.size, people.rate) == (400, 90)
    assert all(0 <= point <= 100 for point in people.points)
    below = sum(1 for point in people.points if point < people.mean)
    assert below < 200  # a tail of the discontented pulls the mean down
    assert isinstance(people.mean, Fraction)


def test_figures_of_several_communities_hold_the_truth():
    cell = together.measured(5, "large ones less content", draws=200)

    assert 0.90 <= cell.share <= 0.99
    assert 0.90 <= cell.mean <= 0.99
    assert abs(cell.weighted_off) < 0.5
    assert cell.pooled_off > 3


# -- the arithmetic of several communities


def test_each_community_counts_by_its_households():
    # (1000 × 90 + 3000 × 80) / 4000 = 82.5; √((1000 × 6)² + (3000 × 8)²) / 4000 = 6.184658.
    found = combined(
        sums_of([Figure(1000, D(90), D(84), D(94)), Figure(3000, D(80), D(72), D(86))])
    )

    assert found == Combined(D("82.500000"), D("76.315342"), D("87.109772"))


def test_one_community_keeps_its_own_interval():
    found = combined(sums_of([Figure(700, D("91.5"), D("88.25"), D("94"))]))

    assert (found.value, found.low, found.high) == (D("91.5"), D("88.25"), D("94"))


def test_where_everybody_answered_there_is_nothing_to_be_unsure_of():
    found = combined(sums_of([Figure(100, D(80)), Figure(300, D(90), D(86), D(92))]))

    assert (found.value, found.low, found.high) == (D("87.5"), D("84.5"), D("89"))


def test_no_community_has_no_figure():
    assert combined(sums_of([])) is None
    assert combined(Sums(0, D(0), D(0), D(0))) is None


FIGURES = st.builds(
    lambda households, value, below, above: Figure(
        households, D(value), D(max(value - below, 0)), D(min(value + above, 100))
    ),
    st.integers(1, 5000),
    st.integers(0, 100),
    st.integers(0, 20),
    st.integers(0, 20),
)


@FEW
@given(st.lists(FIGURES, min_size=1, max_size=8))
def test_the_figure_lies_among_its_communities(figures):
    found = combined(sums_of(figures))

    close = D("0.000001")
    assert min(one.value for one in figures) - close <= found.value
    assert found.value <= max(one.value for one in figures) + close
    assert min(one.low for one in figures) - close <= found.low <= found.value + close
    assert found.value - close <= found.high <= max(one.high for one in figures) + close
