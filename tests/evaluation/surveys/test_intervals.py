"""Quantiles against published tables, intervals by hand, sizes of samples."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.surveys.questionnaire_content import SampleContent
from evaluation.surveys.tally import (
    Interval,
    answers_needed,
    margin_reached,
    mean_interval,
    normal_quantile,
    share_interval,
    slips_to_print,
    t_quantile,
)

FEW = settings(max_examples=60, deadline=None)
CLOSE = D("0.000001")


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [("90", "1.644853627"), ("95", "1.959963985"), ("99", "2.575829304")],
)
def test_normal_quantile(confidence, expected):
    assert abs(normal_quantile(D(confidence)) - D(expected)) < CLOSE


@pytest.mark.parametrize(
    ("degrees", "confidence", "expected"),
    [
        # From printed tables of Student's t, two-sided.
        (1, "95", "12.706204736"),
        (2, "95", "4.302652730"),
        (3, "95", "3.182446305"),
        (4, "95", "2.776445105"),
        (10, "95", "2.228138852"),
        (29, "95", "2.045229642"),
        (30, "95", "2.042272456"),
        (49, "95", "2.009575237"),
        (120, "95", "1.979930405"),
        (200, "95", "1.971896224"),
        (1000, "95", "1.962339081"),
        (1, "99", "63.656741162"),
        (5, "99", "4.032142984"),
        (1, "50", "1.000000000"),
        (2, "99.9", "31.599054577"),
    ],
)
def test_t_quantile(degrees, confidence, expected):
    assert abs(t_quantile(D(confidence), degrees) - D(expected)) < CLOSE


@pytest.mark.parametrize("confidence", ["80", "95", "99.9"])
def test_sums_and_expansion_meet(confidence):
    at, above, beyond = (t_quantile(D(confidence), degrees) for degrees in (199, 200, 201))

    # 200 is summed and 201 expanded; a jump between them would be larger than their steps.
    assert D(0) < above - beyond < at - above + D("0.0000001")


@pytest.mark.parametrize("confidence", ["49", "99.95", "100"])
def test_other_confidences_are_refused(confidence):
    with pytest.raises(ValueError, match="is not between"):
        t_quantile(D(confidence), 5)


def test_no_degrees_of_freedom_are_refused():
    with pytest.raises(ValueError, match="at least one degree"):
        t_quantile(D(95), 0)


def test_share_of_an_endless_population():
    # Wilson for 8 of 10: centre (0.8 + 0.19207) / 1.38415, half-width 0.22668; published tables
    # give 0.4902 to 0.9433.
    found = share_interval(8, 10, None, D(95))

    assert (round(found.low, 2), round(found.high, 2)) == (D("49.02"), D("94.33"))


def test_share_of_a_known_population():
    # n_eff = 137 × 1499 / 1363 = 150.6698; Wilson for p = 120/137 with that n, by hand.
    p, n, z = 120 / 137, 137 * 1499 / 1363, 1.959963985
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)

    found = share_interval(120, 137, 1500, D(95))

    assert float(found.low) == pytest.approx((centre - reach) * 100, abs=1e-5)
    assert float(found.high) == pytest.approx((centre + reach) * 100, abs=1e-5)
    assert (found.low, found.high) == (D("81.374988"), D("91.938307"))


@pytest.mark.parametrize(
    ("hits", "asked", "population"),
    [
        pytest.param(0, 0, 100, id="nobody asked"),
        pytest.param(40, 50, 50, id="everybody asked"),
        pytest.param(40, 51, 50, id="more answers than registered households"),
    ],
)
def test_no_interval_of_a_share(hits, asked, population):
    assert share_interval(hits, asked, population, D(95)) is None


def test_mean_of_an_endless_population():
    # 80, 90, 100: mean 90, s = 10, t(2) = 4.302653; 4.302653 × 10 / √3 = 24.841377.
    values = [Fraction(80), Fraction(90), Fraction(100)]

    assert mean_interval(values, None, D(95)) == Interval(D("65.158623"), D("100"), D(95))


def test_mean_of_a_known_population():
    # The same with √(1 - 3/12) = 0.866025: 24.841377 × 0.866025 = 21.513264.
    values = [Fraction(60), Fraction(70), Fraction(80)]

    found = mean_interval(values, 12, D(95))

    assert (found.low, found.high) == (D("48.486736"), D("91.513264"))


@pytest.mark.parametrize(
    ("values", "population"),
    [
        pytest.param([], 10, id="no values"),
        pytest.param([Fraction(80)], 10, id="one value"),
        pytest.param([Fraction(80), Fraction(90)], 2, id="everybody asked"),
    ],
)
def test_no_interval_of_a_mean(values, population):
    assert mean_interval(values, population, D(95)) is None


@FEW
@given(st.integers(1, 300), st.integers(1, 3000), st.data())
def test_interval_holds_the_share_and_stays_within_bounds(asked, more, data):
    hits = data.draw(st.integers(0, asked))

    found = share_interval(hits, asked, asked + more, D(95))

    assert 0 <= found.low <= D(hits) * 100 / asked + CLOSE
    assert D(hits) * 100 / asked - CLOSE <= found.high <= 100


@FEW
@given(st.lists(st.integers(0, 100).map(Fraction), min_size=2, max_size=40), st.randoms())
def test_interval_of_a_mean_does_not_depend_on_order(values, random):
    shuffled = random.sample(values, len(values))

    found = mean_interval(values, 100, D(95))

    assert found == mean_interval(shuffled, 100, D(95))
    assert found.low - CLOSE <= D(int(sum(values))) / len(values) <= found.high + CLOSE


SAMPLE = SampleContent()


@pytest.mark.parametrize(
    ("households", "expected"),
    [
        pytest.param(1500, 137, id="the district's example"),
        pytest.param(1_000_000, 151, id="almost endless"),
        pytest.param(500, 116, id="five hundred"),
        pytest.param(60, 50, id="never fewer than the level asks for"),
        pytest.param(40, 40, id="all households where there are fewer"),
        pytest.param(1, 1, id="one household"),
        pytest.param(0, 0, id="no household"),
    ],
)
def test_answers_needed(households, expected):
    assert answers_needed(households, SAMPLE) == expected


def test_margin_and_confidence_can_be_changed():
    # z² × 0.25 / 0.05² = 384.15; / (1 + 383.15 / 1500) = 305.9.
    assert answers_needed(1500, SampleContent(margin_points=D(5))) == 306


@FEW
@given(st.integers(60, 20_000))
def test_answers_needed_keep_the_margin_and_one_fewer_would_not(households):
    needed = answers_needed(households, SAMPLE)

    assert margin_reached(needed, households, D(95)) <= 8
    if needed > SAMPLE.valid_answers_at_least:
        assert margin_reached(needed - 1, households, D(95)) > 8


def test_margin_reached():
    assert margin_reached(137, 1500, D(95)) == D("7.983713")
    assert margin_reached(50, 50, D(95)) == 0
    assert margin_reached(0, 50, D(95)) is None


@pytest.mark.parametrize(
    ("answers", "households", "response", "expected"),
    [
        (137, 1500, "40", 343),
        (137, 1500, "100", 137),
        (137, 200, "40", 200),
        (0, 200, "40", 0),
        (1, 10, "33.3", 4),
    ],
)
def test_slips_to_print(answers, households, response, expected):
    assert slips_to_print(answers, households, D(response)) == expected


@pytest.mark.parametrize("response", ["0", "-5", "101"])
def test_impossible_response_is_refused(response):
    with pytest.raises(ValueError, match="response"):
        slips_to_print(10, 100, D(response))
