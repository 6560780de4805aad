from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from evaluation.surveys.attempts import MOST_FAILURES, note_failure
from harmony.shared import clock

NOON = datetime(2026, 11, 24, 12, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def fail(times, address="203.0.113.7"):
    return [note_failure(address) for _ in range(times)]


def test_thirty_wrong_codes_are_a_slip_of_the_finger_and_then_it_is_too_much():
    with clock.at(NOON):
        waits = fail(MOST_FAILURES + 2)

    assert waits == [0] * MOST_FAILURES + [480, 480]


def test_after_the_time_is_over_it_begins_again():
    with clock.at(NOON):
        fail(MOST_FAILURES + 1)
    with clock.at(NOON.replace(minute=10)):
        assert fail(1) == [0]


def test_neighbours_are_not_blocked():
    with clock.at(NOON):
        fail(MOST_FAILURES + 1)

        assert fail(1, "203.0.113.8") == [0]


def test_one_customer_with_many_addresses_counts_as_one():
    with clock.at(NOON):
        for number in range(MOST_FAILURES):
            note_failure(f"2001:db8:1:2::{number:x}")

        assert note_failure("2001:db8:1:2:ffff::1") > 0
        assert note_failure("2001:db8:1:3::1") == 0


def test_no_address_is_still_counted():
    with clock.at(NOON):
        assert fail(MOST_FAILURES + 1, "")[-1] > 0


def test_address_is_not_kept(monkeypatch):
    keys = []
    monkeypatch.setattr(cache, "add", lambda key, *rest: keys.append(key))

    fail(1)

    assert "203.0.113.7" not in keys[0]
