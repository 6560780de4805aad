"""The process that opens a ballot box: ``python -m tasks.box_opening``.

It reads from its standard input which box, who asks, and what opens it, and answers one line:
``ready``, or why not. Then it goes on by itself; how far it is stands in the box's own row, and
that it still lives a file says (see evaluation.surveys.box_pulse).
Passphrase and shares come through the pipe and are never in a file, an argument, the environment
or a queue.
"""

import json
import logging
import os
import sys
from typing import Any

import django
from django.db import connection

READY = "ready"
logger = logging.getLogger("tasks.box_opening")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmony.settings")
    django.setup()
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    from django.utils import translation  # noqa: PLC0415 -- after the settings

    with translation.override(asked["language"]):
        _open(asked)


def _open(asked: dict[str, Any]) -> None:
    from communities.models import User  # noqa: PLC0415 -- after the settings
    from evaluation.models import BallotBox  # noqa: PLC0415
    from evaluation.surveys.box_pulse import beating  # noqa: PLC0415

    box, by = BallotBox.objects.get(pk=asked["box"]), User.objects.get(pk=asked["by"])
    with beating(box):
        is_opened = _opened(box, by, asked)
    if is_opened:
        sweep_up()


def _opened(box, by, asked: dict[str, Any]) -> bool:
    """Open the box with what was typed; whether it is open then."""
    from evaluation.models import BallotBox  # noqa: PLC0415 -- after the settings
    from evaluation.surveys import services  # noqa: PLC0415

    row = BallotBox.objects.filter(pk=box.pk)
    try:
        key = (
            services.key_from_passphrase(box, asked["passphrase"])
            if "passphrase" in asked
            else services.key_from_shares(box, asked["shares"])
        )
    except services.NotOpened as refusal:
        _answer(refusal.problems[0])
        return False
    _answer(READY)

    def progress(done: int) -> None:
        row.update(work_done=done)

    try:
        services.open_box(box, by=by, private_key=key, progress=progress)
    except services.NotOpened as refusal:
        row.update(work_problems=refusal.problems)
        return False
    except Exception:
        logger.exception("Ballot box %s could not be opened", box.uid)
        raise
    return True


def _answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.close()
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 -- for as long as the process lives


def sweep_up() -> None:
    """Leave nothing of the ballots in free pages of the database and in its journal.

    They cannot be read without the key anyway. What the database does not let us do is left to
    its own housekeeping.
    """
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                cursor.execute("VACUUM FULL evaluation_ballot")
    except django.db.Error as error:
        logger.warning("The room of the opened ballots was not swept up: %s", error)


if __name__ == "__main__":
    main()
