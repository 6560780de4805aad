"""The exported file, and the program that checks it without the portal."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

from communities.models import Role
from evaluation.surveys import services
from evaluation.surveys.attempts import note_failure
from evaluation.surveys.box_bundle import bundle_of
from evaluation.surveys.sealing import receipts
from harmony.shared import counters
from tests.factories.surveys import all_chosen, counted, office_of, open_survey

pytestmark = pytest.mark.django_db

PROGRAM = settings.BASE_DIR / "verifier" / "verify_box.py"
OPTIONS = ("very_satisfied", "satisfied", "dissatisfied", "dont_know")


@pytest.fixture
def receipt():
    return receipts.new()


@pytest.fixture
def box(receipt):
    survey, codes = open_survey(slips=40)
    for number, code in enumerate(codes[:35]):
        services.record(
            code,
            receipt=receipt if number == 7 else receipts.new(),
            choices=all_chosen(OPTIONS[number % 4]),
            background={"age_band": "from_60"},
            comment="好" if number == 3 else "",
        )
        if number == 20:
            services.checkpoint(survey.box, by=office_of())
    services.void(survey, codes[38:], by=office_of())
    return counted(survey).box


def verify(folder, bundle, *more):
    file = folder / "box.json"
    file.write_text(bundle if isinstance(bundle, str) else json.dumps(bundle), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", PROGRAM, file, *more], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def written(box, **more):
    return "".join(bundle_of(box, **more))


def test_public_file_agrees_and_says_no_answer(box, receipt, tmp_path):
    bundle = written(box)

    status, told = verify(tmp_path, bundle, receipts.grouped(receipt))

    assert status == 0, told
    assert "receipt: ballot 8" in told
    assert "35 with root" in told
    assert "very_satisfied" not in bundle and "from_60" not in bundle


def test_auditors_file_gives_the_tally_again(box, tmp_path):
    status, told = verify(tmp_path, written(box, with_answers=True))

    assert status == 0, told
    assert "27 valid of 35 answers" in told


def test_sealed_box_is_checked_as_far_as_it_goes(tmp_path):
    survey, codes = open_survey(slips=5)
    services.record(codes[0], receipt=receipts.new(), choices=all_chosen())
    services.checkpoint(survey.box, by=office_of())

    status, told = verify(tmp_path, written(survey.box))

    assert status == 0, told
    assert "checkpoint, line 4: the first 1 ballots" in told


def remove_ballot(bundle):
    del bundle["ballots"][4]


def add_ballot(bundle):
    bundle["ballots"].append([bundle["ballots"][0][0], "00" * 32, "11" * 32, True])


def change_answer(bundle):
    bundle["answers"][0][3]["choices"]["staff"] = "very_dissatisfied"


def change_tally(bundle):
    bundle["surveys"][0]["tally"]["residents"] = "99"


def change_record(bundle):
    bundle["record"][1]["facts"]["slips"] = 41


def add_code(bundle):
    bundle["batches"][0]["codes"].append("22" * 32)


CHANGES = [remove_ballot, add_ballot, change_answer, change_tally, change_record, add_code]


@pytest.mark.parametrize("change", CHANGES)
def test_changed_file_is_told(box, tmp_path, change):
    bundle = json.loads(written(box, with_answers=True))
    change(bundle)

    status, told = verify(tmp_path, bundle)

    assert status == 1
    assert "WRONG" in told


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "another"}', "\x00", "[[[", "%PDF-1.7 ä", "[" * 200_000]
)
def test_what_is_no_box_is_told(tmp_path, text):
    status, told = verify(tmp_path, text)

    assert status == 2
    assert "is no file of a ballot box" in told and "changed" not in told


def test_box_without_its_parts_was_changed(tmp_path):
    status, told = verify(tmp_path, {"format": "harmony ballot box 1"})

    assert status == 2
    assert "it was changed" in told


@pytest.mark.parametrize(("name", "words"), [("none.json", "There is no file"), ("", "a folder")])
def test_file_that_is_not_there_is_told_in_words(tmp_path, name, words):
    done = subprocess.run(
        [sys.executable, "-I", PROGRAM, tmp_path / name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert words in done.stderr and "Errno" not in done.stderr


def test_receipt_is_taken_in_the_groups_that_are_printed(box, receipt, tmp_path):
    groups = [receipt[start : start + 4] for start in range(0, 16, 4)]

    for typed in (groups, [" ".join(groups)], ["-".join(groups)]):
        status, told = verify(tmp_path, written(box), *typed)
        assert status == 0 and "receipt: ballot 8" in told


@pytest.mark.parametrize("typed", ["0000-0000-0000-0000", "short", "ÄÖÜ"])
def test_receipt_that_is_not_there_is_told(box, tmp_path, typed):
    status, told = verify(tmp_path, written(box), typed)

    assert status == 1
    assert "receipt" in told


# ------------------------------------------------------------------ the pages
def test_anybody_gets_the_public_file_once_the_box_is_open(client, box):
    address = reverse("evaluation:box-bundle", args=[box.uid])

    text = b"".join(client.get(address + "?answers=yes").streaming_content).decode()

    assert json.loads(text)["box"]["uid"] == box.uid
    assert "very_satisfied" not in text
    page = client.get(reverse("evaluation:public-box", args=[box.uid])).text
    assert bytes(box.answers_root).hex() in page
    assert str(box) in client.get(reverse("evaluation:public-boxes")).text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICE_REVIEWER, Role.LEADER])
def test_auditors_and_nobody_else_get_the_answers(client, box, person, role):
    client.force_login(person(role))
    address = reverse("evaluation:box-bundle", args=[box.uid])

    text = b"".join(client.get(address + "?answers=yes").streaming_content).decode()

    assert ("very_satisfied" in text) == (role == Role.AUDITOR)


def test_sealed_box_gives_no_file_to_everybody(client, person):
    survey, _codes = open_survey(slips=2)
    address = reverse("evaluation:box-bundle", args=[survey.box.uid])

    assert client.get(address).status_code == 404
    for role in (Role.STREET_OFFICIAL, Role.OFFICE_REVIEWER, Role.LEADER):
        client.force_login(person(role))
        assert client.get(address + "?answers=yes").status_code == 404, role
    client.force_login(person(Role.AUDITOR))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("uid", ["0" * 16, "nonsense", "%00", "x" * 500])
def test_unknown_box_is_not_found(client, uid):
    assert client.get(f"/boxes/{uid}/").status_code == 404
    assert client.get(f"/boxes/{uid}/bundle.json").status_code == 404


def test_receipt_tells_that_and_never_what(client, box, receipt):
    page = client.post(reverse("evaluation:receipt"), {"receipt": receipts.grouped(receipt)})

    assert page.status_code == 200
    assert "Your answers were counted" in page.text
    assert "those in which enough questions are rated" in page.text
    assert "sessionid" not in page.cookies
    assert "satisfied" not in page.text.replace("Your answers", "")


def test_receipt_of_a_sealed_box_tells_that_it_is_in(client):
    survey, codes = open_survey(slips=2)
    receipt = receipts.new()
    services.record(codes[0], receipt=receipt, choices=all_chosen())

    page = client.post(reverse("evaluation:receipt"), {"receipt": receipt.lower()})

    assert "Your answers are in the box" in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Please type your receipt"),
        ("abc", "16 letters and digits"),
        ("x" * 100_000, "16 letters and digits"),
        ("\x00" * 16, "16 letters and digits"),
        ("0" * 16, "No ballot has this receipt"),
    ],
)
def test_receipt_that_is_none_is_told(client, db, typed, words):
    page = client.post(reverse("evaluation:receipt"), {"receipt": typed})

    assert page.status_code == 422
    assert words in page.text


def test_guessing_receipts_is_slowed_down(client, db):
    answers = [client.post(reverse("evaluation:receipt"), {"receipt": "x"}) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_program_knows_proofs_of_the_key_and_alarms(tmp_path, monkeypatch):
    monkeypatch.setattr("evaluation.surveys.attempts.MOST_OF_ALL", 0)
    counters.forget_all()
    survey, codes = open_survey(slips=2)
    note_failure("203.0.113.7", "1234")
    counters.forget_all()
    bundle = written(survey.box)

    status, told = verify(tmp_path, bundle)
    assert status == 0, told
    assert "ok      key: proved before slips were issued, by passphrase" in told
    assert "more than 0 wrong codes an hour" in told

    without = json.loads(bundle)
    without["record"] = [line for line in without["record"] if line["kind"] != "proved"]
    status, told = verify(tmp_path, without)
    assert status == 1 and "WRONG   key" in told
