"""Steps 8 and 9: certificates put together, the yearly report, and the commendation list."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from communities.models import Role
from evaluation.models import Document, DocumentState
from tasks.making import make_document
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.results import decided_declaration
from tests.journeys.conftest import PHONE, needs_pdf
from tests.printed import page_sizes, qr_codes_of, words_of

pytestmark = [pytest.mark.django_db(transaction=True), needs_pdf]

A4 = (210, 297)
A4_LANDSCAPE = (297, 210)


@pytest.fixture
def wenfeng(district):
    return StreetFactory(parent=district, name_zh="文峰街道", name_en="Wenfeng Street")


@pytest.fixture
def accepted(wenfeng, programme):
    """Two accepted communities of one street, without their papers."""
    stage = StageFactory(programme=programme, ordinal=1)
    names = [("安澜社区", "Anlan Community"), ("桃溪社区", "Taoxi Community")]
    return [
        decided_declaration(CommunityFactory(parent=wenfeng, name_zh=zh, name_en=en), stage)
        for zh, en in names
    ]


@pytest.fixture
def ordered(monkeypatch):
    """What a worker is asked to make; nothing is made before the test does it."""
    asked = []
    monkeypatch.setattr(make_document, "delay", lambda **order: asked.append(order))
    return asked


def test_two_certificates_leave_as_a_zip_and_as_one_pdf(visit, person, accepted, live_server):
    desk = visit(person(Role.OFFICE_REVIEWER))

    desk.go("/certificates/").press("Make the file").reads("Choose at least one certificate.")
    for declaration in accepted:
        desk.choose(f"Select {declaration.community.name_en}")
    desk.choose("A ZIP with one PDF each").press("Make the file")
    name, packed = desk.download("Download the file")
    archive = ZipFile(BytesIO(packed))
    papers = {each: archive.read(each) for each in archive.namelist()}
    assert name.endswith(".zip") and len(papers) == 2
    assert all(page_sizes(paper) == [A4_LANDSCAPE] for paper in papers.values())

    desk.go("/certificates/").choose("All 2 found, unless withdrawn").press("Make the file")
    name, paper = desk.download("Download the file")
    assert name.endswith(".pdf") and page_sizes(paper) == [A4_LANDSCAPE] * 2
    assert "安澜社区" in words_of(paper) and "Taoxi Community" in words_of(paper)
    [address] = qr_codes_of(paper, page=1)
    anyone = visit(screen=PHONE)
    anyone.go(re.search(r"/verify/.*", address)[0]).reads("genuine and in force")


@pytest.mark.both
def test_report_is_made_while_its_page_waits_and_next_versions_keep_the_old(
    visit, person, accepted, ordered
):
    desk = visit(person(Role.OFFICE_REVIEWER), language="zh-hans")

    desk.go("/papers/").follow("年度报告").press("生成报告").reads("待制作")
    first = Document.objects.get()
    assert first.state == DocumentState.OWED
    assert desk.page.get_by_role("progressbar").is_visible()
    make_document(**ordered.pop())
    desk.page.get_by_role("link", name="下载文件").wait_for()  # the page has asked again itself
    desk.look()
    name, paper = desk.download("下载文件")
    words = words_of(paper)
    assert name == f"evaluation-report-{first.stage.year}-v1-zh-hans.pdf"
    assert set(page_sizes(paper)) == {A4}
    assert "安澜社区" in words and "文峰街道" in words

    desk.press("生成新版").reads("第2版")
    make_document(**ordered.pop())
    desk.go("/papers/")
    assert Document.objects.filter(state=DocumentState.MADE).count() == 2
    desk.go(f"/papers/{first.pk}/").reads("第2版")
    assert desk.download("下载文件") == (name, paper)


def test_commendation_list_names_places_with_their_reasons(visit, person, accepted):
    desk = visit(person(Role.OFFICE_REVIEWER))

    desk.go("/papers/").follow("Commendation list").fill("Demonstration sites", "300")
    desk.press("Draw up the list").is_told("sites", "200")
    desk.fill("Demonstration sites", "1").press("Draw up the list")
    _name, paper = desk.download("Download the file")
    words = words_of(paper)
    assert "Anlan Community" in words and "Wenfeng Street" in words
    assert "Reason" in words and "Next in line" in words
