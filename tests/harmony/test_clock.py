from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from harmony.shared import clock

LATE_EVENING = datetime(2026, 11, 23, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wall_clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATE_EVENING)


@pytest.fixture
def sample(settings):
    settings.SAMPLE_MODE = True


def test_today_is_the_day_here():
    assert clock.today() == date(2026, 11, 24)


def test_sample_portal_can_be_moved_forward(sample):
    clock.move_by(timedelta(days=7))
    clock.move_by(timedelta(days=1))

    assert clock.now() == LATE_EVENING + timedelta(days=8)
    assert clock.today() == date(2026, 12, 2)
    assert clock.shift() == timedelta(days=8)


def test_moved_to_a_moment_it_has_been_reached(sample):
    spring = datetime(2027, 3, 1, 8, 0, 0, 250_000, tzinfo=UTC)

    clock.move_to(spring)

    assert spring <= clock.now() < spring + timedelta(seconds=1)


@pytest.mark.parametrize("delta", [timedelta(), timedelta(seconds=-1), timedelta(days=-30)])
def test_it_never_goes_back(sample, delta):
    clock.move_by(timedelta(days=3))

    with pytest.raises(clock.ClockRefused, match="forward"):
        clock.move_by(delta)

    assert clock.shift() == timedelta(days=3)


def test_beyond_the_calendar_nothing_is_kept(sample):
    with pytest.raises(clock.ClockRefused):
        clock.move_by(timedelta(days=3_000_000))

    assert clock.now() == LATE_EVENING


def test_portal_in_use_keeps_the_time_of_the_world(settings):
    settings.CLOCK_FILE.write_text("86400")

    with pytest.raises(clock.ClockRefused, match="sample"):
        clock.move_by(timedelta(days=1))

    assert clock.now() == LATE_EVENING
    assert clock.shift() == timedelta()


def test_another_process_notices_within_a_second(sample, settings, monkeypatch):
    instant = 1000.0
    monkeypatch.setattr(clock.time, "monotonic", lambda: instant)
    before = clock.shift()

    settings.CLOCK_FILE.write_text("3600")
    instant = 1000.9
    just_before = clock.shift()
    instant = 1001.0
    after = clock.shift()

    assert (before, just_before, after) == (timedelta(), timedelta(), timedelta(hours=1))


def test_time_stands_still_inside_at(sample):
    clock.move_by(timedelta(days=1))
    founding = datetime(2005, 5, 1, 9, tzinfo=UTC)
    later = datetime(2005, 6, 1, 9, tzinfo=UTC)

    with clock.at(founding):
        first = clock.now()
        with clock.at(later):
            second = clock.now()
        third = clock.today()

    assert (first, second, third) == (founding, later, date(2005, 5, 1))
    assert clock.now() == LATE_EVENING + timedelta(days=1)


def test_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 1, 1)):
        pass
