"""Ballots read on one core and on several: the same, in the same order, and nobody left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evaluation.surveys.sealing import code_keys, envelopes, leaves, reading
from evaluation.surveys.sealing.payload import Payload, Shape, pack
from evaluation.surveys.sealing.reading import Place, Reader, Written, read_all

pytestmark = pytest.mark.once

BOX = "b" * 16
KEY = envelopes.new_private_key()
SHAPE = Shape([("staff", ["good", "bad"])], [], longest_comment=50)
PLACES = {1: Place("340103001001", SHAPE), 2: Place("340103001002", SHAPE)}
CODE = code_keys.derive("1", box=BOX, salt=b"", pepper=b"", cost=1)


def written(survey: int = 1, said: str = "") -> Written:
    info = envelopes.info_of(BOX, PLACES[survey].community)
    content = pack(Payload({"staff": "good"}, comment=said), SHAPE)
    envelope = envelopes.seal(content, public_key=envelopes.public_part(KEY), info=info)
    receipt, hashed = said.encode().ljust(32), leaves.envelope_hash(envelope)
    leaf = leaves.ballot_leaf(BOX, PLACES[survey].community, receipt, hashed)
    key, signature = code_keys.public_part(CODE), CODE.sign(leaf)
    return Written(survey, receipt, envelope, signature, leaf, key)


@pytest.fixture
def on_two_cores(monkeypatch):
    monkeypatch.setattr(reading, "FEW", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})


def test_what_a_ballot_holds_is_read_with_the_key_and_checked_without():
    ballot = written(said="words")

    (read,) = Reader(BOX, PLACES, KEY).read([ballot])
    (checked,) = Reader(BOX, PLACES).read([ballot])

    assert read.payload == Payload({"staff": "good"}, comment="words")
    assert checked == read._replace(payload=None)
    assert (checked.is_unchanged, checked.is_signed) == (True, True)


@pytest.mark.parametrize(
    ("changes", "is_unchanged"),
    [
        ({"survey": 2}, False),
        ({"survey": 3}, False),
        ({"envelope": b"another"}, False),
        ({"receipt_hash": b"r" * 32}, False),
        ({"leaf": b"l" * 32}, False),
        ({"signature": b"s" * 64}, True),
        ({"signature": b""}, True),
        ({"public_key": b"k" * 32}, True),
        ({"public_key": b""}, True),
    ],
)
def test_ballot_that_is_not_as_it_came_in_is_not_opened(changes, is_unchanged):
    (read,) = Reader(BOX, PLACES, KEY).read([written()._replace(**changes)])

    assert (read.is_unchanged, read.is_signed, read.payload) == (is_unchanged, False, None)


def test_ballot_signed_by_its_code_that_holds_no_answer_is_told():
    envelope = envelopes.seal(
        b"no answer",
        public_key=envelopes.public_part(KEY),
        info=envelopes.info_of(BOX, PLACES[1].community),
    )
    hashed = leaves.envelope_hash(envelope)
    leaf = leaves.ballot_leaf(BOX, PLACES[1].community, b"r", hashed)
    public = code_keys.public_part(CODE)

    (read,) = Reader(BOX, PLACES, KEY).read(
        [Written(1, b"r", envelope, CODE.sign(leaf), leaf, public)]
    )

    assert (read.is_signed, read.payload) == (True, None)


@pytest.mark.parametrize("pieces", [0, 1, 2, 3, 7])
def test_several_processes_give_the_same_in_the_same_order(on_two_cores, pieces):
    """Pieces larger than a pipe holds, so that writing and reading have to take turns."""
    reader = Reader(BOX, PLACES, KEY)
    ballots = [written(1 + number % 2, said=f"{number}") for number in range(8)]
    given = [[*ballots[number % 8 :], *ballots] * 20 for number in range(pieces)]

    assert list(read_all(reader, given, total=1)) == [reader.read(piece) for piece in given]


def test_reader_that_is_not_read_to_its_end_leaves_no_process(on_two_cores):
    ballots = [written()] * 200
    found = read_all(Reader(BOX, PLACES, KEY), iter([ballots] * 9), total=1)
    next(found)
    left = children()
    found.close()

    assert len(left) == 2
    assert not children() & left


KILLED = """
import os, sys, time
sys.path.insert(0, {root!r})
from evaluation.surveys.sealing import reading
from evaluation.surveys.sealing.reading import Reader
with reading._processes(Reader("b" * 16, {{}}, b"k" * 32), 2) as pipes:
    for pipe in pipes:
        pipe.send([])
        pipe.recv()
    print("reading", flush=True)
    time.sleep(60)
"""


def test_killed_opening_leaves_nobody_who_holds_the_key():
    root = str(Path(__file__).parents[4])
    process = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", KILLED.format(root=root)], stdout=subprocess.PIPE
    )
    with process, process.stdout as told:
        assert told.readline() == b"reading\n"
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
