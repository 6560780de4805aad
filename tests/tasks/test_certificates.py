"""What a certificate says, in both languages, and that it can be checked with a phone."""

from datetime import date

import pytest
from django.urls import resolve

from evaluation.models import Document, DocumentSource, DocumentState, Level, State
from harmony.shared import clock
from tasks.certificates import (
    NOT_GRANTED,
    REVOKED,
    Certificate,
    certificates_to_print,
    page_of,
    print_certificate,
    words_of,
)
from tasks.making import make_document
from tests.factories import ProgrammeFactory
from tests.factories.papers import (
    CertificateFactory,
    DecidedDeclarationFactory,
    DocumentFactory,
    content_of,
    named_community,
    office_reviewer,
)
from tests.printed import fonts_of, page_sizes, qr_codes_of
from tests.printed import words_of as read

pytestmark = pytest.mark.django_db

OSMANTHUS = Certificate(
    number="清和建证〔2025〕001号",
    reference="2025-0001",
    address="https://harmony.example.org/verify/2025-0001/",
    community_zh="桂花园社区",
    community_en="Guihuayuan Community",
    street_zh="文峰街道",
    street_en="Wenfeng Street",
    district_en="Qinghe District",
    standard_zh="清和区和谐社区建设评估标准",
    issuer_zh="清和区和谐社区建设领导小组",
    issuer_en="Qinghe District leading group for harmonious community construction",
    level_zh="优秀",
    level_en="Excellent",
    year=2025,
    granted_on=date(2026, 1, 15),
)


@pytest.fixture
def granted(settings):
    settings.PORTAL_URL = "https://harmony.example.org"
    return CertificateFactory(
        community=named_community("桂花园社区", "Guihuayuan Community"), number=1
    )


def document_for(certificate):
    document = DocumentFactory(
        kind=Document.Kind.CERTIFICATE,
        stage=None,
        declaration=certificate.decision.declaration,
    )
    certificate.document = document
    certificate.save(update_fields=["document"])
    return document


def test_its_words_come_from_what_was_decided(granted):
    assert words_of(certificates_to_print().get()) == OSMANTHUS


def test_its_words_cost_one_query(granted, django_assert_num_queries):
    with django_assert_num_queries(1):
        words_of(certificates_to_print().get(pk=granted.pk))


@pytest.mark.parametrize(
    ("level", "zh", "en"),
    [(Level.GOOD, "良好", "Good"), (Level.QUALIFIED, "合格", "Qualified")],
)
def test_levels_in_both_languages(level, zh, en):
    CertificateFactory(decision__level=level)

    words = words_of(certificates_to_print().get())

    assert (words.level_zh, words.level_en) == (zh, en)


def test_a_leading_group_that_names_its_district_is_not_named_twice(district):
    programme = ProgrammeFactory(
        decided_by_zh="清和区和谐社区建设工作领导小组",
        decided_by_en="Qinghe District Leading Group",
    )
    CertificateFactory(decision__declaration__stage__programme=programme)

    words = words_of(certificates_to_print().get())

    assert words.issuer_zh == "清和区和谐社区建设工作领导小组"
    assert words.issuer_en == "Qinghe District Leading Group"


@pytest.mark.parametrize(
    ("zh", "en", "full"),
    [
        ("桂花园社区", "Guihuayuan", "Guihuayuan Community"),
        ("桂花园社区", "Guihuayuan Community", "Guihuayuan Community"),
        ("朝阳村", "Chaoyang", "Chaoyang Village"),
        ("西安门社区", "Xi’anmen", "Xi'anmen Community"),
    ],
)
def test_english_names_say_what_the_place_is(zh, en, full):
    CertificateFactory(community=named_community(zh, en, street_en="Wenfeng"))

    words = words_of(certificates_to_print().get())

    assert (words.community_en, words.street_en) == (full, "Wenfeng Street")


def test_a_community_without_an_english_name_keeps_its_own():
    CertificateFactory(community=named_community("桂花园社区", ""))

    assert words_of(certificates_to_print().get()).community_en == "桂花园社区"


def test_everything_is_on_one_sheet_in_both_languages():
    paper = print_certificate(page_of(OSMANTHUS))

    words = read(paper).replace(" ", "")  # spaced letters are read with gaps
    assert page_sizes(paper) == [(297, 210)]
    for each in (
        "清和区和谐社区建设领导小组",
        "和谐社区证书",
        "桂花园社区（文峰街道）",
        "二〇二五年度",
        "《清和区和谐社区建设评估标准》",
        "优秀",
        "特发此证。",
        "清和建证〔2025〕001号",
        "二〇二六年一月十五日",
        "This certifies that Guihuayuan Community, Wenfeng Street, has met the evaluation "
        "standard of Qinghe District for 2025 and is accepted at the level Excellent.",
        "15 January 2026",
        "No. 2025-0001",
        "（盖章）",
    ):
        assert each.replace(" ", "") in words


def test_a_phone_reads_the_address_and_the_address_leads_to_the_check(granted):
    paper = print_certificate(page_of(words_of(certificates_to_print().get())))

    assert qr_codes_of(paper) == ["https://harmony.example.org/verify/2025-0001/"]
    assert resolve("/verify/2025-0001/").kwargs == {"reference": "2025-0001"}


def test_its_fonts_are_embedded():
    fonts = fonts_of(print_certificate(page_of(OSMANTHUS)))

    assert fonts == {"Noto-Serif-CJK-SC": True, "Noto-Serif-CJK-SC-Bold": True}


def test_very_long_names_stay_on_the_sheet():
    long = {
        "community_zh": "国家级经济技术开发区第二十七片区幸福里花园城商品房小区联合社区",
        "community_en": "Joint Community of the Happiness Lane Garden City Estates, Section 27",
        "street_zh": "国家级经济技术开发区临港街道",
        "standard_zh": "清和区城市和谐社区建设综合评估考核验收标准及实施细则（二〇〇五年试行版）",
    }

    paper = print_certificate(page_of(Certificate(**OSMANTHUS.__dict__ | long)))

    assert page_sizes(paper) == [(297, 210)]
    assert "特发此证。" in read(paper)
    assert qr_codes_of(paper) == [OSMANTHUS.address]


def test_names_cannot_smuggle_in_markup():
    words = Certificate(**OSMANTHUS.__dict__ | {"community_zh": "<img src=file:///etc/passwd>"})

    assert "<img src=file:///etc/passwd>" in read(print_certificate(page_of(words)))


# ------------------------------------------------------------------ made in the background
def test_the_paper_that_was_asked_for_is_made(granted):
    document = document_for(granted)

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.note) == (DocumentState.MADE, "")
    assert "桂花园社区" in read(content_of(document))


def test_made_again_after_a_renaming_the_file_says_the_same(granted, media):
    document = document_for(granted)
    make_document(document_id=document.pk)
    document.refresh_from_db()
    first = content_of(document)
    community = granted.decision.declaration.community
    community.name_zh = "梧桐社区"
    community.save()
    Document.objects.filter(pk=document.pk).update(state=DocumentState.OWED, file="", made_at=None)

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert content_of(document) == first
    assert DocumentSource.objects.count() == 1


def test_a_name_with_a_character_no_font_has_is_told_on_the_paper_s_row(granted):
    community = granted.decision.declaration.community
    community.name_zh = "\U00030edd园社区"
    community.save()
    document = document_for(granted)

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert document.state == DocumentState.MADE
    assert "\U00030edd (U+30EDD)" in document.note
    assert "〓园社区" in read(content_of(document))


def test_nothing_is_printed_that_was_not_granted():
    declaration = DecidedDeclarationFactory(state=State.NOT_ACCEPTED)
    document = DocumentFactory(kind=Document.Kind.CERTIFICATE, stage=None, declaration=declaration)

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.FAILED, NOT_GRANTED)


def test_what_was_revoked_is_not_printed(granted):
    granted.revoked_at, granted.revoked_by = clock.now(), office_reviewer()
    granted.save()
    document = document_for(granted)

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.FAILED, REVOKED)
