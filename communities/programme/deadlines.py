"""What must hold between the dates of a stage, and which dates a year suggests."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.places.models import Place
from communities.programme.models import CalendarException, Deadline
from communities.programme.notice_period import (
    Exceptions,
    NoEnd,
    earliest_end,
    is_long_enough,
    is_working_day,
)
from harmony.shared import wording

CHAINS = (
    (
        Deadline.HAND_UP_STREET,
        Deadline.HAND_UP_OFFICE,
        Deadline.SCORING,
        Deadline.NOTICE_OPENS,
        Deadline.NOTICE_CLOSES,
        Deadline.DECISION,
    ),
    (Deadline.QUESTIONNAIRE_OPENS, Deadline.QUESTIONNAIRE_CLOSES, Deadline.NOTICE_OPENS),
)
"""What comes after what; a date that is not set yet is passed over."""

PERIODS = {
    (Deadline.QUESTIONNAIRE_OPENS, Deadline.QUESTIONNAIRE_CLOSES),
    (Deadline.NOTICE_OPENS, Deadline.NOTICE_CLOSES),
}
"""Where the second date must lie after the first: a period that lasts no time is none."""

END_OF_WORK = time(17, 0)
END_OF_DAY = time(23, 59)

PROPOSALS = {
    Deadline.HAND_UP_STREET: (8, 31, END_OF_WORK),
    Deadline.HAND_UP_OFFICE: (9, 30, END_OF_WORK),
    Deadline.QUESTIONNAIRE_OPENS: (10, 9, time(8, 0)),
    Deadline.QUESTIONNAIRE_CLOSES: (10, 31, END_OF_DAY),
    Deadline.SCORING: (11, 15, END_OF_WORK),
    Deadline.NOTICE_OPENS: (11, 24, time(9, 0)),
    Deadline.DECISION: (12, 20, END_OF_WORK),
}
"""Month, day and time of a usual year; the end of the notice follows from its beginning."""

Dates = Mapping[str, datetime | None]


def calendar_of(district: Place) -> dict[date, bool]:
    """The exceptions to Monday–Friday, as ``notice_period`` takes them."""
    rows = CalendarException.objects.filter(district=district)
    return dict(rows.values_list("day", "is_working"))


def problems_of(dates: Dates, calendar: Exceptions) -> dict[str, str]:
    """What is wrong with the dates of a stage: for a column, the sentence that says so."""
    problems: dict[str, str] = {}
    for chain in CHAINS:
        given = [(name, moment) for name in chain if (moment := dates.get(name))]
        for (earlier, before), (later, after) in zip(given, given[1:], strict=False):
            if after < before or (after == before and (earlier, later) in PERIODS):
                problems.setdefault(later.value, _order_problem(earlier, before, later))
    opens, closes = dates.get(Deadline.NOTICE_OPENS), dates.get(Deadline.NOTICE_CLOSES)
    if opens and closes and Deadline.NOTICE_CLOSES not in problems:
        problem = _notice_problem(opens, closes, calendar)
        problems |= {Deadline.NOTICE_CLOSES.value: problem} if problem else {}
    return problems


def _order_problem(earlier: Deadline, before: datetime, later: Deadline) -> str:
    names = {
        "later": later.label,
        "earlier": earlier.label,
        "moment": wording.moment(timezone.localtime(before)),
    }
    if (earlier, later) in PERIODS:
        return _("“%(later)s” must be after “%(earlier)s”, %(moment)s.") % names
    return _("“%(later)s” cannot be before “%(earlier)s”, %(moment)s.") % names


def _notice_problem(opens: datetime, closes: datetime, calendar: Exceptions) -> str:
    first, last = timezone.localdate(opens), timezone.localdate(closes)
    if is_long_enough(first, last, exceptions=calendar):
        return ""
    try:
        earliest = earliest_end(first, exceptions=calendar)
    except NoEnd:
        return _("The calendar leaves too few working days for a notice. Look at its exceptions.")
    return _(
        "A notice lasts at least 7 calendar days and 5 working days: until %(day)s or longer."
    ) % {"day": wording.day(earliest)}


def proposed_dates(year: int, calendar: Exceptions) -> dict[str, datetime]:
    """Dates for a stage of this year, by column, in the portal's time zone.

    Work is due on working days. The notice lasts as long as it must.
    """
    proposed = {}
    for deadline, (month, day, at) in PROPOSALS.items():
        on = date(year, month, day)
        if at == END_OF_WORK or deadline == Deadline.NOTICE_OPENS:
            on = _working_day_by(on, calendar)
        proposed[deadline.value] = timezone.make_aware(datetime.combine(on, at))
    try:
        last = earliest_end(
            timezone.localdate(proposed[Deadline.NOTICE_OPENS]), exceptions=calendar
        )
    except NoEnd:
        return proposed
    proposed[Deadline.NOTICE_CLOSES.value] = timezone.make_aware(
        datetime.combine(last, END_OF_DAY)
    )
    return proposed


def _working_day_by(day: date, calendar: Exceptions) -> date:
    """The day itself, or the working day before it; the day where a month has none."""
    before = (day - timedelta(days=number) for number in range(31))
    return next((each for each in before if is_working_day(each, exceptions=calendar)), day)
