"""The report on paper: all of it in both languages, and the same again to the last bit."""

import pytest
from django.utils.translation import override

from evaluation.models import Document, DocumentState
from tasks.making import make_document
from tasks.reporting import report_of
from tests.factories import DepartmentFactory, MainTaskFactory, MeasureFactory
from tests.factories.papers import DocumentFactory, content_of
from tests.factories.results import decided_declaration
from tests.printed import fonts_of, page_sizes, words_of
from tests.tasks.reporting.named_places import community

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_stage(stage, beihu, jinlan):
    for number, share in enumerate(("0.98", "0.9", "0.85", "0.5")):
        street = (beihu, jinlan)[number % 2]
        decided_declaration(
            community(street, f"Osmanthus {number}"), stage, share=share, answers=60, satisfied=55
        )
    department = DepartmentFactory(name_en="District Civil Affairs Bureau", name_zh="区民政局")
    MeasureFactory(main_task=MainTaskFactory(programme=stage.programme, departments=[department]))
    return stage


def test_the_paper_says_it_all_in_english(full_stage):
    document = DocumentFactory(stage=full_stage, language="en")

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.MADE, "")
    paper = content_of(document)
    words = words_of(paper)
    assert set(page_sizes(paper)) == {(210, 297)}
    assert all(fonts_of(paper).values())
    for each in (
        "Yearly evaluation report",
        "Of the 4 communities of this stage, 4 are decided and 3 of them accepted.",
        "Levels by street",
        "Osmanthus 0",
        "◆◆◆ Excellent",
        "District Civil Affairs Bureau",
        "Residents' evaluation",
        "SHA-256",
        "91.67%",
    ):
        assert each in words, each
    assert "Draft" not in words


def test_the_paper_says_it_all_in_chinese(full_stage):
    with override("zh-hans"):
        report = report_of(full_stage)
    document = DocumentFactory(stage=full_stage, language="zh-hans")

    make_document(document_id=document.pk)

    document.refresh_from_db()
    words = words_of(content_of(document))
    assert report.district == "清和区"
    assert "北湖街道" in words
    assert "Osmanthus 0社区" in words
    assert "Wenfeng" not in words
    assert "区民政局" in words


def test_a_stage_without_anything_decided_makes_a_report_that_says_so(stage):
    document = DocumentFactory(stage=stage, language="en")

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert document.state == DocumentState.MADE
    assert "No community of this stage is decided yet" in words_of(content_of(document))


def test_made_again_after_its_file_was_lost_it_is_the_same_to_the_last_bit(full_stage):
    document = DocumentFactory(stage=full_stage, language="en")
    make_document(document_id=document.pk)
    document.refresh_from_db()
    first = content_of(document)
    full_stage.title_en = "Another title"
    full_stage.save()
    Document.objects.filter(pk=document.pk).update(state=DocumentState.OWED, file="", made_at=None)

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert content_of(document) == first
