"""The calendar: holidays and make-up days are marked, and taken away again."""

from datetime import date, datetime, timedelta

import pytest

from communities.models import CalendarException
from tests.evaluation.views.programme.pages import CALENDAR, to


def test_office_marks_a_holiday(office, district):
    response = office.post(
        CALENDAR,
        {"first": "2026-10-01", "last": "2026-10-07", "is_working": "no", "note": "National Day"},
        follow=True,
    )

    html = response.content.decode()
    assert "5 days are marked." in html
    assert html.count("National Day") == 5
    assert CalendarException.objects.filter(is_working=False).count() == 5


def test_make_up_day_is_a_working_day(office, district):
    html = office.post(
        CALENDAR, {"first": "2026-10-10", "is_working": "yes"}, follow=True
    ).content.decode()

    assert CalendarException.objects.get().is_working
    assert "Saturday" in html


def test_a_sunday_off_needs_no_mark(office, district):
    html = office.post(
        CALENDAR, {"first": "2026-10-11", "is_working": "no"}, follow=True
    ).content.decode()

    assert "nothing needs marking" in html
    assert not CalendarException.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"first": ""}, "This field is required."),
        ({"first": "yesterday"}, "Enter a valid date."),
        ({"last": "2026-09-30"}, "The last day lies 0 to 30 days after the first."),
        ({"last": "2027-09-30"}, "The last day lies 0 to 30 days after the first."),
        ({"first": "0001-01-01", "last": "0001-01-02"}, "Choose a day of this century."),
        ({"first": "9999-12-31", "last": "9999-12-31"}, "Choose a day of this century."),
        ({"is_working": "maybe"}, "is not one of the available choices"),
        ({"note": "x" * 101}, "may have 100 characters"),
    ],
    ids=str,
)
def test_calendar_with_a_mistake_marks_nothing(office, district, changed, message):
    values = {"first": "2026-10-01", "last": "2026-10-02", "is_working": "no"} | changed

    html = office.post(CALENDAR, values).content.decode()

    assert message in html
    assert not CalendarException.objects.exists()


def test_exception_is_removed_by_a_post_only(office, district):
    day = CalendarException.objects.create(district=district, day=date(2026, 10, 1))

    assert office.get(to("calendar-remove", day.pk)).status_code == 405
    html = office.post(to("calendar-remove", day.pk), follow=True).content.decode()

    assert "1 October 2026 is as its weekday again." in html
    assert not CalendarException.objects.exists()
    assert office.post(to("calendar-remove", day.pk)).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_calendar_costs_the_same_for_three_days_and_thirty(
    office, district, rows, django_assert_num_queries
):
    for number in range(rows):
        day = datetime(2026, 1, 1) + timedelta(days=number)
        CalendarException.objects.create(district=district, day=day.date())

    with django_assert_num_queries(8):
        office.get(CALENDAR)
