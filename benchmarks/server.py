"""Programs in processes of their own: started, waited for, measured, stopped."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0


@contextmanager
def running(command: list[str], address: str, **environment: str) -> Iterator[subprocess.Popen]:
    """The program, from when its address answers until the block ends."""
    process = subprocess.Popen(  # noqa: S603 -- our own programs
        [sys.executable, *command],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(address)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def manage(command: str) -> None:
    """A management command, in a process of its own: none of its leftovers are measured."""
    subprocess.run(  # noqa: S603 -- our own programs
        [sys.executable, "manage.py", command],
        cwd=Path(__file__).resolve().parents[1],
        stdout=subprocess.DEVNULL,
        check=True,
    )


def wait_for(address: str) -> None:
    """Until the address answers anything at all."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 -- 127.0.0.1
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(address)


def children_of(pid: int) -> list[int]:
    """The processes that this one started, and theirs."""
    children = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        parent = re.search(r"PPid:\s+(\d+)", text)
        if parent and int(parent[1]) == pid:
            child = int(status.parent.name)
            children += [child, *children_of(child)]
    return children


def memory_of(pid: int) -> float:
    """Resident memory in megabytes."""
    text = (Path("/proc") / str(pid) / "status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def most_memory_of(pid: int) -> float:
    """The most that the process has had in memory since it was started, in megabytes. What
    ``getrusage`` tells counts the process it was copied from as well."""
    text = (Path("/proc") / str(pid) / "status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def command_of(pid: int) -> str:
    return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
