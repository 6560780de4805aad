"""Certificates together, as one PDF or as a ZIP."""

import zipfile
from io import BytesIO

import pytest
from pypdf import PdfReader

from communities.models import Programme, Role
from evaluation.documents import services
from evaluation.documents.services import request_document
from evaluation.models import Document, DocumentState
from harmony.shared import clock
from tasks import bundles
from tasks.bundles import NOTHING_CHOSEN
from tasks.making import make_document
from tests.factories.papers import (
    CertificateFactory,
    DocumentFactory,
    content_of,
    named_community,
    office_reviewer,
)
from tests.printed import qr_codes_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def certificates(programme):
    """Three, granted in another order than their numbers."""
    names = {3: ("兰亭社区", "Lanting"), 1: ("桂花园社区", "Guihuayuan"), 2: ("学府社区", "Xuefu")}
    return [
        CertificateFactory(community=named_community(*name), number=number)
        for number, name in names.items()
    ]


def made(certificates, form, by):
    document = request_document(
        Document.Kind.BUNDLE,
        by=by,
        language="en",
        params={"certificates": [certificate.pk for certificate in certificates], "form": form},
        programme=Programme.objects.get(),
    )
    make_document(document_id=document.pk)
    document.refresh_from_db()
    return document


def test_one_pdf_has_them_in_the_order_of_their_numbers(certificates, office):
    document = made(certificates, "pdf", office)

    pages = [page.extract_text() for page in PdfReader(BytesIO(content_of(document))).pages]
    assert (document.state, document.content_type) == (DocumentState.MADE, "application/pdf")
    assert [
        next(name for name in ("桂花园社区", "学府社区", "兰亭社区") if name in page)
        for page in pages
    ] == ["桂花园社区", "学府社区", "兰亭社区"]
    assert (document.done, document.total) == (3, 3)


def test_a_zip_has_a_file_for_each(certificates, office):
    document = made(certificates, "zip", office)

    with zipfile.ZipFile(BytesIO(content_of(document))) as archive:
        names = archive.namelist()
        sizes = [len(PdfReader(BytesIO(archive.read(name))).pages) for name in names]
    assert document.content_type == "application/zip"
    assert names == [
        "2025-0001 桂花园社区.pdf",
        "2025-0002 学府社区.pdf",
        "2025-0003 兰亭社区.pdf",
    ]
    assert sizes == [1, 1, 1]


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_the_same_choice_gives_the_same_bytes(certificates, office, form):
    first, second = made(certificates, form, office), made(certificates, form, office)

    assert (first.version, second.version) == (1, 2)
    assert first.content_hash == second.content_hash


@pytest.fixture
def renamed(certificates):
    """The first is issued, and its community has another name since."""
    issued = certificates[0]
    document = DocumentFactory(
        kind=Document.Kind.CERTIFICATE, stage=None, declaration=issued.decision.declaration
    )
    issued.document = document
    issued.save()
    make_document(document_id=document.pk)
    document.refresh_from_db()
    community = issued.decision.declaration.community
    community.name_zh = "另名社区"
    community.save()
    return document


def test_the_zip_has_the_very_file_that_was_issued(certificates, office, renamed):
    together = made(certificates, "zip", office)

    with zipfile.ZipFile(BytesIO(content_of(together))) as archive:
        assert archive.read("2025-0003 另名社区.pdf") == content_of(renamed)


def test_the_pdf_says_what_was_issued(certificates, office, renamed):
    together = made(certificates, "pdf", office)

    words = words_of(content_of(together))
    assert "兰亭社区" in words
    assert "另名社区" not in words


def test_revoked_ones_are_left_out_and_named(certificates, office):
    revoked = certificates[1]
    revoked.revoked_at, revoked.revoked_by = clock.now(), office_reviewer()
    revoked.save()

    document = made(certificates, "pdf", office)

    assert len(PdfReader(BytesIO(content_of(document))).pages) == 2
    assert revoked.printed_number in document.note


@pytest.mark.parametrize("chosen", [[], [4711], ["1; drop", None]])
def test_a_choice_of_nothing_fails_and_says_so(chosen, certificates, office):
    document = request_document(
        Document.Kind.BUNDLE,
        by=office,
        language="en",
        params={"certificates": chosen, "form": "pdf"},
        programme=Programme.objects.get(),
    )

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.FAILED, NOTHING_CHOSEN)


@pytest.mark.parametrize(
    ("form", "expected"),
    [("pdf", [(2, 3), (3, 3)]), ("zip", [(1, 3), (2, 3), (3, 3)])],
)
def test_progress_is_counted_as_it_comes(form, expected, certificates, office, monkeypatch):
    counted = []

    def count(attempt, *, done, total):
        counted.append((done, total))
        services.note_progress(attempt, done=done, total=total)

    monkeypatch.setattr(bundles, "note_progress", count)
    monkeypatch.setattr(bundles, "SHEETS_AT_ONCE", 2)

    document = made(certificates, form, office)

    assert counted == expected
    if form == "pdf":
        assert len(PdfReader(BytesIO(content_of(document))).pages) == 3


def test_every_sheet_of_the_pdf_can_be_checked_with_a_phone(certificates, office):
    paper = content_of(made(certificates, "pdf", office))

    found = [qr_codes_of(paper, page)[0] for page in range(3)]

    assert [address.rstrip("/").rpartition("/")[2] for address in found] == [
        "2025-0001",
        "2025-0002",
        "2025-0003",
    ]


def test_names_in_a_zip_are_harmless(office, programme):
    community = named_community('../..\\"桂花园"社区:*?', "Guihuayuan")
    certificate = CertificateFactory(community=community, number=1)

    document = made([certificate], "zip", office)

    with zipfile.ZipFile(BytesIO(content_of(document))) as archive:
        assert archive.namelist() == ["2025-0001 ....桂花园社区.pdf"]
