"""A street sends a self-examination, and takes the whole of it home."""

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest

from evaluation.declarations.library import store
from evaluation.declarations.services import attach
from evaluation.documents.services import claim, note_progress
from evaluation.models import Document
from evaluation.steps import take_step
from tasks.making import make_document
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import filled_declaration
from tests.factories.files import picture_file
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, WIDE, needs_pdf
from tests.printed import words_of

pytestmark = [pytest.mark.django_db(transaction=True), needs_pdf]

WORDS = {
    "en": {
        "sent": "the self-examination has been sent",
        "zip": "Dossier with all files (ZIP)",
        "pdf": "Dossier (PDF)",
        "title": "with all files, round 1",
        "progress": "Being made: 2 of 3",
        "download": "Download the file",
        "opinion": "Opinion of the street",
        "street": "Street official",
    },
    "zh-hans": {
        "sent": "自查申报已报送",
        "zip": "申报卷宗及全部附件（ZIP）",
        "pdf": "申报卷宗（PDF）",
        "title": "申报卷宗及全部附件（第1次报送）",
        "progress": "制作中：已完成2份，共3份",
        "download": "下载文件",
        "opinion": "街道初审意见",
        "street": "街道干部",
    },
}


@pytest.fixture
def ordered(monkeypatch):
    """What a worker is asked to make; nothing is made before the test does it."""
    asked = []
    monkeypatch.setattr(make_document, "delay", lambda **order: asked.append(order))
    return asked


@pytest.fixture
def filled():
    """Ready to be sent, with a text and a photo."""
    community = CommunityFactory(name_zh="桂花园社区", name_en="Guihuayuan")
    district = community.parent.parent
    declaration = filled_declaration(
        community=community,
        stage=StageFactory(programme__district=district),
        standard=small_standard(district),
    )
    official = declaration.people.official
    photo, _ = store(community, picture_file("board.jpg", "JPEG"), by=official)
    attach(declaration.entries.get(criterion__code="A1.2"), photo, by=official)
    return declaration


@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_what_was_sent_is_taken_home_as_a_zip(visit, filled, ordered, language, size):
    words, people = WORDS[language], filled.people
    street = visit(people.official, language=language, screen=size)

    street.go(f"/declarations/{filled.pk}/submit/").reads("proof", "board")
    street.page.locator("[name=is_true]").check()
    street.page.locator("main form button").last.click()
    street.look().reads(words["sent"], filled.hand_ups.get().content_hash)

    street.press(words["zip"]).reads(words["title"])
    document = Document.objects.get()
    attempt = claim(document.pk)
    note_progress(attempt, done=2, total=3)
    street.reads(words["progress"])
    assert street.page.get_by_role("progressbar").is_visible()
    Document.objects.filter(pk=document.pk).update(state="owed")
    make_document(**ordered.pop())
    street.page.get_by_role("link", name=words["download"]).wait_for()
    street.look()
    name, packed = street.download(words["download"])

    assert name.startswith("dossier-") and name.endswith(".zip")
    archive = ZipFile(BytesIO(packed))
    sums = archive.read("SHA256SUMS").decode().splitlines()
    assert len(sums) == 5
    for line in sums:
        digest, _, path = line.partition("  ")
        assert hashlib.sha256(archive.read(path)).hexdigest() == digest
    assert words["opinion"] in words_of(archive.read("dossier.pdf")).replace("  ", " ")

    street.go(f"/declarations/{filled.pk}/hand-ups/1/").press(words["zip"])
    assert street.page.url.endswith(document.get_absolute_url())

    take_step(filled, "pass", by=people.examiner, note="材料齐全，情况属实。")
    office = visit(people.office, language=language, screen=size)
    office.go(f"/declarations/{filled.pk}/hand-ups/1/content/")
    office.reads("材料齐全，情况属实。", people.examiner.name, words["street"])
    office.press(words["pdf"])
    make_document(**ordered.pop())
    office.page.get_by_role("link", name=words["download"]).wait_for()
    _name, paper = office.download(words["download"])
    assert "材料齐全" in words_of(paper) and people.examiner.name in words_of(paper)
