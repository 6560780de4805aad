"""Dates as the portal's own clocks show them, whoever asks."""

from datetime import UTC, datetime

import pytest

from harmony.shared import wording

EARLY = datetime(2026, 11, 29, 16, 30, tzinfo=UTC)
"""Half past midnight of the next day, where the portal is."""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (wording.day, "30 November 2026"),
        (wording.moment, "30 November 2026, 00:30"),
        (wording.time_of_day, "00:30"),
    ],
)
def test_a_moment_is_written_on_the_day_it_is_here(written, expected):
    assert written(EARLY) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (908 * 1024, "908.0\xa0KB"),
        (1024 * 1024, "1.0\xa0MB"),
        (1000 * 1024 * 1024, "1,000\xa0MB"),
        (2000 * 1024 * 1024 - 1, "2,000\xa0MB"),
    ],
)
def test_sizes_are_said_as_in_the_guide(value, text):
    assert wording.size(value) == text
