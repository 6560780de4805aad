"""The page of the audit draw, what everybody sees of it, and the program that comes with it."""

import json
import subprocess
import sys
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.models import Role
from evaluation.models import BallotBox, BoxEvent
from evaluation.surveys import services
from evaluation.surveys.box_bundle import bundle_of
from evaluation.surveys.sealing import receipts
from tests.factories.surveys import answer, counted, open_survey, received_declaration
from tests.factories.surveys import stage_with_questionnaire as stage_asked

pytestmark = pytest.mark.django_db

PROGRAM = settings.BASE_DIR / "verifier" / "audit_draw.py"


@pytest.fixture
def opened(district, community):
    return open_survey(received_declaration(community, stage_asked(district)), slips=50)


@pytest.fixture
def auditor(client, person):
    user = person(Role.AUDITOR)
    client.force_login(user)
    return user


def page_of(box):
    return reverse("evaluation:audit-draw", args=[box.pk])


def run(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-I", PROGRAM, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_from_the_questions_to_the_public_outcome(client, auditor, opened, tmp_path):
    survey, codes = opened
    box, page = survey.box, page_of(survey.box)
    community = survey.declaration.community
    questions = client.get(reverse("evaluation:audit-draw-questions", args=[box.pk]))
    (tmp_path / "questions.json").write_bytes(questions.content)
    status, told = run(tmp_path, "make", "questions.json", f"{community.code}=3")
    assert status == 0, told
    content = (tmp_path / f"draw-{box.uid}.json").read_bytes()
    sheet = (tmp_path / f"draw-{box.uid}.txt").read_text()
    assert sha256(content).hexdigest() in told
    assert sheet.count(community.name) == 3

    assert "Deposit the hash" in client.get(page).text
    sent = {"digest": sha256(content).hexdigest().upper(), "slips": "3"}
    assert "The hash stands in the record" in client.post(page, sent, follow=True).text
    assert "It is compared once the box is open" in client.get(page).text
    assert sha256(content).hexdigest() in client.get(f"/boxes/{box.uid}/").text
    for code, pattern in zip(codes, json.loads(content)["patterns"], strict=False):
        services.record(code, receipt=receipts.new(), choices=pattern["choices"], background={})
    for code in codes[3:40]:
        answer(code)
    counted(survey)

    file = SimpleUploadedFile("draw.json", content)
    after = client.post(page, {"file": file}, follow=True).text
    assert "All 3 patterns are among the answers" in after
    client.logout()
    public = client.get(f"/boxes/{box.uid}/").text
    assert "All 3 patterns are among the answers" in public
    assert "3 of 3 patterns found" in public
    box.refresh_from_db()
    (tmp_path / "box.json").write_text("".join(bundle_of(box, with_answers=True)))
    status, told = run(tmp_path, "check", "box.json", f"draw-{box.uid}.json")
    assert status == 0 and "patterns: 3 of 3 found" in told


def test_missing_pattern_is_told_to_everybody(client, auditor, opened):
    survey, codes = opened
    row = {"community": survey.declaration.community.code, "choices": {"staff": "satisfied"}}
    plain = {"format": "harmony audit draw 1", "box": survey.box.uid, "patterns": [row, row]}
    content = json.dumps(plain).encode()
    services.deposit_draw(survey.box, sha256(content).hexdigest(), slips=2, by=auditor)
    answer(codes[0])
    counted(survey)

    client.post(page_of(survey.box), {"file": SimpleUploadedFile("draw.json", content)})

    client.logout()
    assert (
        "2 of 2 patterns are not among the answers" in client.get(f"/boxes/{survey.box.uid}/").text
    )


def test_wrong_list_is_told_beside_the_file(client, auditor, opened):
    survey, codes = opened
    services.deposit_draw(survey.box, "0" * 64, slips=2, by=auditor)
    answer(codes[0])
    counted(survey)
    page = page_of(survey.box)

    told = client.post(page, {"file": SimpleUploadedFile("draw.json", b"{}")}).text

    assert "This is not the list that was deposited" in told
    assert "Choose the file of the list." in client.post(page).text
    assert not BoxEvent.objects.filter(kind="draw_checked").exists()


@pytest.mark.parametrize(
    ("digest", "slips", "words"),
    [("", "3", "required"), ("0" * 63, "3", "64 digits"), ("0" * 64, "0", "1 or more")],
)
def test_wrong_hash_is_told_beside_the_field(client, auditor, opened, digest, slips, words):
    told = client.post(page_of(opened[0].box), {"digest": digest, "slips": slips}).text

    assert words in told
    assert not BoxEvent.objects.filter(kind="drawn").exists()


def test_a_second_list_is_refused_in_words(client, auditor, opened):
    page = page_of(opened[0].box)
    client.post(page, {"digest": "0" * 64, "slips": "3"})

    told = client.post(page, {"digest": "1" * 64, "slips": "3"}).text

    assert "A list has been deposited already. It cannot be changed." in told
    assert "1" * 64 not in told


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICE_REVIEWER, 200), (Role.LEADER, 200), (Role.STREET_OFFICIAL, 404)],
)
def test_others_read_how_it_stands_and_deposit_nothing(client, person, opened, role, status):
    client.force_login(person(role))
    box = BallotBox.objects.get()

    page = client.get(page_of(box))

    assert page.status_code == status
    assert "Deposit the hash" not in page.text
    sent = client.post(page_of(box), {"digest": "0" * 64, "slips": "3"})
    assert sent.status_code in {403, 404}
    assert client.get(reverse("evaluation:audit-draw-questions", args=[box.pk])).status_code in {
        403,
        404,
    }
    assert not BoxEvent.objects.filter(kind="drawn").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "report.pdf", "list.json"], "report.pdf is no file of a ballot box."),
        (["check", "list.json", "list.json"], "list.json is no file of a ballot box."),
        (["check", "box.json", "report.pdf"], "report.pdf is not a list that “make” has written."),
        (["check", "sealed.json", "list.json"], "is not a file of a ballot box that was opened."),
        (["check", "none.json", "list.json"], "there is no file none.json."),
        (["make", ".", "340104001001=1"], ". is a folder, not a file."),
        (["make", "report.pdf", "340104001001=1"], "is not the file of questions"),
    ],
)
def test_program_tells_in_words_what_a_file_is_not(tmp_path, arguments, words):
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 \xff")
    (tmp_path / "list.json").write_text('{"format": "harmony audit draw 1"}')
    (tmp_path / "sealed.json").write_text('{"format": "harmony ballot box 1"}')
    (tmp_path / "box.json").write_text('{"format": "harmony ballot box 1", "answers": []}')

    status, told = run(tmp_path, *arguments)

    assert status == 2
    assert words in told and "Errno" not in told and "changed" not in told
