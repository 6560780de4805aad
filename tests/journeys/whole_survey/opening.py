"""The opening, as the office sees it, and everybody who checks it."""

import json
import os
import subprocess
import sys

from django.conf import settings as portal
from django.core.management import call_command

from evaluation.models import Ballot, BoxEvent
from tests.factories.surveys import PASSPHRASE
from tests.journeys.conftest import PHONE
from tests.journeys.whole_survey.people import (
    ABOUT_A_PERSON,
    SLIPS,
    UNDELIVERED,
)

VERIFIER = portal.BASE_DIR / "verifier" / "verify_box.py"


def open_the_box(walk, office, hold):
    say, box = walk.say, walk.box
    secrets = [(say("Passphrase of the box"), "wrong passphrase")]
    rights = [(say("Passphrase of the box"), PASSPHRASE)]
    if walk.shares:
        labels = (say("One share"), say("Another share"))
        secrets = list(zip(labels, [walk.shares[0]] * 2, strict=True))
        rights = list(zip(labels, [walk.shares[2], walk.shares[0]], strict=True))
    office.go(box.get_absolute_url()).follow(say("Open the ballot box"))
    for label, value in secrets:
        office.fill(label, value)
    office.press(say("Open the ballot box"))
    assert office.page.locator(".error-summary").count() == 1
    for label, value in rights:
        office.fill(label, value)
    office.press(say("Open the ballot box")).reads(say("The box is being opened"))
    office.reads(
        say(
            "%(done)s of %(total)s ballots checked",
            done=len(walk.receipts) // 2,
            total=len(walk.receipts),
        )
    )
    hold.unlink()
    office.reads(say("Opened on", "of a ballot box"))
    office.reads(say("Box opened", "in a ballot box's record"))
    office.look().does_not_read(say("The box is being opened"))
    opened = walk.box
    assert (opened.state, opened.answers) == ("opened", len(walk.receipts))
    assert opened.opened_by == walk.people["office"]
    counts = {"issued": 3 * SLIPS + 1, "used": len(walk.receipts), "void": UNDELIVERED + 1}
    counts |= {"ballots": len(walk.receipts), "answers": len(walk.receipts)}
    told = say(
        "%(issued)s codes issued, %(used)s used, %(void)s void; %(ballots)s ballots, "
        "%(answers)s answers",
        **counts,
    )
    office.reads(told)
    assert not Ballot.objects.exists()


def destroy_the_key(walk, office):
    say, box = walk.say, walk.box
    office.go(box.get_absolute_url()).reads(say("The key is not destroyed yet"))
    assert office.page.get_by_role("link", name=say("Destroy the key")).count() == 0
    office.go(f"{box.get_absolute_url()}key/")
    office.reads(say("Somebody else than who opened the box confirms that its key is destroyed."))
    other = walk.at_a_desk("second of the office")
    other.go(box.get_absolute_url()).follow(say("Destroy the key"))
    other.press(say("Destroy the key")).reads(say("The key is destroyed."))
    assert box.events.latest("number").kind == BoxEvent.Kind.KEY_DESTROYED


def verified(walk, tmp_path) -> dict[str, dict]:
    """By the portal, and by the program that shares nothing with it, from both files. The tallies
    that it worked out, as the file tells them, by community."""
    call_command("survey", "verify")  # raises where anything disagrees
    box, anybody, auditor = walk.box, walk.at_home(), walk.at_a_desk("auditor")
    anybody.go("/boxes/").follow(str(box))
    _name, public = anybody.download(walk.say("File for checking"))
    auditor.go(box.get_absolute_url())
    _name, complete = auditor.download(walk.say("File with the answers"))
    assert b'"choices"' in complete and b'"choices"' not in public
    assert ABOUT_A_PERSON not in json.dumps(json.loads(complete), ensure_ascii=False)
    said = {}
    for name, content in (("public", public), ("complete", complete)):
        (tmp_path / f"{name}.json").write_bytes(content)
        said[name] = by_the_verifier(tmp_path / f"{name}.json")
    lines = {line for line in said["public"] if line.startswith("ok") and "root" in line}
    assert len(lines) == 3 and lines <= {*said["complete"]}  # codes, ballots, answers
    tallies = {one["community"]: one["tally"] for one in json.loads(complete)["surveys"]}
    for community, tally in tallies.items():
        counted = f"{tally['valid']} valid of {tally['received']} answers"
        assert f"ok      tally of {community}: {counted}" in said["complete"]
    return tallies


def by_the_verifier(file, *receipt) -> list[str]:
    """What the program prints, in an empty environment, with nothing but Python."""
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(file), *receipt],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def receipts_are_checked(walk, tmp_path):
    """On the page, and offline with the public file: each way to answer has counted."""
    say, resident = walk.say, walk.at_home(screen=PHONE)
    for receipt in (*walk.receipts[:10], walk.receipts[-1]):
        resident.go("/receipt/").fill(say("Receipt", "of a ballot"), receipt.lower())
        resident.press(say("Check")).reads(say("Your answers were counted"))
        *_lines, found, verdict = by_the_verifier(tmp_path / "public.json", receipt)
        assert found.startswith("ok      receipt: ballot") and verdict == "Everything agrees."
    resident.go("/receipt/").fill(say("Receipt", "of a ballot"), "0000 0000 0000 0000")
    resident.press(say("Check"))
    assert resident.page.locator(".msg").count() == 1
