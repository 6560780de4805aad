"""A real worker and a real scheduler, on the queue of files and on Redis."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

SECONDS_FOR_A_SIGN = 30

BROKERS = [
    pytest.param("", id="files"),
    pytest.param(
        os.environ.get("HARMONY_TEST_REDIS_URL", ""),
        id="redis",
        marks=pytest.mark.skipif(
            "HARMONY_TEST_REDIS_URL" not in os.environ, reason="HARMONY_TEST_REDIS_URL is not set"
        ),
    ),
]


@pytest.fixture
def start_worker(tmp_path):
    """Starts a worker with its scheduler on a folder of its own, and ends it afterwards."""
    running = []

    def start(redis_url):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "harmony.settings",
            "HARMONY_DATA": str(tmp_path),
            "DATABASE_URL": "",
            "REDIS_URL": redis_url,
        }
        command = [sys.executable, "-m", "celery", "--app=harmony", "--quiet", "worker", "--beat"]
        command += [f"--schedule={tmp_path / 'schedule'}", "--pool=threads", "--concurrency=1"]
        command += ["--without-gossip", "--without-mingle"]
        environment["PYTHONPATH"] = str(settings.BASE_DIR)
        worker = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(worker)

    yield start
    for worker in running:
        worker.terminate()
        worker.wait(timeout=20)


@pytest.mark.parametrize("redis_url", BROKERS)
def test_worker_shows_that_it_lives(start_worker, tmp_path, redis_url):
    start_worker(redis_url)

    until = time.monotonic() + SECONDS_FOR_A_SIGN
    while not (tmp_path / "heartbeat").exists() and time.monotonic() < until:
        time.sleep(0.2)

    assert (tmp_path / "heartbeat").exists()
