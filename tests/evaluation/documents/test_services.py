"""Papers from the request to the file: asked twice, made twice, given up, lost."""

import hashlib
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from communities.models import Role
from evaluation.documents.models import MOST_ATTEMPTS, SILENCE
from evaluation.documents.services import (
    ENDED_SILENTLY,
    claim,
    freeze_page,
    frozen_page,
    give_up_on_silent,
    keep,
    make_again,
    note_failure,
    note_progress,
    request_document,
    show_life,
    try_again,
)
from evaluation.documents.signals import document_requested
from evaluation.models import Document, DocumentState
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import ProgrammeFactory, StageFactory
from tests.factories.declarations import planned_declaration
from tests.factories.papers import DocumentFactory, content_of

pytestmark = pytest.mark.django_db
Kind = Document.Kind
OF_THE_DISTRICT = set(Kind) - {Kind.DOSSIER}
"""What does not belong to one declaration; for dossiers see ``test_dossiers``."""


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def later():
    """Let the clock run on until a silent worker is given up."""
    now = clock.now()
    with ExitStack() as moments:
        moments.enter_context(clock.at(now))
        yield lambda: moments.enter_context(clock.at(now + SILENCE + timedelta(seconds=1)))


@pytest.fixture
def rings():
    """The papers that were announced, in order."""
    heard = []

    def hear(sender, document, **kwargs):
        heard.append(document)

    document_requested.connect(hear)
    yield heard
    document_requested.disconnect(hear)


def files_in(media):
    return sorted(path for path in media.rglob("*") if path.is_file())


# ------------------------------------------------------------------ asking
@pytest.mark.parametrize(
    "subjects",
    [
        pytest.param([], id="none"),
        pytest.param(["stage", "programme"], id="two"),
    ],
)
def test_a_paper_is_about_exactly_one_thing(subjects, office):
    build = {"stage": StageFactory, "programme": ProgrammeFactory}

    with pytest.raises(IntegrityError, match="document_has_one_subject|CHECK constraint"):
        Document.objects.create(
            kind=Kind.REPORT, requested_by=office, **{name: build[name]() for name in subjects}
        )


def test_asked_twice_in_a_row_it_is_one_request(stage, office):
    first = request_document(Kind.REPORT, by=office, language="en", stage=stage)

    again = request_document(Kind.REPORT, by=office, language="en", stage=stage)

    assert again == first
    assert (first.version, first.state, first.requested_by) == (1, DocumentState.OWED, office)


def test_in_the_other_language_it_is_another_paper(stage, office):
    english = request_document(Kind.REPORT, by=office, language="en", stage=stage)

    chinese = request_document(Kind.REPORT, by=office, language="zh-hans", stage=stage)

    assert (english.version, chinese.version) == (1, 2)


def test_with_other_terms_it_is_another_paper(programme, office):
    few, many = {"sites": 3}, {"sites": 10}
    ask = {"by": office, "language": "en", "programme": programme}

    first = request_document(Kind.COMMENDATION, params=few, **ask)
    second = request_document(Kind.COMMENDATION, params=many, **ask)

    assert second != first
    assert request_document(Kind.COMMENDATION, params=few, **ask) == first


def test_asked_again_when_it_is_there_the_next_version_is_owed(stage, office, media):
    first = request_document(Kind.REPORT, by=office, language="en", stage=stage)
    keep(claim(first.pk), b"what it said then")

    second = request_document(Kind.REPORT, by=office, language="en", stage=stage)

    first.refresh_from_db()
    assert (second.version, second.state) == (2, DocumentState.OWED)
    assert content_of(first) == b"what it said then"


def test_a_certificate_is_one_paper_whoever_asks(office):
    declaration = planned_declaration()
    first = request_document(Kind.CERTIFICATE, by=office, language="en", declaration=declaration)
    keep(claim(first.pk), b"certificate")

    again = request_document(
        Kind.CERTIFICATE, by=office, language="zh-hans", declaration=declaration
    )

    assert again == first


def test_made_again_a_certificate_has_a_next_version(office):
    declaration = planned_declaration()
    first = request_document(Kind.CERTIFICATE, by=office, language="en", declaration=declaration)
    keep(claim(first.pk), b"certificate")
    first.refresh_from_db()

    second = make_again(first, by=office)

    assert (second.version, second.subject) == (2, {"declaration_id": declaration.pk})
    assert make_again(first, by=office) == second


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.OFFICE_REVIEWER, OF_THE_DISTRICT),
        (Role.ADMINISTRATOR, OF_THE_DISTRICT),
        (Role.LEADER, {Kind.CERTIFICATE, Kind.REPORT, Kind.COMMENDATION}),
        (Role.AUDITOR, set()),
        (Role.APPRAISER, set()),
        (Role.STREET_OFFICIAL, set()),
        (Role.COMMUNITY_WORKER, set()),
        (Role.DEPARTMENT_LIAISON, set()),
    ],
)
def test_who_may_ask_for_what(role, kinds, person, programme):
    user, allowed = person(role), set()

    for kind in OF_THE_DISTRICT:
        try:
            request_document(kind, by=user, language="en", programme=programme)
        except PermissionDenied:
            continue
        allowed.add(kind)

    assert allowed == kinds
    assert Document.objects.count() == len(kinds)


def test_it_is_announced_after_the_commit_and_once(
    stage, office, rings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as committed:
        document = request_document(Kind.REPORT, by=office, language="en", stage=stage)
        request_document(Kind.REPORT, by=office, language="en", stage=stage)
    assert rings == []

    for callback in committed:
        callback()
    assert rings == [document]


def test_a_bell_out_of_order_does_not_disturb_whoever_asks(
    stage, office, django_capture_on_commit_callbacks
):
    def out_of_order(sender, **kwargs):
        raise ConnectionError("nobody there")

    document_requested.connect(out_of_order)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            document = request_document(Kind.REPORT, by=office, language="en", stage=stage)
    finally:
        document_requested.disconnect(out_of_order)

    document.refresh_from_db()
    assert document.pk in set(Document.objects.values_list("pk", flat=True))


# ------------------------------------------------------------------ claiming
def test_second_claim_finds_nothing_to_do():
    document = DocumentFactory()

    attempt = claim(document.pk)

    assert (attempt.state, attempt.attempts) == (DocumentState.BEING_MADE, 1)
    assert claim(document.pk) is None


def test_what_is_not_there_cannot_be_claimed():
    assert claim(4711) is None


def test_a_silent_attempt_may_be_claimed_again(later):
    document = DocumentFactory()
    claim(document.pk)
    assert claim(document.pk) is None

    later()

    assert claim(document.pk).attempts == 2


@pytest.mark.parametrize(
    "sign", [show_life, lambda attempt: note_progress(attempt, done=3, total=20)]
)
def test_a_sign_of_life_keeps_the_claim(later, sign):
    attempt = claim(DocumentFactory().pk)
    later()

    sign(attempt)

    assert claim(attempt.pk) is None


def test_progress_is_counted():
    attempt = claim(DocumentFactory().pk)

    note_progress(attempt, done=3, total=20)

    attempt.refresh_from_db()
    assert (attempt.done, attempt.total) == (3, 20)


# ------------------------------------------------------------------ keeping
def test_the_file_is_kept_with_its_hash(media):
    attempt = claim(DocumentFactory(total=4).pk)

    keep(attempt, b"a paper", note="Read this.")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.done, attempt.note) == (DocumentState.MADE, 4, "Read this.")
    assert attempt.content_hash == hashlib.sha256(b"a paper").hexdigest()
    assert attempt.content_type == "application/pdf"
    assert files_in(media) == [media / attempt.file.name]


def test_a_long_file_is_kept_from_where_it_lies():
    attempt = claim(DocumentFactory().pk)

    keep(attempt, BytesIO(b"many papers"), form="zip")

    attempt.refresh_from_db()
    assert content_of(attempt) == b"many papers"
    assert attempt.content_hash == hashlib.sha256(b"many papers").hexdigest()
    assert (attempt.content_type, attempt.file.name[-4:]) == ("application/zip", ".zip")


def test_a_late_attempt_leaves_the_next_alone(later, media):
    late = claim(DocumentFactory().pk)
    later()
    attempt = claim(late.pk)

    keep(late, b"first")
    note_failure(late, "too late")
    note_progress(late, done=9, total=9)
    keep(attempt, b"second")

    late.refresh_from_db()
    assert (late.state, late.error, content_of(late)) == (DocumentState.MADE, "", b"second")
    assert len(files_in(media)) == 1


def test_the_page_it_is_printed_from_stays_as_it_was_first():
    attempt = claim(DocumentFactory().pk)
    assert frozen_page(attempt) is None

    assert freeze_page(attempt, "<p>first</p>") == "<p>first</p>"
    assert freeze_page(attempt, "<p>second</p>") == "<p>first</p>"
    assert frozen_page(attempt) == "<p>first</p>"


# ------------------------------------------------------------------ failing
def test_a_failure_keeps_its_reason_and_the_paper_is_owed_again():
    attempt = claim(DocumentFactory().pk)

    note_failure(attempt, "no space left")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.error) == (DocumentState.OWED, "no space left")


@pytest.mark.parametrize(
    ("attempts", "is_final"),
    [pytest.param(MOST_ATTEMPTS, False, id="the last attempt"), pytest.param(1, True, id="final")],
)
def test_some_failures_end_it(attempts, is_final):
    attempt = claim(DocumentFactory(attempts=attempts - 1).pk)

    note_failure(attempt, "no space left", is_final=is_final)

    attempt.refresh_from_db()
    assert (attempt.state, claim(attempt.pk)) == (DocumentState.FAILED, None)


def test_silence_at_the_last_attempt_is_a_failure(later):
    attempt = claim(DocumentFactory(attempts=MOST_ATTEMPTS - 1).pk)
    give_up_on_silent()
    attempt.refresh_from_db()
    assert attempt.state == DocumentState.BEING_MADE

    later()
    assert claim(attempt.pk) is None
    give_up_on_silent()

    attempt.refresh_from_db()
    assert (attempt.state, attempt.error) == (DocumentState.FAILED, ENDED_SILENTLY)


def test_what_failed_can_be_tried_again(office, later):
    late = claim(DocumentFactory(attempts=MOST_ATTEMPTS - 1).pk)
    note_failure(late, "no space left")
    late.refresh_from_db()

    try_again(late, by=office)

    attempt = claim(late.pk)
    assert (attempt.attempts, attempt.error) == (MOST_ATTEMPTS + 1, "")
    for _more in range(MOST_ATTEMPTS - 1):
        note_failure(attempt, "still none")
        attempt = claim(late.pk)
    note_failure(attempt, "still none")
    assert claim(late.pk) is None


def test_asking_for_what_failed_tries_it_again(stage, office):
    failed = DocumentFactory(stage=stage, state=DocumentState.FAILED, error="no space left")

    again = request_document(Kind.REPORT, by=office, language="en", stage=stage)

    assert (again, again.state, again.version) == (failed, DocumentState.OWED, 1)


def test_what_is_on_its_way_or_ready_is_not_tried_again(office):
    document = DocumentFactory()
    with pytest.raises(TransitionRefused, match="on its way"):
        try_again(document, by=office)

    keep(claim(document.pk), b"a paper")
    with pytest.raises(TransitionRefused, match="ready"):
        try_again(document, by=office)


def test_a_lost_file_can_be_made_again(office, media):
    document = DocumentFactory()
    keep(claim(document.pk), b"a paper")
    document.refresh_from_db()
    (media / document.file.name).unlink()

    try_again(document, by=office)
    keep(claim(document.pk), b"a paper")

    document.refresh_from_db()
    assert content_of(document) == b"a paper"


def test_only_who_may_ask_may_try_again(person):
    failed = DocumentFactory(state=DocumentState.FAILED)

    with pytest.raises(PermissionDenied):
        try_again(failed, by=person(Role.AUDITOR))

    failed.refresh_from_db()
    assert failed.state == DocumentState.FAILED


# ------------------------------------------------------------------ what is seen
def test_who_reads_which_papers(person, community):
    report = DocumentFactory()
    certificate = DocumentFactory(
        kind=Kind.CERTIFICATE, stage=None, declaration=planned_declaration(community)
    )
    elsewhere = DocumentFactory(
        kind=Kind.CERTIFICATE, stage=None, declaration=planned_declaration()
    )
    seen = {
        role: set(Document.objects.visible_to(person(role))) for role in Role if role != "system"
    }

    everything = {report, certificate, elsewhere}
    assert seen == {
        Role.OFFICE_REVIEWER: everything,
        Role.LEADER: everything,
        Role.AUDITOR: everything,
        Role.ADMINISTRATOR: everything,
        Role.STREET_OFFICIAL: {certificate},
        Role.COMMUNITY_WORKER: {certificate},
        Role.APPRAISER: {certificate, elsewhere},
        Role.DEPARTMENT_LIAISON: {certificate, elsewhere},
    }
