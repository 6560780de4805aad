"""Ballots checked and opened, on every core of the machine.

Two thirds of an opening are signatures and envelopes, and Python computes on one core only. So
pieces of a large box go to processes of their own, through a pipe, and come back in their order.
A process holds the private key for as long as it lives, in memory only, and ends when its pipe
does: also when whoever started it was killed.
"""

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple

from evaluation.surveys.sealing import code_keys, envelopes, leaves
from evaluation.surveys.sealing.envelopes import DoesNotOpen
from evaluation.surveys.sealing.payload import Malformed, Payload, Shape, unpack

FEW = 1000
"""Up to so many ballots starting processes costs more than it saves."""


class Written(NamedTuple):
    """What is stored of one ballot, and the public key of the code that should have signed it."""

    survey: int
    receipt_hash: bytes
    envelope: bytes
    signature: bytes
    leaf: bytes
    public_key: bytes


class Read(NamedTuple):
    """What a ballot turned out to be. ``payload`` is None where it holds no answer to its
    questionnaire, where it is not as it came in, and for whoever has no key."""

    is_unchanged: bool
    is_signed: bool
    envelope_hash: bytes
    payload: Payload | None = None


class Place(NamedTuple):
    """Where the ballots of one survey come from, and what its questionnaire asks."""

    community: str
    shape: Shape


@dataclass(frozen=True)
class Reader:
    """Reads the ballots of one box; without ``private_key`` it checks them only."""

    box: str
    places: Mapping[int, Place]
    private_key: bytes | None = None

    def read(self, ballots: Iterable[Written]) -> list[Read]:
        opener = envelopes.Opener(self.private_key) if self.private_key else None
        return [self._read(ballot, opener) for ballot in ballots]

    def _read(self, ballot: Written, opener: envelopes.Opener | None) -> Read:
        hashed = leaves.envelope_hash(ballot.envelope)
        place = self.places.get(ballot.survey)
        if place is None:
            return Read(False, False, hashed)
        leaf = leaves.ballot_leaf(self.box, place.community, ballot.receipt_hash, hashed)
        if leaf != ballot.leaf:
            return Read(False, False, hashed)
        if not code_keys.is_signed_by(ballot.public_key, ballot.signature, leaf):
            return Read(True, False, hashed)
        return Read(True, True, hashed, self._opened(ballot, place, opener))

    def _opened(
        self, ballot: Written, place: Place, opener: envelopes.Opener | None
    ) -> Payload | None:
        if opener is None:
            return None
        info = envelopes.info_of(self.box, place.community)
        try:
            return unpack(opener.open(ballot.envelope, info=info), place.shape)
        except (DoesNotOpen, Malformed):
            return None


Pieces = Iterable[Sequence[Written]]


def read_all(reader: Reader, pieces: Pieces, *, total: int) -> Iterator[list[Read]]:
    """Every piece read, in the order given. ``total``: about how many ballots there are."""
    cores = len(os.sched_getaffinity(0))
    if total <= FEW or cores == 1:
        yield from map(reader.read, pieces)
        return
    with _processes(reader, cores) as pipes:
        yield from _in_turn(pipes, pieces)


def _in_turn(pipes: Sequence[Connection], pieces: Pieces) -> Iterator[list[Read]]:
    """Pieces are handed round the processes, and the next is ready before one is waited for.

    A process is given nothing before its answer was taken: both would wait for room in the pipe.
    """
    given = 0
    for piece in pieces:
        pipe = pipes[given % len(pipes)]
        read = pipe.recv() if given >= len(pipes) else None
        pipe.send(piece)
        given += 1
        if read is not None:
            yield read
    for number in range(max(given - len(pipes), 0), given):
        yield pipes[number % len(pipes)].recv()


@contextmanager
def _processes(reader: Reader, number: int) -> Iterator[list[Connection]]:
    """So many processes that begin anew: a copy of this one would have its database open."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    try:
        for _each in range(number):
            here, there = context.Pipe()
            pipes.append(here)
            process = context.Process(target=_serve, args=(there,), daemon=True)
            process.start()
            processes.append(process)
            there.close()
            here.send(reader)
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join()


def _serve(pipe: Connection) -> None:
    """Read piece after piece, until nobody asks any more."""
    try:
        reader: Reader = pipe.recv()
        while True:
            pipe.send(reader.read(pipe.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the key is gone with the process, at once
