"""Wrong codes are counted by address, slip and portal; a right one is never held up by any."""

from datetime import UTC, datetime, timedelta

import pytest

from evaluation.models import BoxEvent, GuessingAlarm
from evaluation.surveys import box_record, codes, services
from evaluation.surveys.alarms import alarms_of
from evaluation.surveys.attempts import (
    MOST_FAILURES,
    MOST_OF_A_SLIP,
    MOST_OF_ALL,
    NO_WAIT,
    Limit,
    note_failure,
    note_wrong_receipt,
)
from harmony.shared import clock, counters
from tests.factories.surveys import answer, counted, open_survey

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_counted():
    counters.forget_all()


def fail(times, address="203.0.113.7", typed="1234"):
    return [note_failure(address, typed) for _ in range(times)]


def wrong_for(code):
    """Another code with the selector of this one."""
    begin = codes.selector_of(code) + f"{(int(codes.verifier_of(code)) + 1) % 10**9:09d}"
    return begin + codes.luhn_digit(begin)


def from_everywhere(times, typed):
    """Somebody with an address of their own for each attempt."""
    return [note_failure(f"198.51.{n // 250}.{n % 250}", typed) for n in range(times)]


# ------------------------------------------------------------------ an address
def test_thirty_wrong_codes_are_a_slip_of_the_finger_and_then_it_is_too_much():
    with clock.at(NOON):
        waits = fail(MOST_FAILURES + 2)

    assert [each.seconds for each in waits] == [0] * MOST_FAILURES + [480, 480]
    assert waits[-1].because == Limit.ADDRESS


def test_after_the_time_is_over_it_begins_again():
    with clock.at(NOON):
        fail(MOST_FAILURES + 1)
    with clock.at(NOON.replace(minute=10)):
        assert fail(1) == [NO_WAIT]


def test_neighbours_are_not_blocked():
    with clock.at(NOON):
        fail(MOST_FAILURES + 1)

        assert fail(1, "203.0.113.8") == [NO_WAIT]


def test_one_customer_with_many_addresses_counts_as_one():
    with clock.at(NOON):
        for number in range(MOST_FAILURES):
            note_failure(f"2001:db8:1:2::{number:x}", "1234")

        assert note_failure("2001:db8:1:2:ffff::1", "1234")
        assert not note_failure("2001:db8:1:3::1", "1234")


def test_no_address_is_still_counted():
    with clock.at(NOON):
        assert fail(MOST_FAILURES + 1, "")[-1]


def test_wrong_receipts_count_with_the_codes_of_an_address():
    with clock.at(NOON):
        fail(MOST_FAILURES)

        assert note_wrong_receipt("203.0.113.7").because == Limit.ADDRESS


def test_neither_address_nor_selector_is_kept(monkeypatch):
    names = []
    monkeypatch.setattr(counters, "count", lambda name, **_ends: names.append(name) or 1)
    code = codes.draw(1)[0]

    note_failure("203.0.113.7", code)

    assert len(names) == 3
    assert not any(text in "".join(names) for text in ("203.0.113.7", codes.selector_of(code)))


# ------------------------------------------------------------------ a slip
def test_guessing_at_one_slip_is_noticed_from_however_many_addresses():
    _survey, [code] = open_survey(slips=1)

    waits = from_everywhere(MOST_OF_A_SLIP + 2, wrong_for(code))

    assert waits[:MOST_OF_A_SLIP] == [NO_WAIT] * MOST_OF_A_SLIP
    assert {each.because for each in waits[MOST_OF_A_SLIP:]} == {Limit.SLIP}
    assert 0 < waits[-1].seconds <= 3600
    assert GuessingAlarm.objects.get().kind == GuessingAlarm.Kind.SLIP


def test_nobody_can_shut_a_slip_that_somebody_else_holds():
    _survey, [code] = open_survey(slips=1)
    from_everywhere(MOST_OF_A_SLIP * 3, wrong_for(code))

    assert answer(code).is_recorded


def test_selectors_that_do_not_exist_are_answered_alike_and_raise_no_alarm():
    code = codes.draw(1)[0]

    assert from_everywhere(MOST_OF_A_SLIP + 1, code)[-1].because == Limit.SLIP
    assert not GuessingAlarm.objects.exists()


def test_what_can_be_no_code_is_counted_for_no_slip():
    _survey, [code] = open_survey(slips=1)
    mistyped = code[:-1] + str((int(code[-1]) + 1) % 10)

    assert set(from_everywhere(MOST_OF_A_SLIP * 2, mistyped)) == {NO_WAIT}


# ------------------------------------------------------------------ the portal
@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr("evaluation.surveys.attempts.MOST_OF_ALL", 5)
    return 5


def test_the_ceiling_is_two_thousand():
    assert MOST_OF_ALL == 2000


def test_alarm_is_raised_once_an_hour_and_stands_in_every_box_that_collects(many):
    survey, drawn = open_survey(slips=2)
    other, _codes = open_survey(slips=1)
    opened = counted(open_survey(slips=1)[0]).box

    with clock.at(clock.now().replace(minute=3)):
        waits = from_everywhere(many + 3, "1234")
    with clock.at(clock.now().replace(minute=3) + timedelta(hours=1)):
        from_everywhere(many + 2, "1234")

    assert [each.because for each in waits] == [None] * many + [Limit.PORTAL] * 3
    assert GuessingAlarm.objects.filter(kind="portal").count() == 2
    for box in (survey.box, other.box):
        lines = box.events.filter(kind=BoxEvent.Kind.ALARM)
        assert [line.facts["more_than"] for line in lines] == [many, many]
        assert box_record.problems_of(box) == []
    assert not opened.events.filter(kind=BoxEvent.Kind.ALARM).exists()
    assert answer(drawn[0]).is_recorded


def test_alarm_does_not_keep_a_box_closed(many):
    survey, drawn = open_survey(slips=2)
    answer(drawn[0])
    from_everywhere(many + 1, "1234")

    box = counted(survey).box

    assert services.check_opened(box).problems == []


def test_alarms_of_a_box_are_those_of_its_time(many):
    with clock.at(clock.now() - timedelta(days=30)):
        from_everywhere(many + 1, "1234")
    survey, _codes = open_survey(slips=1)
    assert not alarms_of(survey.box)

    from_everywhere(many + 1, "1234")
    assert len(alarms_of(survey.box)) == 1
    box = counted(survey).box
    with clock.at(clock.now() + timedelta(days=1)):
        from_everywhere(many + 1, "1234")

    assert len(alarms_of(box)) == 1
