"""The whole portal as ``make run`` starts it: an address, a database and a worker of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

SECONDS_TO_START = 60


@pytest.fixture
def port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def start(tmp_path, port):
    """Starts a portal on a folder of its own, and ends it afterwards."""
    started = []
    environment = {
        "DJANGO_SETTINGS_MODULE": "harmony.settings",
        "HARMONY_DATA": str(tmp_path),
        "HARMONY_SAMPLE": "no",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "PORT": str(port),
    }

    def run(**changes):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "portal"],
            cwd=settings.BASE_DIR,
            env=os.environ | environment | changes,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.terminate()
        process.communicate(timeout=20)


def health(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:  # noqa: S310
            return json.load(answer)["parts"]
    except HTTPError as answer:
        return json.load(answer)["parts"]
    except URLError:
        return {}


def wait_for_all_parts(portal, port):
    until = time.monotonic() + SECONDS_TO_START
    while not (parts := health(port)) or "failing" in parts.values():
        assert portal.poll() is None, portal.communicate()[0]
        assert time.monotonic() < until, parts
        time.sleep(0.3)


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_one_command_runs_everything_until_it_is_stopped(start, port, tmp_path):
    portal = start()
    wait_for_all_parts(portal, port)
    programs = children_of(portal.pid)

    portal.send_signal(signal.SIGINT)
    output, _ = portal.communicate(timeout=20)

    assert portal.returncode == 0, output
    assert f"Harmony is running at http://127.0.0.1:{port}" in output
    assert "add_administrator" in output
    assert "Traceback" not in output
    assert len(programs) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in programs)
    assert (tmp_path / "harmony.sqlite3").exists()


def test_taken_port_is_told_at_once(start, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        portal = start()
        output, _ = portal.communicate(timeout=20)

    assert portal.returncode == 1
    assert f"Port {port} is used by another program" in output
    assert "PORT=8080 make run" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("number", ["99999", "-1"])
def test_port_that_is_none_is_told(start, number):
    portal = start(PORT=number)
    output, _ = portal.communicate(timeout=20)

    assert portal.returncode == 1
    assert f"Port {number} cannot be used" in output
    assert "Traceback" not in output


def test_folder_of_a_running_portal_is_not_shared(start, tmp_path):
    import fcntl

    with (tmp_path / "running").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        portal = start()
        output, _ = portal.communicate(timeout=20)

    assert portal.returncode == 1
    assert "A portal is running already" in output
