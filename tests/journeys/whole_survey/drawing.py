"""The supervision body draws some slips, and looks whether its answers came out of the box."""

import json
import re
import subprocess
import sys

from django.conf import settings as portal

from tests.journeys.conftest import PHONE
from tests.journeys.whole_survey.people import post_answer

PROGRAM = portal.BASE_DIR / "verifier" / "audit_draw.py"
DRAWN = 3


def list_is_deposited(walk, tmp_path):
    """Made on a computer of its own, answered as anybody answers, its hash told to everybody."""
    say, survey, auditor = walk.say, walk.surveys[0], walk.at_a_desk("auditor")
    auditor.go("/overview/").follow(say("Questionnaires")).follow(say("Ballot boxes"))
    auditor.follow(str(walk.box)).follow(say("Go to the audit draw"))
    _name, questions = auditor.download(say("File of questions"))
    (tmp_path / "questions.json").write_bytes(questions)
    told = by_the_program(tmp_path, "make", "questions.json", f"{code_of(survey)}={DRAWN}")
    (digest,) = re.findall("[0-9a-f]{64}", told)
    auditor.fill(say("SHA-256 of the list"), digest[1:]).fill(say("Slips drawn"), str(DRAWN))
    auditor.press(say("Deposit the hash"))
    auditor.is_told("digest", say("A SHA-256 has 64 digits from 0 to 9 and a to f."))
    auditor.fill(say("SHA-256 of the list"), digest).press(say("Deposit the hash"))
    auditor.reads(say("The hash stands in the record of the ballot box."), digest)
    walk.at_home().go(f"/boxes/{walk.box.uid}/").reads(digest)
    patterns = json.loads((tmp_path / f"draw-{walk.box.uid}.json").read_text())["patterns"]
    for number, pattern in enumerate(patterns):
        code = walk.slip_of(survey)
        receipt = post_answer(auditor.address, code, 1000 + number, pattern["choices"])
        walk.receipts.append(receipt)


def list_is_compared(walk, tmp_path):
    """On the page, in public, and by the program with the file of the answers."""
    say, auditor = walk.say, walk.at_a_desk("auditor", screen=PHONE)
    content = (tmp_path / f"draw-{walk.box.uid}.json").read_bytes()
    file = {"name": "list.json", "mimeType": "application/json", "buffer": content}
    auditor.go(f"{walk.box.get_absolute_url()}draw/")
    auditor.attach(say("List of the patterns"), file | {"buffer": b"{}"})
    auditor.press(say("Compare it with the answers"))
    assert auditor.page.locator(".error-summary").count() == 1
    auditor.attach(say("List of the patterns"), file)
    auditor.press(say("Compare it with the answers"))
    all_found = say.many(
        "The pattern is among the answers", "All %(n)s patterns are among the answers", DRAWN
    )
    auditor.reads(say("The list was compared with the answers."), all_found)
    walk.at_home().go(f"/boxes/{walk.box.uid}/").reads(all_found)
    told = by_the_program(tmp_path, "check", "complete.json", f"draw-{walk.box.uid}.json")
    assert f"patterns: {DRAWN} of {DRAWN} found" in told


def by_the_program(folder, *arguments) -> str:
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def code_of(survey) -> str:
    return survey.declaration.community.code
