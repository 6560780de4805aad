"""How long a public notice lasts. Plain calendar: no database, no clock, no request.

    is_working_day(day, *, exceptions={}) -> bool
    working_days(first, last, *, exceptions={}) -> int
    calendar_days(first, last) -> int
    earliest_end(first, *, exceptions={}, days=7, working=5) -> date
    is_long_enough(first, last, *, exceptions={}, days=7, working=5) -> bool

Working days are Monday to Friday, but for the exceptions: a mapping from a day to whether it
is worked. ``False`` makes a weekday a day off (a public holiday); ``True`` makes a weekend day
a working day (a make-up day).

Counting is inclusive: the day the notice appears is its first day, and the last day counts
whole. A notice from Monday 2 March to Sunday 8 March lasts 7 calendar days and 5 working days.
What follows from the notice may happen from the day after ``earliest_end``.
"""

from collections.abc import Mapping
from datetime import date, timedelta

CALENDAR_DAYS = 7
WORKING_DAYS = 5
SATURDAY = 5

# Longer than any holiday: a calendar that is off for a year is a mistake in the list.
LONGEST = 366

Exceptions = Mapping[date, bool]
NONE: Exceptions = {}


class NoEnd(ValueError):
    """The list of exceptions leaves too few working days within a year."""


def is_working_day(day: date, *, exceptions: Exceptions = NONE) -> bool:
    """Whether people are at work on this day."""
    return exceptions.get(day, day.weekday() < SATURDAY)


def calendar_days(first: date, last: date) -> int:
    """How many days from the first to the last, both counted; 0 when they are the wrong way."""
    return max((last - first).days + 1, 0)


def working_days(first: date, last: date, *, exceptions: Exceptions = NONE) -> int:
    """How many working days from the first to the last, both counted."""
    days = (first + timedelta(days=number) for number in range(calendar_days(first, last)))
    return sum(is_working_day(day, exceptions=exceptions) for day in days)


def earliest_end(
    first: date,
    *,
    exceptions: Exceptions = NONE,
    days: int = CALENDAR_DAYS,
    working: int = WORKING_DAYS,
) -> date:
    """The earliest last day of a notice that appears on ``first``.

    At least ``days`` calendar days and at least ``working`` working days, whichever is later.
    It may fall on a day off. Raises NoEnd where the calendar has no such day within a year.
    """
    last = first + timedelta(days=max(days, 1) - 1)
    still = working - working_days(first, last, exceptions=exceptions)
    while still > 0:
        last += timedelta(days=1)
        if (last - first).days > LONGEST:
            raise NoEnd(f"No {working} working days within {LONGEST} days of {first}.")
        still -= is_working_day(last, exceptions=exceptions)
    return last


def is_long_enough(
    first: date,
    last: date,
    *,
    exceptions: Exceptions = NONE,
    days: int = CALENDAR_DAYS,
    working: int = WORKING_DAYS,
) -> bool:
    """Whether a notice from the first to the last day meets both periods."""
    if calendar_days(first, last) < days:
        return False
    return working_days(first, last, exceptions=exceptions) >= working
