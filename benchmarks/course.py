"""One run: the sample is made, then measurement after measurement."""

import io
import os
import platform
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks import certificate, pages, start, visit
from benchmarks.timing import clocked

MEASUREMENTS = {
    "start": start.measure,
    "visit": visit.measure,
    "certificate": certificate.measure,
    "pages": pages.measure,  # last: it makes the district larger
}


def run(wanted: list[str], folder: Path) -> int:
    if unknown := set(wanted) - set(MEASUREMENTS):
        print(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(MEASUREMENTS)}.")
        return 2
    cores = len(os.sched_getaffinity(0))
    print(f"Python {platform.python_version()}, {connection.vendor}, {cores} cores")
    call_command("migrate", verbosity=0)
    with clocked("sample district made") as taken:
        call_command("make_sample", stdout=io.StringIO())
    print(taken)
    for name, measure in MEASUREMENTS.items():
        if name in wanted or not wanted:
            measure(folder)
    return 0
