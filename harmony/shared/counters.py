"""Counting what happens within a span of time, exactly, whichever process counts.

With Redis it counts. Without it Django's cache is files, and counting in those loses more than
half when two processes do it at once; so there the counts stand in a small SQLite file of their
own. It is no part of the database, is in no backup, and what is over is overwritten in it.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from harmony.shared import clock

SECONDS_TO_WAIT = 5
logger = logging.getLogger(__name__)


def count(name: str, *, ends: int) -> int:
    """How often this has been counted, with this time, until the span ``ends`` (epoch seconds).

    ``name`` must say nothing by itself. Where nothing can be counted it is 0: a limit is never a
    reason for the portal to stand still.
    """
    if settings.REDIS_URL:
        return _in_redis(name, ends)
    try:
        return _in_file(name, ends)
    except sqlite3.OperationalError as error:  # no room, or no right to write
        logger.warning("Not counted: %s", error)
    except sqlite3.DatabaseError:  # the machine went down in the middle of it
        logger.warning("The counts were damaged and begin anew.")
        _file().unlink(missing_ok=True)
    return 0


def forget_what_is_over() -> None:
    """Overwrite the counts of spans that have ended. Redis does so by itself."""
    if not settings.REDIS_URL and _file().exists():
        with _opened() as store:
            _forget(store)


def forget_all() -> None:
    """Begin anew; for tests."""
    if settings.REDIS_URL:
        cache.clear()
    _file().unlink(missing_ok=True)


# ------------------------------------------------------------------ Redis
def _in_redis(name: str, ends: int) -> int:
    from redis import RedisError  # noqa: PLC0415 -- heavy, and idle without Redis

    try:
        cache.add(name, 0, max(1, ends - _now()) + 1)
        return cache.incr(name)
    except ValueError:  # it ran out between the two calls
        return 1
    except RedisError as error:
        logger.warning("Not counted: %s", error)
        return 0


# ------------------------------------------------------------------ a file
def _in_file(name: str, ends: int) -> int:
    with _opened() as store:
        _forget(store)
        store.execute(
            "INSERT INTO counts VALUES (?, ?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1",
            [name, ends],
        )
        return store.execute("SELECT n FROM counts WHERE name = ?", [name]).fetchone()[0]


@contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    """The counts, for this process alone as long as it takes."""
    with closing(_connection()) as store:
        store.execute("BEGIN IMMEDIATE")
        store.execute("CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, ends INT, n INT)")
        yield store
        store.execute("COMMIT")


def _connection() -> sqlite3.Connection:
    store = sqlite3.connect(_file(), timeout=SECONDS_TO_WAIT, isolation_level=None)
    for pragma in ("secure_delete = ON", "journal_mode = MEMORY", "synchronous = OFF"):
        store.execute(f"PRAGMA {pragma}")
    return store


def _forget(store: sqlite3.Connection) -> None:
    store.execute("DELETE FROM counts WHERE ends <= ?", [_now()])


def _file() -> Path:
    return settings.DATA_DIR / "counts.sqlite3"


def _now() -> int:
    return int(clock.now().timestamp())
