"""Stop watches and how a figure is written."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median


@dataclass
class Taken:
    """How long something took, filled in when it is over."""

    what: str
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.what:<44} {self.seconds:8.2f} s"


@contextmanager
def clocked(what: str) -> Iterator[Taken]:
    taken = Taken(what)
    start = time.perf_counter()
    yield taken
    taken.seconds = time.perf_counter() - start


def milliseconds(act: Callable[[], object], times: int) -> float:
    """The median of so many runs, in milliseconds; the first run is not counted."""
    act()
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        runs.append((time.perf_counter() - start) * 1000)
    return median(runs)


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
