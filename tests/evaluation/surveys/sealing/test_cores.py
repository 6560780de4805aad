"""Work on one core and on several: the same, in the same order, and nobody left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evaluation.surveys.sealing.cores import FEW, on_every_core

pytestmark = pytest.mark.once

MANY = FEW + 1
LARGER_THAN_A_PIPE = 200_000


@pytest.fixture
def on_two_cores(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})


@pytest.mark.parametrize("pieces", [0, 1, 2, 3, 7])
def test_several_processes_give_the_same_in_the_same_order(on_two_cores, pieces):
    """Pieces larger than a pipe holds, so that writing and reading have to take turns."""
    given = [bytes([number]) * LARGER_THAN_A_PIPE for number in range(pieces)]

    with on_every_core(MANY) as spread:
        assert list(spread(bytes.hex, given)) == [piece.hex() for piece in given]


def test_one_piece_of_work_after_the_other_is_done_by_the_same_processes(on_two_cores):
    with on_every_core(MANY) as spread:
        found = [set(spread(pid_of, range(6))), set(spread(pid_of, range(6)))]
        squares = list(spread(abs, [-1, -2, -3]))

    assert found[0] == found[1]
    assert len(found[0]) == 2
    assert os.getpid() not in found[0]
    assert squares == [1, 2, 3]


def test_who_breaks_off_leaves_no_answer_for_the_next(on_two_cores):
    with on_every_core(MANY) as spread:
        first = spread(abs, range(9))
        assert next(first) == 0
        first.close()

        assert list(spread(abs, [-7, -8, -9])) == [7, 8, 9]


@pytest.mark.parametrize(("amount", "processors"), [(FEW, {0, 1}), (MANY, {0})])
def test_few_things_and_one_core_need_no_process(monkeypatch, amount, processors):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: processors)

    with on_every_core(amount) as spread:
        assert set(spread(pid_of, range(3))) == {os.getpid()}


def test_work_that_is_not_read_to_its_end_leaves_no_process(on_two_cores):
    before = children()
    with on_every_core(MANY) as spread:
        next(spread(abs, range(9)))
        left = children() - before

    assert len(left) == 2
    assert not children() & left


def test_process_that_dies_is_not_waited_for_for_ever(on_two_cores):
    with pytest.raises((EOFError, ConnectionError)), on_every_core(MANY) as spread:
        list(spread(os._exit, [1, 1, 1]))


def pid_of(_piece) -> int:
    return os.getpid()


KILLED = """
import sys, time
sys.path.insert(0, {root!r})
from evaluation.surveys.sealing.cores import _in_turn, _processes
with _processes(2) as pipes:
    list(_in_turn(pipes, repr, ["key", "key"]))
    print("working", flush=True)
    time.sleep(60)
"""


def test_killed_opening_leaves_nobody_who_holds_the_key():
    root = str(Path(__file__).parents[4])
    process = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", KILLED.format(root=root)], stdout=subprocess.PIPE
    )
    with process, process.stdout as told:
        assert told.readline() == b"working\n"
        readers = children(process.pid)
        process.send_signal(signal.SIGKILL)
    end = time.monotonic() + 20
    while alive(readers) and time.monotonic() < end:
        time.sleep(0.02)

    assert len(readers) >= 2
    assert not alive(readers)


def children(of: int | None = None) -> set[int]:
    """The processes that this one, or the one named, has started and that are running."""
    task = Path(f"/proc/{of or os.getpid()}/task")
    return {
        int(pid)
        for listed in task.glob("*/children")
        for pid in listed.read_text().split()
        if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    }


def alive(pids: set[int]) -> set[int]:
    """Those of them that run; one that has ended and waits to be noted does not."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.add(pid)
    return found
