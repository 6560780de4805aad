"""Papers made in the background: twice, failing, given up, and by real workers that are killed."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection

from communities.models import Role
from evaluation.documents.models import SILENCE
from evaluation.documents.services import claim, request_document
from evaluation.models import Document, DocumentState
from harmony.shared import clock, pdf_libraries
from tasks import making
from tasks.failures import CannotBeMade
from tasks.making import make_awaited_documents, make_document
from tasks.papers import Paper
from tests.factories.papers import (
    CertificateFactory,
    DocumentFactory,
    content_of,
    named_community,
    office_reviewer,
)

pytestmark = pytest.mark.django_db
Kind = Document.Kind


@pytest.fixture
def maker(monkeypatch):
    """Let the given function make the reports."""

    def use(make):
        monkeypatch.setitem(making.MAKERS, Kind.REPORT, make)

    return use


@pytest.fixture
def later():
    """Let the clock run on until a silent worker is given up."""
    with ExitStack() as moments:
        yield lambda: moments.enter_context(clock.at(clock.now() + SILENCE + timedelta(seconds=1)))


def made_of(words):
    return lambda document: Paper(words)


def state_of(document):
    document.refresh_from_db()
    return document.state, document.attempts, document.error


def files_in(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_every_kind_of_paper_has_a_maker():
    assert set(making.MAKERS) == set(Kind)


def test_making_twice_makes_one_file(media, maker):
    maker(made_of(b"a paper"))
    document = DocumentFactory()

    make_document(document_id=document.pk)
    make_document(document_id=document.pk)

    assert state_of(document) == (DocumentState.MADE, 1, "")
    assert files_in(media) == [media / document.file.name]


def test_a_message_about_nothing_is_harmless():
    make_document(document_id=4711)

    assert not Document.objects.exists()


def test_second_run_meanwhile_leaves_it_to_the_first(maker):
    made = []

    def make(document):
        make_document(document_id=document.pk)
        made.append(document.pk)
        return Paper(b"a paper")

    maker(make)
    document = DocumentFactory()

    make_document(document_id=document.pk)

    assert made == [document.pk]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_printing(maker):
    open_while_printing = []

    def make(document):
        open_while_printing.append(connection.in_atomic_block)
        return Paper(b"a paper")

    maker(make)

    make_document(document_id=DocumentFactory().pk)

    assert open_while_printing == [False]


def test_asking_makes_it_after_the_commit(
    maker, stage, person, django_capture_on_commit_callbacks
):
    maker(made_of(b"a paper"))

    with django_capture_on_commit_callbacks(execute=True):
        document = request_document(
            Kind.REPORT, by=person(Role.OFFICE_REVIEWER), language="en", stage=stage
        )
        assert state_of(document) == (DocumentState.OWED, 0, "")

    assert state_of(document) == (DocumentState.MADE, 1, "")


def test_a_failure_is_kept_and_the_next_attempt_clears_it(maker):
    document = DocumentFactory()

    def make(document):
        raise LookupError("no such seal")

    maker(make)
    with pytest.raises(LookupError):
        make_document(document_id=document.pk)
    assert state_of(document) == (DocumentState.OWED, 1, "LookupError('no such seal')")

    maker(made_of(b"a paper"))
    make_awaited_documents()

    assert state_of(document) == (DocumentState.MADE, 2, "")


def test_what_cannot_be_made_is_not_tried_again(maker):
    document = DocumentFactory()

    def make(document):
        raise CannotBeMade("There is nothing to report yet.")

    maker(make)
    make_document(document_id=document.pk)
    make_awaited_documents()

    assert state_of(document) == (DocumentState.FAILED, 1, "There is nothing to report yet.")


def test_lost_requests_are_picked_up(maker):
    maker(made_of(b"a paper"))
    document = DocumentFactory()

    make_awaited_documents()

    assert state_of(document) == (DocumentState.MADE, 1, "")


def test_what_a_dead_worker_left_is_picked_up(maker, later):
    maker(made_of(b"a paper"))
    document = DocumentFactory()
    claim(document.pk)
    make_awaited_documents()
    assert state_of(document) == (DocumentState.BEING_MADE, 1, "")

    later()
    make_awaited_documents()

    assert state_of(document) == (DocumentState.MADE, 2, "")


def test_a_worker_believed_dead_comes_back_too_late(maker, later, media):
    document = DocumentFactory()

    def make(attempt):
        if attempt.attempts == 1:
            later()
            make_awaited_documents()
            return Paper(b"from the first")
        return Paper(b"from the second")

    maker(make)

    make_document(document_id=document.pk)

    assert state_of(document) == (DocumentState.MADE, 2, "")
    assert content_of(document) == b"from the second"
    assert len(files_in(media)) == 1


def test_without_the_libraries_a_paper_waits_and_no_attempt_is_counted(maker, monkeypatch):
    maker(made_of(b"a paper"))
    document = DocumentFactory()
    with monkeypatch.context() as without:
        without.setattr(pdf_libraries, "NEEDED", ("libpango-of-another-world.so.0",))
        make_awaited_documents()
        assert state_of(document) == (DocumentState.OWED, 0, "")

    make_awaited_documents()

    assert state_of(document) == (DocumentState.MADE, 1, "")


@pytest.mark.django_db(transaction=True)
def test_signs_of_life_come_from_beside_the_work(maker, monkeypatch):
    """Printing does not pause to give them, so a long paper is not taken for a dead one."""
    monkeypatch.setattr(making, "SECONDS_BETWEEN_SIGNS", 0.05)
    document = DocumentFactory()
    signs = []

    def make(attempt):
        long_ago = clock.now() - timedelta(days=1)
        Document.objects.filter(pk=attempt.pk).update(heartbeat=long_ago)
        until = time.monotonic() + 10
        while not signs and time.monotonic() < until:
            time.sleep(0.05)
            signs.extend(Document.objects.filter(pk=attempt.pk, heartbeat__gt=long_ago))
        return Paper(b"a paper")

    maker(make)

    make_document(document_id=document.pk)

    assert signs
    assert state_of(document) == (DocumentState.MADE, 1, "")


def test_the_words_are_in_the_language_of_the_paper(maker):
    seen = []

    def make(document):
        from django.utils.translation import get_language

        seen.append(get_language())
        return Paper(b"a paper")

    maker(make)
    make_document(document_id=DocumentFactory(language="zh-hans").pk)

    assert seen == ["zh-hans"]


# ------------------------------------------------------------------ with real workers
@pytest.fixture
def outside(tmp_path, settings):
    """The environment of a process that works on the database and the files of this test."""
    given = connection.settings_dict
    address = "" if connection.vendor == "sqlite" else os.environ["HARMONY_TEST_DATABASE_URL"]
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "HARMONY_TEST_DATABASE_NAME": str(given["NAME"]),
        "HARMONY_DATA": str(tmp_path),
        "HARMONY_SAMPLE": "yes",
        "DATABASE_URL": address,
        "REDIS_URL": "",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


@pytest.fixture
def start_worker(outside):
    """Starts a worker on the queue of files; whatever still runs at the end is ended."""
    running = []

    def start():
        command = [sys.executable, "-m", "celery", "--app=harmony", "--quiet", "worker"]
        command += ["--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle"]
        worker = subprocess.Popen(  # noqa: S603 -- our own program
            command,
            env=outside,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        running.append(worker)
        return worker

    yield start
    for worker in running:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(document, holds, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        document.refresh_from_db()
        if holds(document):
            return
        time.sleep(0.05)
    pytest.fail(f"Still {document.state}, {document.done} of {document.total}: {document.error}")


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing(start_worker, media, settings):
    certificates = [
        CertificateFactory(community=named_community(f"第{n}社区", f"Community {n}"), number=n)
        for n in range(1, 11)
    ]
    document = DocumentFactory(
        kind=Kind.BUNDLE,
        stage=None,
        programme=certificates[0].decision.declaration.stage.programme,
        params={"certificates": [each.pk for each in certificates], "form": "zip"},
        requested_by=office_reviewer(),
    )

    first = start_worker()
    wait_until(document, lambda row: row.done >= 1)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    document.refresh_from_db()
    assert (document.state, document.attempts) == (DocumentState.BEING_MADE, 1)
    assert 1 <= document.done < 10

    settings.CLOCK_FILE.write_text(f"{int(SILENCE.total_seconds()) + 60}\n")
    start_worker()
    wait_until(document, lambda row: row.state == DocumentState.MADE)

    assert (document.attempts, document.done, document.total) == (2, 10, 10)
    with zipfile.ZipFile(BytesIO(content_of(document))) as archive:
        assert len(archive.namelist()) == 10
    assert files_in(media / "documents") == [media / document.file.name]


@pytest.mark.django_db(transaction=True)
def test_a_stopped_broker_does_not_stop_whoever_asks(outside, stage, person, maker):
    program = """
import sys, time, django; django.setup()
from communities.models import Stage, User
from evaluation.documents.services import request_document
began = time.monotonic()
request_document(
    "report", by=User.objects.get(pk=sys.argv[1]), language="en",
    stage=Stage.objects.get(pk=sys.argv[2]),
)
print(time.monotonic() - began < 8)
"""
    arguments = [str(person(Role.OFFICE_REVIEWER).pk), str(stage.pk)]
    nobody = outside | {"REDIS_URL": "redis://127.0.0.1:1/0"}

    asked = subprocess.run(  # noqa: S603 -- our own interpreter and our own words
        [sys.executable, "-c", program, *arguments], env=nobody, capture_output=True, text=True
    )

    assert (asked.stdout.strip(), asked.returncode) == ("True", 0), asked.stderr
    document = Document.objects.get()
    assert state_of(document) == (DocumentState.OWED, 0, "")
    maker(made_of(b"a paper"))
    make_awaited_documents()
    assert state_of(document) == (DocumentState.MADE, 1, "")
