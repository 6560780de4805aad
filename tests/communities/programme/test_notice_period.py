"""Working days and the earliest end of a public notice, counted on the calendar of 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from communities.programme.notice_period import (
    NoEnd,
    calendar_days,
    earliest_end,
    is_long_enough,
    is_working_day,
    working_days,
)

MONDAY = date(2026, 3, 2)
# A holiday of eight days from Thursday 1 October, with the Saturday after it worked.
HOLIDAY = {date(2026, 10, day): False for day in range(1, 9)} | {date(2026, 10, 10): True}


def march(day: int) -> date:
    return date(2026, 3, day)


def october(day: int) -> date:
    return date(2026, 10, day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(march(6), True, id="Friday"),
        pytest.param(march(7), False, id="Saturday"),
        pytest.param(march(8), False, id="Sunday"),
        pytest.param(october(8), False, id="Thursday off"),
        pytest.param(october(10), True, id="Saturday made up"),
        pytest.param(october(4), False, id="Sunday in the holiday"),
    ],
)
def test_working_day(day, expected):
    assert is_working_day(day, exceptions=HOLIDAY) is expected


def test_first_and_last_day_both_count():
    assert calendar_days(MONDAY, march(8)) == 7
    assert working_days(MONDAY, march(8)) == 5
    assert (calendar_days(MONDAY, MONDAY), working_days(MONDAY, MONDAY)) == (1, 1)


def test_the_wrong_way_round_is_no_time_at_all():
    assert calendar_days(march(8), MONDAY) == 0
    assert working_days(march(8), MONDAY) == 0
    assert not is_long_enough(march(8), MONDAY)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param(march(2), march(8), id="Monday to Sunday"),
        pytest.param(march(4), march(10), id="Wednesday to Tuesday"),
        pytest.param(march(7), march(13), id="Saturday to Friday"),
        pytest.param(march(8), march(14), id="Sunday to Saturday"),
        # 30 Sep is the first working day, then 9, 10 (made up), 12 and 13 October.
        pytest.param(date(2026, 9, 30), october(13), id="through a holiday"),
    ],
)
def test_earliest_end(first, expected):
    assert earliest_end(first, exceptions=HOLIDAY) == expected


def test_periods_can_be_changed():
    assert earliest_end(MONDAY, days=1, working=1) == MONDAY
    assert earliest_end(MONDAY, days=5, working=10) == march(13)
    assert earliest_end(march(7), days=0, working=0) == march(7)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(march(2), march(8), True, id="just long enough"),
        pytest.param(march(2), march(7), False, id="six calendar days"),
        pytest.param(october(1), october(9), False, id="nine days, one working"),
        pytest.param(date(2026, 9, 30), october(13), True, id="five working days at last"),
        pytest.param(date(2026, 9, 30), october(12), False, id="four working days"),
    ],
)
def test_long_enough(first, last, expected):
    assert is_long_enough(first, last, exceptions=HOLIDAY) is expected


def test_a_calendar_without_working_days_is_refused():
    off = {MONDAY + timedelta(days=number): False for number in range(400)}

    with pytest.raises(NoEnd):
        earliest_end(MONDAY, exceptions=off)


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
EXCEPTIONS = st.dictionaries(st.integers(0, 20), st.booleans(), max_size=10)


@settings(max_examples=60, deadline=None)
@given(DAYS, EXCEPTIONS, st.integers(1, 20), st.integers(0, 12))
def test_the_earliest_end_is_long_enough_and_a_day_less_is_not(first, shifted, days, working):
    exceptions = {first + timedelta(days=number): on for number, on in shifted.items()}
    period = {"exceptions": exceptions, "days": days, "working": working}

    last = earliest_end(first, **period)

    assert is_long_enough(first, last, **period)
    assert not is_long_enough(first, last - timedelta(days=1), **period)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_parts_of_a_period_add_up(first, one, other):
    assume(one and other)
    middle = first + timedelta(days=one)
    last = middle + timedelta(days=other)

    total = working_days(first, middle - timedelta(days=1)) + working_days(middle, last)

    assert total == working_days(first, last)
