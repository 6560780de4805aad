"""The report of the opening of a ballot box, as a paper in both languages."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.surveys import services
from evaluation.surveys.box_roots import roots_of
from tasks.box_paper import communities_of, page_of
from tests.factories import CommunityFactory
from tests.factories.surveys import (
    answer,
    counted,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
)
from tests.printed import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(district):
    stage = stage_with_questionnaire(district)
    for used in (2, 1):
        survey, drawn = open_survey(received_declaration(CommunityFactory(), stage), slips=4)
        for code in drawn[:used]:
            answer(code)
        services.void(survey, [drawn[3]], by=survey.opened_by)
        services.close(survey, by=survey.opened_by)
    return counted(survey).box


@pytest.fixture
def address(box):
    return reverse("tasks:box-report", args=[box.pk])


def test_slips_and_answers_are_told_by_community(box):
    lines = communities_of(box)

    assert [(one.issued, one.used, one.void, one.still_out) for one in lines] == [
        (4, 2, 1, 1),
        (4, 1, 1, 2),
    ]
    assert [(one.answers, one.valid) for one in lines] == [(2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Report of the opening of a ballot box"), ("zh-hans", "票箱开启报告")],
)
def test_paper_has_counts_and_roots(client, person, district, address, box, language, told):
    client.force_login(person(Role.AUDITOR, district))

    response = client.get(address, headers={"accept-language": language})
    words = words_of(b"".join(response.streaming_content))

    assert response["Content-Type"] == "application/pdf"
    assert told in words
    bare = "".join(words.split())
    (roots,) = roots_of([box])
    assert all(each in bare for each in (roots.codes, roots.ballots, roots.answers))
    assert f"/boxes/{box.uid}/" in bare


def test_page_names_who_opened_it(box):
    page = page_of(box)

    assert str(box.opened_by) in page and "not yet" in page


@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.APPRAISER])
def test_others_do_not_get_it(client, person, address, role):
    client.force_login(person(role))

    assert client.get(address).status_code == 404


def test_sealed_box_has_none(client, person, district):
    survey, _codes = open_survey(received_declaration(stage=stage_with_questionnaire(district)))
    client.force_login(person(Role.OFFICE_REVIEWER, district))

    assert client.get(reverse("tasks:box-report", args=[survey.box_id])).status_code == 404
