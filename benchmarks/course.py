"""One run: the sample is made, then measurement after measurement."""

import os
import platform
from pathlib import Path

from django.db import connection

from benchmarks import (
    certificate,
    dossier,
    indicator,
    opening,
    pages,
    results,
    spreadsheet,
    start,
    visit,
)
from benchmarks.server import manage
from benchmarks.timing import clocked

MEASUREMENTS = {
    "start": start.measure,
    "visit": visit.measure,
    "certificate": certificate.measure,
    "spreadsheet": spreadsheet.measure,
    "dossier": dossier.measure,
    "indicator": indicator.measure,
    "results": results.measure,
    "pages": pages.measure,  # towards the end: it makes the district larger
    "opening": opening.measure,  # last: it puts counted surveys into a box of its own
}


def run(wanted: list[str], folder: Path) -> int:
    if unknown := set(wanted) - set(MEASUREMENTS):
        print(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(MEASUREMENTS)}.")
        return 2
    cores = len(os.sched_getaffinity(0))
    print(f"Python {platform.python_version()}, {connection.vendor}, {cores} cores")
    manage("migrate")
    with clocked("sample district made") as taken:
        manage("make_sample")
    print(taken)
    for name, measure in MEASUREMENTS.items():
        if name in wanted or not wanted:
            measure(folder)
    return 0
