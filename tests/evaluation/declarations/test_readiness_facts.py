"""What the readiness check is told about rows."""

from datetime import date
from types import SimpleNamespace

import pytest

from evaluation.declarations.readiness_facts import _count, window_of

COMMUNITY = SimpleNamespace(households=800, population=2400)


@pytest.mark.parametrize(
    ("unit", "of"),
    [
        ("households", "households"),
        ("Household without gas", "households"),
        ("people", "population"),
        ("residents trained", "population"),
        ("person-times", None),
        ("% of households", None),
        ("place", None),
    ],
)
def test_only_a_unit_that_says_what_it_counts_is_compared(unit, of):
    count = _count({"unit": {"en": unit, "zh": "户"}}, {"value": "900"}, COMMUNITY)

    assert (count.of if count else None) == of


def test_sampled_places_are_counted():
    rule = {"place": {"en": "household visited", "zh": "户"}}
    finding = {"places": [{"name": "1", "passed": True}] * 3}

    assert _count(rule, finding, COMMUNITY).given == 3
    assert _count(rule, finding, SimpleNamespace(households=None, population=None)) is None


def test_the_window_is_the_last_months_or_else_the_year_of_the_stage():
    months, year = SimpleNamespace(look_back_months=18), SimpleNamespace(look_back_months=None)
    today = date(2026, 8, 31)

    window = window_of(months, 2026, today)
    assert (window.first, window.last) == (date(2025, 2, 28), today)
    assert window_of(year, 2026, today).first == date(2026, 1, 1)
    assert window_of(year, 2026, today).last == date(2026, 12, 31)
