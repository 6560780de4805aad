"""Ballot boxes in the report: told by the roots on their public pages, also on paper."""

from urllib.parse import urlsplit

import pytest

from evaluation.surveys import services
from tasks.making import make_document
from tasks.reporting import report_of
from tasks.reporting.ballot_boxes import boxes_of
from tests.factories.papers import DocumentFactory, content_of, office_reviewer
from tests.factories.surveys import (
    answer,
    counted,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
)
from tests.printed import words_of

pytestmark = pytest.mark.django_db


def opened_box(stage):
    """Two batches, two answers, a checkpoint in between, one slip void; opened."""
    survey, drawn = open_survey(received_declaration(stage=stage), slips=4)
    services.print_batch(survey, by=survey.opened_by, label="2", count=2)
    answer(drawn[0])
    services.checkpoint(survey.box, by=survey.opened_by)
    answer(drawn[1])
    services.void(survey, [drawn[3]], by=survey.opened_by)
    return counted(survey).box


def test_boxes_are_told_by_the_roots_on_their_public_pages(client, district):
    stage = stage_with_questionnaire(district)
    box = opened_box(stage)
    sealed = services.make_box(stage, by=box.made_by).box

    line, empty = report_of(stage).boxes

    assert (line.number, line.roots.slips, line.used, line.void) == (1, 6, 2, 1)
    assert (line.ballots, line.answers, line.unread) == (2, 2, 0)
    assert (line.roots.checkpoint_size, line.roots.ballots) == (1, box.ballots_root.hex())
    assert line.roots.answers == box.answers_root.hex()
    public = client.get(urlsplit(line.address).path).text
    roots = [line.roots.codes, line.roots.checkpoint, line.roots.ballots, line.roots.answers]
    assert all(len(root) == 64 and root in public for root in roots)
    assert (empty.number, empty.name, empty.roots.codes) == (2, str(sealed), "")


def test_boxes_cost_the_same_however_many(stage, django_assert_num_queries):
    for _number in range(4):
        services.make_box(stage, by=office_reviewer(), passphrase="long enough words")

    with django_assert_num_queries(2):
        assert len(boxes_of(stage)) == 4


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "6 slips issued, 2 used, 1 void"), ("zh-hans", "印发6张，使用2张，作废1张")],
)
def test_roots_stand_on_the_paper_in_both_languages(district, language, told):
    stage = stage_with_questionnaire(district)
    box = opened_box(stage)
    document = DocumentFactory(stage=stage, language=language)

    make_document(document_id=document.pk)

    document.refresh_from_db()
    words = words_of(content_of(document)).replace("\n", "")
    assert told in words
    bare = words.replace(" ", "")
    assert box.answers_root.hex() in bare and box.ballots_root.hex() in bare
    assert f"/boxes/{box.uid}/" in bare
