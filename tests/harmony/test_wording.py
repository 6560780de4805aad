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
