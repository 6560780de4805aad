"""The only source of time. A sample portal may live on another day than ours.

The shift of a sample portal lies in a small file beside its database, because
the web and the worker must agree on the day, and it must outlast both.
"""

import math
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

SECONDS_BETWEEN_READINGS = 1.0
NO_SHIFT = timedelta()
LONGEST_SHIFT = timedelta(days=100 * 366)  # further, other software begins to stumble

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)
_last_reading: tuple[float, Path, timedelta] | None = None


class ClockRefused(Exception):
    """The clock was asked to do what it does not: go back, or move outside a sample."""


def now() -> datetime:
    """The moment it is in the portal, aware of its time zone."""
    return _standing_at.get() or timezone.now() + shift()


def today() -> date:
    """The day it is here; for eight hours of it Greenwich still has yesterday."""
    return timezone.localdate(now())


def shift() -> timedelta:
    """How far the portal is ahead of the world: nothing, outside a sample."""
    global _last_reading  # noqa: PLW0603 -- one reading for all threads of the process
    if not settings.SAMPLE_MODE:
        return NO_SHIFT
    file, instant = settings.CLOCK_FILE, time.monotonic()
    if _last_reading is None or _is_old(_last_reading, file, instant):
        _last_reading = (instant, file, _read(file))
    return _last_reading[2]


def move_to(moment: datetime) -> None:
    """Let the sample portal go on from this later moment, in every process of it."""
    move_by(moment - now())


def move_by(delta: timedelta) -> None:
    """Move the sample portal's date forward, in every process of it within a second.

    Raises ``ClockRefused`` outside a sample, for a step back (what has been dated
    would lie in the future), and beyond a hundred years.
    """
    global _last_reading  # noqa: PLW0603 -- so that this process knows at once
    if not settings.SAMPLE_MODE:
        raise ClockRefused("Only a sample portal can live on another day.")
    if delta <= NO_SHIFT:
        raise ClockRefused("The date can only be moved forward.")
    # Rounded up to the second, so that the moment asked for has been reached.
    total = timedelta(seconds=math.ceil((_read(settings.CLOCK_FILE) + delta).total_seconds()))
    if total > LONGEST_SHIFT:
        raise ClockRefused("That is too far ahead.")
    _write(settings.CLOCK_FILE, total)
    _last_reading = None


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let time stand still at this moment, here and nowhere else.

    For playing a sample into the past, and for tests.
    """
    if timezone.is_naive(moment):
        raise ValueError("The moment has no time zone.")
    token = _standing_at.set(moment)
    try:
        yield
    finally:
        _standing_at.reset(token)


def forget_reading() -> None:
    """Read the shift again at the next question, however soon that is."""
    global _last_reading  # noqa: PLW0603 -- see shift()
    _last_reading = None


def _is_old(reading: tuple[float, Path, timedelta], file: Path, instant: float) -> bool:
    read_at, read_from, _ = reading
    return read_from != file or instant - read_at >= SECONDS_BETWEEN_READINGS


def _read(file: Path) -> timedelta:
    try:
        return timedelta(seconds=int(file.read_text()))
    except FileNotFoundError:
        return NO_SHIFT


def _write(file: Path, value: timedelta) -> None:
    """Replace the file in one step, so that nobody reads half a number."""
    handle, draft = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as out:
        out.write(f"{int(value.total_seconds())}\n")
    Path(draft).replace(file)
