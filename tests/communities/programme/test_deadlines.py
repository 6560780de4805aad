from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from communities.models import Deadline
from communities.programme.deadlines import problems_of, proposed_dates


def at(day, hour=17):
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=hour)))


def usual(**changed):
    """Dates of a stage that agree with one another, but for what is changed."""
    return proposed_dates(2026, {}) | changed


def test_dates_of_a_usual_year_agree_with_one_another():
    assert problems_of(proposed_dates(2026, {}), {}) == {}


@pytest.mark.parametrize("year", range(2020, 2040))
def test_every_year_proposes_dates_that_agree_and_fall_into_it(year):
    proposed = proposed_dates(year, {})

    assert set(proposed) == set(Deadline.values)
    assert problems_of(proposed, {}) == {}
    assert {moment.year for moment in proposed.values()} == {year}


def test_work_is_due_on_a_working_day():
    dates = proposed_dates(2026, {})  # 15 November 2026 and 20 December 2026 are Sundays

    assert timezone.localdate(dates[Deadline.SCORING]) == date(2026, 11, 13)
    assert timezone.localdate(dates[Deadline.DECISION]) == date(2026, 12, 18)


def test_proposal_keeps_clear_of_days_off():
    dates = proposed_dates(2026, {date(2026, 8, 31): False})

    assert timezone.localdate(dates[Deadline.HAND_UP_STREET]) == date(2026, 8, 28)


def test_proposed_notice_is_longer_around_a_holiday():
    off = {date(2026, 11, day): False for day in (25, 26, 27)}

    dates = proposed_dates(2026, off)

    assert timezone.localdate(dates[Deadline.NOTICE_CLOSES]) == date(2026, 12, 3)


def test_proposal_without_working_days_leaves_the_end_of_the_notice_open():
    never = {date(2026, 11, 24) + timedelta(days=n): False for n in range(-60, 500)}

    assert Deadline.NOTICE_CLOSES not in proposed_dates(2026, never)


def test_hand_up_to_the_office_before_the_street_is_named():
    dates = usual(hand_up_office=at(date(2026, 8, 1)))

    assert problems_of(dates, {}) == {
        "hand_up_office": (
            "“Hand-up to the office” cannot be before “Hand-up to the street”, "
            "31 August 2026, 17:00."
        )
    }


def test_a_date_is_compared_with_the_last_one_that_is_set():
    dates = {
        "hand_up_street": at(date(2026, 8, 31)),
        "scoring": at(date(2026, 8, 1)),
        "hand_up_office": None,
    }

    assert list(problems_of(dates, {})) == ["scoring"]


def test_hand_ups_may_fall_on_the_same_moment_and_periods_may_not():
    same = at(date(2026, 9, 1))

    assert problems_of({"hand_up_street": same, "hand_up_office": same}, {}) == {}
    assert problems_of({"questionnaire_opens": same, "questionnaire_closes": same}, {}) == {
        "questionnaire_closes": (
            "“Questionnaire closes” must be after “Questionnaire opens”, 1 September 2026, 17:00."
        )
    }


def test_notice_before_the_questionnaire_is_over_is_named():
    dates = usual(questionnaire_closes=at(date(2026, 11, 30)))

    assert list(problems_of(dates, {})) == ["notice_opens"]


@pytest.mark.parametrize(
    ("last", "is_refused"), [(date(2026, 11, 29), True), (date(2026, 11, 30), False)]
)
def test_notice_shorter_than_seven_days_is_refused(last, is_refused):
    dates = {"notice_opens": at(date(2026, 11, 24), 9), "notice_closes": at(last)}

    assert bool(problems_of(dates, {})) is is_refused


def test_notice_with_too_few_working_days_says_until_when():
    off = {date(2026, 11, 25): False}
    dates = {"notice_opens": at(date(2026, 11, 24), 9), "notice_closes": at(date(2026, 11, 30))}

    assert problems_of(dates, off) == {
        "notice_closes": (
            "A notice lasts at least 7 calendar days and 5 working days: "
            "until 1 December 2026 or longer."
        )
    }


def test_no_dates_are_no_problem():
    assert problems_of({name: None for name in Deadline.values}, {}) == {}
