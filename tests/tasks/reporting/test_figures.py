from decimal import Decimal as D

import pytest

from tasks.reporting.figures import mean, median, percent

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([None, None], None, id="nothing known"),
        pytest.param([D(90)], D("90.00"), id="one"),
        pytest.param([D(90), None, D(81)], D("85.50"), id="unknown left out"),
        pytest.param([D(1), D(1), D("1.025")], D("1.01"), id="rounded half-up"),
    ],
)
def test_mean(values, expected):
    assert mean(values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([D(3), D(1), D(2)], D("2.00"), id="odd"),
        pytest.param([D(4), D(1), D(2), D(3)], D("2.50"), id="even"),
        pytest.param([D(1), None, D(9)], D("5.00"), id="unknown left out"),
        pytest.param([D("1.01"), D("1.02")], D("1.02"), id="rounded half-up"),
    ],
)
def test_median(values, expected):
    assert median(values) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 3, D("33.33")), (2, 3, D("66.67")), (0, 4, D(0)), (0, 0, None)],
)
def test_percent(part, whole, expected):
    assert percent(part, whole) == expected
