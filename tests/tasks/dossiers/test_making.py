"""Making a dossier: the same bytes again, file by file, and what keeps it from being made."""

import pytest

from evaluation.declarations.library import describe
from evaluation.declarations.services import attach
from evaluation.documents import services
from evaluation.models import Document, DocumentState, Evidence
from evaluation.steps import take_step
from harmony.shared import pdf_libraries
from tasks import dossiers
from tasks.compiling.content import dossier_of
from tasks.compiling.manifest import parts_of
from tasks.dossiers import NOT_HANDED_UP
from tasks.making import make_awaited_documents, make_document
from tests.factories.declarations import begun_declaration, fill_in
from tests.factories.evaluations import with_small_standard
from tests.factories.files import text_file
from tests.tasks.dossiers.made_dossiers import asked, filed, made

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_made_again_after_it_was_lost_it_is_the_same_to_the_last_bit(declaration, form, media):
    document = made(declaration, form)
    before = document.content_hash
    (media / document.file.name).unlink()
    file = Evidence.objects.get(original_name="award.pdf")
    describe(
        file,
        by=declaration.people.worker,
        title="Renamed since",
        kind=file.kind,
        event_date=None,
        issued_by="",
    )

    services.try_again(document, by=declaration.people.worker)
    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.content_hash) == (DocumentState.MADE, before)


def test_the_same_round_gives_the_same_bytes(declaration):
    first = made(declaration)
    services.DocumentSource.objects.all().delete()
    Document.objects.filter(pk=first.pk).delete()

    assert made(declaration).content_hash == first.content_hash


def test_progress_is_counted_file_by_file(declaration, monkeypatch):
    counted = []

    def count(attempt, *, done, total):
        counted.append((done, total))
        services.note_progress(attempt, done=done, total=total)

    monkeypatch.setattr(dossiers, "note_progress", count)

    document = made(declaration)

    assert counted == [(done, 5) for done in range(6)]
    assert (document.done, document.total) == (5, 5)


def test_more_files_need_no_more_queries(django_assert_max_num_queries):
    declaration = begun_declaration(**with_small_standard({}))
    entries = list(declaration.entries.select_related("criterion"))
    for number in range(20):
        file = filed(declaration, text_file(f"{number}.txt", f"Minutes {number}."))
        attach(entries[number % 6], file, by=declaration.people.official)
    for entry in entries:
        fill_in(declaration, entry)
    take_step(declaration, "submit", by=declaration.people.official)
    hand_up = dossiers._hand_up(asked(declaration))

    with django_assert_max_num_queries(8):
        dossier = dossier_of(hand_up, moves=1)
        parts_of(dossier)

    assert len(dossier.files) == 21


def test_without_the_libraries_it_stays_owed_until_they_are_there(declaration, monkeypatch):
    document = asked(declaration)
    with monkeypatch.context() as machine:
        machine.setattr(pdf_libraries, "NEEDED", ("libpango-of-another-world.so.0",))
        make_document(document_id=document.pk)
        document.refresh_from_db()
        assert (document.state, document.attempts) == (DocumentState.OWED, 0)

    make_awaited_documents()

    document.refresh_from_db()
    assert document.state == DocumentState.MADE


def test_a_round_that_was_never_handed_up_cannot_be_made(declaration):
    document = Document.objects.create(
        kind=Document.Kind.DOSSIER,
        declaration=declaration,
        params={"round": 7, "form": "pdf", "moves": 1},
        requested_by=declaration.people.official,
    )

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.FAILED, NOT_HANDED_UP)
