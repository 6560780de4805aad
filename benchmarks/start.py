"""A warm start: from the command to the first page, and what the web process weighs then."""

import time
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db import connections

from benchmarks.server import children_of, command_of, memory_of, running


def measure(folder: Path) -> None:
    connections.close_all()
    settings.KIND_FILE.write_text("sample\n")
    address = f"http://127.0.0.1:{settings.PORT}/"
    began = time.perf_counter()
    with running(["manage.py", "portal"], address) as portal:
        ready = time.perf_counter() - began
        for page in ("login/", "accepted/", "q/"):
            urllib.request.urlopen(address + page, timeout=10).close()  # noqa: S310 -- 127.0.0.1
        web = [pid for pid in children_of(portal.pid) if "waitress" in command_of(pid)]
        weight = sum(memory_of(pid) for pid in web)
    print(f"\n{'warm start to the first page':<44} {ready:8.2f} s")
    print(f"{'web process, resident':<44} {weight:8.0f} MB")
