import pytest

from communities.models import Role
from evaluation.surveys import services
from harmony.shared.pdf_libraries import available
from tests.factories import CommunityFactory, PostFactory
from tests.factories.surveys import (
    office_of,
    open_survey,
    prepared_survey,
    received_declaration,
)
from tests.printed import page_sizes, qr_codes_of, words_of

pytestmark = pytest.mark.django_db
needs_pdf = pytest.mark.skipif(not available().ok, reason=str(available().reason))


@pytest.fixture
def survey(settings):
    settings.PORTAL_URL = "https://harmony.example.org"
    return open_survey(slips=0)[0]


def printed(client, address, **sent):
    return b"".join(client.post(address, sent).streaming_content)


@needs_pdf
@pytest.mark.parametrize(("size", "millimetres"), [("A4", (210, 297)), ("A3", (297, 420))])
def test_a_poster_says_when_where_and_whom_to_call(client, survey, size, millimetres):
    client.force_login(office_of())
    paper = printed(client, f"/surveys/{survey.pk}/posters/", size=size)
    words = words_of(paper)

    assert page_sizes(paper) == [millimetres]
    assert survey.declaration.community.name_zh in words
    assert "harmony.example.org/q" in words and "0551-0000000" in words
    assert "Have you answered yet?" in words and "您答题了吗" in words
    assert qr_codes_of(paper) == ["https://harmony.example.org/q"]


@needs_pdf
def test_all_open_ones_of_a_stage_come_as_one_paper(client, survey):
    stage = survey.declaration.stage
    open_survey(received_declaration(stage=stage), slips=0)
    prepared_survey(received_declaration(stage=stage))
    open_survey(slips=0)  # another stage
    client.force_login(office_of())

    paper = printed(client, "/surveys/posters/", stage=stage.pk, size="A4")

    assert len(page_sizes(paper)) == 2


def test_only_who_follows_the_survey_prints_its_poster(client, survey):
    client.force_login(
        PostFactory(role=Role.STREET_OFFICIAL, place=CommunityFactory().parent).user
    )
    assert client.get(f"/surveys/{survey.pk}/posters/").status_code == 404
    assert "No questionnaire is open" in client.get("/surveys/posters/").text
    own = survey.declaration.community.parent
    client.force_login(PostFactory(role=Role.STREET_OFFICIAL, place=own).user)
    assert client.get(f"/surveys/{survey.pk}/posters/").status_code == 200


@pytest.mark.parametrize("sent", [{}, {"size": "A0"}, {"size": "A4", "stage": "x\x00"}])
def test_nothing_typed_breaks_the_page(client, survey, sent):
    client.force_login(office_of())
    assert client.post("/surveys/posters/", sent).status_code == 200


def test_nobody_is_reminded_of_a_closed_questionnaire(client, survey):
    office = office_of(survey.declaration.stage.programme.district)
    services.close(survey, by=office)
    client.force_login(office)

    page = client.post(f"/surveys/{survey.pk}/posters/", {"size": "A4"}, follow=True)

    assert "This questionnaire is closed." in page.text
    assert page.request["PATH_INFO"] == survey.get_absolute_url()
    assert str(survey.box) in page.text
