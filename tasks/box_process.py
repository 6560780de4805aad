"""Starting the process that opens a ballot box, and hearing whether it could begin."""

import json
import os
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.models import BallotBox
from evaluation.views.box_story import is_at_work
from harmony.shared import clock
from tasks.box_opening import READY

COMMAND = [sys.executable, "-m", "tasks.box_opening"]
ENVIRONMENT: dict[str, str] = {}
"""What the process is told besides the environment of the portal; the tests put theirs here."""


class NotBegun(Exception):
    """The box is not being opened; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def begin_opening(box: BallotBox, *, by, secrets: dict[str, Any]) -> None:
    """Let a process of its own open the box; it has the right key when this returns.

    Raises NotBegun when the passphrase is wrong, or while another is at work.
    """
    _claim(box)
    asked = {"box": box.pk, "by": by.pk, "language": get_language() or "en"} | secrets
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own words
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=os.environ | ENVIRONMENT,
        start_new_session=True,
    )
    line = _heard(process, json.dumps(asked).encode())
    if line != READY:
        BallotBox.objects.filter(pk=box.pk).update(work_since=None)
        raise NotBegun(line or _("The box could not be opened. Please try again."))


def _claim(box: BallotBox) -> None:
    """One process at a time: whoever changes the row first begins."""
    box.refresh_from_db()
    if is_at_work(box):
        raise NotBegun(_("The box is being opened already."))
    same = BallotBox.objects.filter(pk=box.pk, work_since=box.work_since)
    if box.work_since is None:
        same = BallotBox.objects.filter(pk=box.pk, work_since__isnull=True)
    claimed = same.filter(Q(state=BallotBox.State.SEALED)).update(
        work_since=clock.now(), work_done=0, work_total=F("ballots"), work_problems=[]
    )
    if not claimed:
        raise NotBegun(_("The box is being opened already."))


def _heard(process: subprocess.Popen, asked: bytes) -> str:
    """The one line that the process answers; a thread then waits for its end."""
    try:
        with process.stdin as pipe:
            pipe.write(asked)
        with process.stdout as answer:
            line = answer.readline().decode().strip()
    except BrokenPipeError:
        line = ""
    threading.Thread(target=process.wait, daemon=True).start()
    return line
