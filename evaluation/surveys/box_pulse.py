"""The sign of life of a process that opens a ballot box.

Opening a large box is silent for long: one transaction holds the writer of the database, and
between two counts of what is checked a minute may pass. So a thread of the process touches a file
every few seconds, whatever the process works at; where the file stands still, the process is gone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from django.conf import settings

from evaluation.surveys.box_models import BallotBox

EVERY = 3
"""Seconds from one beat to the next."""
LONGEST_SILENCE = 60
"""Seconds without a beat after which the process counts as dead: a busy machine delays some."""


def file_of(box: BallotBox) -> Path:
    """The file whose time of change is the last beat."""
    return settings.DATA_DIR / "openings" / box.uid


def is_alive(box: BallotBox) -> bool:
    """Whether a process that opens this box gave a sign of life just now.

    It goes by the machine's clock: the one of the portal can be set for a rehearsal.
    """
    try:
        last = file_of(box).stat().st_mtime
    except OSError:
        return False
    return time.time() - last < LONGEST_SILENCE


@contextmanager
def beating(box: BallotBox) -> Iterator[None]:
    """Give signs of life for as long as this lasts; a thread does it, beside all other work."""
    file, ended = file_of(box), Event()

    def beat() -> None:
        while not ended.wait(EVERY):
            _touch(file)

    _touch(file)  # before anybody can ask
    thread = Thread(target=beat, daemon=True, name="pulse of an opening")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _touch(file: Path) -> None:
    """A full disk stops no opening, and no beat that comes after it."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
