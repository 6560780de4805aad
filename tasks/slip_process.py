"""Slips on their way to the printer: a process of their own makes them, a pipe brings them.
Forms and posters go the same way.

The order is: codes are drawn, the PDF is made, and only then do the codes count; so a PDF that
fails leaves nothing behind. What is sent is not kept anywhere.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

from django.conf import settings

from tasks.slips import PDF_BEGINS, SlipSheet

COMMAND = [sys.executable, "-m", "tasks.slips"]
MOST_SECONDS = 300
PIECE = 64 * 1024


class SlipsNotMade(Exception):
    """The process that makes slips ended without them; its own words are in the log."""


def slips_as_pdf(sheet: SlipSheet, *, issue: Callable[[], object]) -> Iterator[bytes]:
    """The PDF in pieces, its first line at once. ``issue`` lets the codes count.

    ``issue`` is called when the PDF is complete and before any more of it is sent. Raises
    SlipsNotMade when there is none, and whatever ``issue`` raises; the browser then sees that
    the file broke off.
    """
    return pdf_made_by(COMMAND, sheet.to_json(), issue=issue)


def pdf_made_by(
    command: list[str], content: bytes, *, issue: Callable[[], object] = lambda: None
) -> Iterator[bytes]:
    """What a process with this command makes of this content, as ``slips_as_pdf`` says."""
    with _process(command) as process:
        limit = threading.Timer(MOST_SECONDS, process.kill)
        limit.start()
        try:
            beginning = _begin(process, content)
            yield beginning
            rest = process.stdout.read()
            if process.wait() != 0 or not rest:
                raise SlipsNotMade
            issue()
            for start in range(0, len(rest), PIECE):
                yield rest[start : start + PIECE]
        finally:
            limit.cancel()
            process.kill()  # also when the browser went away


def _process(command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(  # noqa: S603 -- our own interpreter and our own words
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
    )


def _begin(process: subprocess.Popen, content: bytes) -> bytes:
    """Hand the content over, and wait for the line that says the process works."""
    try:
        with process.stdin as pipe:
            pipe.write(content)
    except BrokenPipeError:
        raise SlipsNotMade from None
    beginning = process.stdout.readline()
    if beginning != PDF_BEGINS:
        raise SlipsNotMade
    return beginning
