"""Counting is exact, also when several processes count at once, and forgets what is over."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from harmony.shared import clock, counters

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ENDS = int(NOON.timestamp()) + 600
TIMES = 1000
only_a_file = pytest.mark.skipif(bool(settings.REDIS_URL), reason="Redis counts")


@pytest.fixture(autouse=True)
def nothing_counted():
    counters.forget_all()
    yield
    counters.forget_all()


def many(_worker):
    with clock.at(NOON):
        for _time in range(TIMES):
            counters.count("x", ends=ENDS)


def test_two_processes_lose_no_count():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(many, range(2))

    with clock.at(NOON):
        assert counters.count("x", ends=ENDS) == 2 * TIMES + 1


def test_threads_lose_no_count():
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: _one(), range(400)))

    with clock.at(NOON):
        assert counters.count("x", ends=ENDS) == 401


def _one():
    with clock.at(NOON):
        counters.count("x", ends=ENDS)


@only_a_file
def test_what_is_over_is_overwritten():
    file = settings.DATA_DIR / "counts.sqlite3"
    with clock.at(NOON):
        counters.count("canary-0123456789", ends=ENDS)
    assert b"canary-0123456789" in file.read_bytes()

    with clock.at(NOON + timedelta(minutes=10)):
        counters.forget_what_is_over()

    assert b"canary-0123456789" not in file.read_bytes()


@only_a_file
def test_damaged_counts_begin_anew():
    (settings.DATA_DIR / "counts.sqlite3").write_bytes(b"not a database at all" * 100)

    with clock.at(NOON):
        assert [counters.count("x", ends=ENDS) for _ in range(2)] == [0, 1]


@only_a_file
def test_where_nothing_can_be_counted_nobody_is_held_up(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"

    assert counters.count("x", ends=ENDS) == 0


def test_away_redis_holds_nobody_up(settings, monkeypatch):
    redis = pytest.importorskip("redis")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    def away(*arguments):
        raise redis.ConnectionError

    monkeypatch.setattr(counters.cache, "add", away, raising=False)

    assert counters.count("x", ends=ENDS) == 0
