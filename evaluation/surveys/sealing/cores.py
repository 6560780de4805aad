"""Work spread over every core of the machine.

Python computes on one core only, so pieces of a large piece of work go to processes of their own,
through pipes, and come back in their order. What a process is given, the private key of a box
perhaps, it holds in memory only; and it ends when its pipe does: also when whoever started it was
killed.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol, TypeVar

FEW = 1000
"""Up to so many things starting processes costs more than it saves."""

Given = TypeVar("Given")
Made = TypeVar("Made")


class Spread(Protocol):
    """Like ``map``: the function on every piece, in their order. Function, pieces and what comes
    of them must be such as can be pickled."""

    def __call__(
        self, function: Callable[[Given], Made], pieces: Iterable[Given], /
    ) -> Iterator[Made]: ...


def here(function: Callable[[Given], Made], pieces: Iterable[Given], /) -> Iterator[Made]:
    """``Spread`` in this process alone."""
    return map(function, pieces)


@contextmanager
def on_every_core(amount: int) -> Iterator[Spread]:
    """Processes for about so many things; they serve one call after the other until the end."""
    cores = len(os.sched_getaffinity(0))
    if amount <= FEW or cores == 1:
        yield here
        return
    with _processes(cores) as pipes:

        def spread(function: Callable, pieces: Iterable, /) -> Iterator:
            return _in_turn(pipes, function, pieces)

        yield spread


@dataclass(frozen=True)
class _From:
    """What a process is told before the pieces come."""

    function: Callable[[Any], Any]


def _in_turn(pipes: Sequence[Connection], function: Callable, pieces: Iterable) -> Iterator:
    """Pieces are handed round the processes, and the next is ready before one is waited for.

    A process is given nothing before its answer was taken: both would wait for room in the pipe.
    """
    for pipe in pipes:
        pipe.send(_From(function))
    free, working = deque(pipes), deque[Connection]()
    try:
        for piece in pieces:
            made = [] if free else [_answer_of(working, free)]
            pipe = free.popleft()
            pipe.send(piece)
            working.append(pipe)
            yield from made
        while working:
            yield _answer_of(working, free)
    finally:
        while working:  # who breaks off leaves no answer behind for the next call
            _answer_of(working, free)


def _answer_of(working: deque[Connection], free: deque[Connection]) -> Any:
    pipe = working.popleft()
    made = pipe.recv()
    free.append(pipe)
    return made


@contextmanager
def _processes(number: int) -> Iterator[list[Connection]]:
    """So many processes that begin anew: a copy of this one would have its database open."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    try:
        for _each in range(number):
            ours, theirs = context.Pipe()
            pipes.append(ours)
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            processes.append(process)
            theirs.close()
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join()


def _serve(pipe: Connection) -> None:
    """Do piece after piece, until nobody asks any more."""
    function: Any = None
    try:
        while True:
            match pipe.recv():
                case _From(told):
                    function = told
                case piece:
                    pipe.send(function(piece))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)  # what it held is gone with the process, at once
