"""The dossier of a declaration as a PDF: what it says, and what it does not."""

import io

import pytest
from pypdf import PdfReader

from communities.models import CommunityClass
from evaluation.declarations.library import describe
from evaluation.models import Evidence
from evaluation.steps import take_step
from tasks.making import make_document
from tests.factories.declarations import fill_in, resubmitted_declaration
from tests.factories.evaluations import accepted_declaration, with_small_standard
from tests.factories.papers import content_of
from tests.printed import page_sizes, words_of
from tests.tasks.dossiers.made_dossiers import asked, made, words

pytestmark = pytest.mark.django_db

RARE = "𰻝面社区"  # a character beyond the first plane that no font of ours has


def test_the_pdf_says_what_was_handed_up_and_by_whom(declaration):
    hand_up, standard = declaration.hand_ups.get(), declaration.standard

    said = words(declaration)

    official = declaration.people.official
    for text in (
        "Guihuayuan",
        "Small standard",
        f"{hand_up.points:.2f} of 8",
        official.name,
        "Street official · Wenfeng Street",
        "Two <b>meetings</b> & a vote.",
        "The lane works go on.",
        "Does not apply here",
        "Did not occur this year",
        "Clause one",
        "A1.1 Meetings held",
        "Meetings held as required.",
        "minutes",
        "The street had not examined this round",
    ):
        assert text in said, text
    for digest in (hand_up.content_hash, standard.content_hash):
        assert digest in said.replace(" ", "")


def test_in_chinese_the_words_and_names_are_chinese(declaration):
    said = words(declaration, language="zh-hans").replace(" ", "")

    for text in ("桂花园社区", "文峰街道", "申报卷宗", "自评得分", "佐证材料"):
        assert text in said, text
    for text in ("Guihuayuan", "Files", "Round"):
        assert text not in said, text


def test_the_opinion_of_the_street_is_signed_with_name_post_and_time(declaration):
    examiner = declaration.people.examiner
    take_step(declaration, "pass", by=examiner, note="Complete and plausible.")

    said = words(declaration)

    opinion = said.rpartition("Opinion of the street")[2]
    assert "Complete and plausible." in opinion
    assert f"Name {examiner.name}" in opinion
    assert "Post Street official · Wenfeng Street" in opinion
    assert str(declaration.steps.get(name="pass").at.year) in opinion


def test_returns_are_told_with_their_reasons_and_each_round_as_it_was():
    declaration = resubmitted_declaration(**with_small_standard({}))

    first, second = words(declaration, number=1), words(declaration, number=2)

    assert "Which corners?" in first and "Which corners?" in second
    assert "The corner by the school." in second
    assert "The corner by the school." not in first
    assert "Round 2" not in first


def test_nothing_of_the_evaluation_is_in_it():
    declaration = accepted_declaration()

    said = words(declaration)
    result = declaration.result

    assert "Evaluation closed" not in said and "Accepted" not in said
    assert f"{result.composite:.2f}" not in said
    for appraiser in declaration.people.appraisers:
        assert appraiser.name not in said


def test_what_changes_later_is_not_in_it(declaration):
    document = asked(declaration, "pdf")
    entry = declaration.entries.get(criterion__code="A1.1")
    entry.statement = "Something else by now."
    entry.save()
    declaration.community.community_class = CommunityClass.VILLAGE_IN_CITY
    make_document(document_id=document.pk)
    document.refresh_from_db()

    said = words_of(content_of(document))

    assert "Something else" not in said
    assert "New residential" in said


def test_every_page_but_the_first_has_its_number_and_what_it_belongs_to(declaration):
    paper = content_of(made(declaration, "pdf"))

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]
    assert set(page_sizes(paper)) == {(210, 297)}
    assert f"2 / {len(pages)}" in pages[1]
    assert all("Guihuayuan" in page and f"/ {len(pages)}" in page for page in pages[1:])
    assert f"/ {len(pages)}" not in pages[0]


def test_long_chinese_texts_and_rare_characters_are_printed(declaration):
    entry = declaration.entries.select_related("criterion").get(criterion__code="A1.2")
    take_step(declaration, "return", by=declaration.people.examiner, note="请补充说明。")
    entry.refresh_from_db()
    fill_in(declaration, entry, statement=f"居民代表会议讨论了{RARE}的整治方案，" * 400)
    take_step(declaration, "submit", by=declaration.people.official)

    document = made(declaration, "pdf", "zh-hans")

    said = words_of(content_of(document)).replace(" ", "")
    assert said.count("的整治方案，") >= 395  # heads and feet of pages stand between some
    assert "〓面社区" in said
    assert "U+30EDD" in document.note


def test_a_title_that_smuggles_markup_is_only_text(declaration):
    file = Evidence.objects.get(original_name="award.pdf")
    smuggled = '<link rel=attachment href="file:///etc/passwd"><img src=http://x.example/a.png>'
    describe(
        file,
        by=declaration.people.worker,
        title=smuggled[:120],
        kind=file.kind,
        event_date=None,
        issued_by="<script>",
    )

    assert smuggled[:30] in words(declaration)
