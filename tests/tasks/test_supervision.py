"""Real programs, kept running by a real supervisor in a process of its own."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

SUPERVISOR = """
import sys

from tasks import supervision

supervision.FAILED_STARTS_TO_GIVE_UP = 3
supervision.LONGEST_PAUSE = 0.2
supervision.SECONDS_TO_STOP = 2
programs = [
    supervision.Program(f"program {number}", [sys.executable, "-c", source])
    for number, source in enumerate(sys.argv[1:])
]
tell = lambda text: print(text, flush=True)
sys.exit(0 if supervision.Supervisor(programs, tell).run() else 1)
"""

STEADY = """
    import os, subprocess, sys, time
    child = subprocess.Popen(["sleep", "300"])
    with open({file!r}, "a") as out:
        out.write(f"{{os.getpid()}} {{child.pid}}\\n")
    time.sleep(300)
"""

STUBBORN = """
    import os, signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open({file!r}, "a") as out:
        out.write(f"{{os.getpid()}}\\n")
    time.sleep(300)
"""


@pytest.fixture
def supervise():
    """Starts a supervisor over programs given as source, and ends whatever is left of it."""
    started = []

    def start(*sources):
        command = [sys.executable, "-c", SUPERVISOR, *map(textwrap.dedent, sources)]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=10)


def wait_until(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.05)


def runs_of(file: Path):
    """The process ids that each run wrote down."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [[int(pid) for pid in line.split()] for line in lines]


def lives(pid):
    """Whether the process runs; one that ended and was not fetched yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_killed_program_is_started_again_without_what_it_left(supervise, tmp_path):
    file = tmp_path / "runs"
    supervise(STEADY.format(file=str(file)))
    wait_until(lambda: len(runs_of(file)) == 1)
    [(first, child_of_first)] = runs_of(file)

    os.kill(first, signal.SIGKILL)

    wait_until(lambda: len(runs_of(file)) == 2)
    wait_until(lambda: not lives(child_of_first))
    assert lives(runs_of(file)[1][0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_everything_ends_with_the_supervisor(supervise, tmp_path, number):
    files = [tmp_path / "steady", tmp_path / "stubborn"]
    supervisor = supervise(STEADY.format(file=str(files[0])), STUBBORN.format(file=str(files[1])))
    wait_until(lambda: all(runs_of(file) for file in files))
    pids = [pid for file in files for run in runs_of(file) for pid in run]

    supervisor.send_signal(number)
    output, _ = supervisor.communicate(timeout=10)

    assert supervisor.returncode == 0
    assert "program 1 did not stop in time" in output
    wait_until(lambda: not any(map(lives, pids)))


def test_killed_supervisor_takes_its_programs_along(supervise, tmp_path):
    file = tmp_path / "runs"
    supervisor = supervise(STEADY.format(file=str(file)))
    wait_until(lambda: runs_of(file))
    [(program, child)] = runs_of(file)

    supervisor.kill()

    wait_until(lambda: not lives(program))
    os.kill(child, signal.SIGKILL)


def test_what_never_starts_ends_it_all(supervise, tmp_path):
    file = tmp_path / "runs"
    supervisor = supervise(STEADY.format(file=str(file)), "raise SystemExit(3)")

    output, _ = supervisor.communicate(timeout=20)

    assert supervisor.returncode == 1
    assert "The program 1 does not start. Giving up." in output
    assert not any(lives(pid) for run in runs_of(file) for pid in run)
