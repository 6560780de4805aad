import pytest

from communities.models import Role
from evaluation.models import Code, SlipBatch
from evaluation.surveys import codes, services
from evaluation.surveys.code_rows import row_of
from harmony.shared.pdf_libraries import available
from tests.factories import PostFactory
from tests.factories.surveys import office_of, open_survey
from tests.printed import page_sizes, words_of

pytestmark = pytest.mark.django_db
needs_pdf = pytest.mark.skipif(not available().ok, reason=str(available().reason))


@pytest.fixture
def survey():
    return open_survey(slips=2)[0]


@pytest.fixture
def office(client):
    user = office_of()
    client.force_login(user)
    return user


def printed(client, survey, **sent):
    response = client.post(f"/surveys/{survey.pk}/forms/", sent)
    return b"".join(response.streaming_content)


@needs_pdf
def test_a_blank_form_has_every_question_and_boxes_for_a_code(client, office, survey):
    paper = printed(client, survey, language="en")
    words = words_of(paper)

    assert set(page_sizes(paper)) == {(210, 297)}
    assert "How satisfied are you with the way community staff treat you?" in words
    assert "16." in words and "0551-0000000" in words
    assert "The code on your slip" in words
    assert SlipBatch.objects.count() == 1


@needs_pdf
def test_forms_with_codes_are_a_batch_whose_codes_count(client, office, survey):
    paper = printed(client, survey, language="zh-hans", count="2", label="2号楼")
    words = words_of(paper)
    batch = SlipBatch.objects.get(label="2号楼")

    assert batch.printed == 2
    assert "您对社区工作人员的服务态度满意吗" in words.replace(" ", "")
    assert Code.objects.filter(batch=batch).count() == 2
    found = [word for word in words.split() if word.isdigit() and len(word) == 4]
    typed = ["".join(found[start : start + 4]) for start in range(len(found) - 3)]
    rows = {row_of(code, Code.objects.all()) for code in typed if codes.is_well_formed(code)}
    assert {row.batch for row in rows if row} == {batch}


def test_what_cannot_be_printed_is_told_beside_the_field(client, office, survey):
    page = f"/surveys/{survey.pk}/forms/"

    unnamed = client.post(page, {"language": "en", "count": "1"}).text
    assert "Name the building or grid that these forms are for." in unnamed
    uncounted = client.post(page, {"language": "en", "count": "", "label": "Grid 7"})
    assert "Give the number of forms too" in uncounted.context["form"].errors["count"][0]
    too_many = client.post(page, {"language": "en", "count": "101", "label": "1"})
    assert "100" in too_many.text and too_many.status_code == 200
    assert client.post(page, {"language": "tlh", "count": "x\x00"}).status_code == 200


def test_only_who_runs_the_survey_prints_forms(client, survey):
    street = PostFactory(role=Role.STREET_OFFICIAL, place=survey.declaration.community.parent).user
    client.force_login(street)
    assert client.get(f"/surveys/{survey.pk}/forms/").status_code == 403
    services.close(survey, by=office_of())
    client.force_login(office_of())
    assert client.get(f"/surveys/{survey.pk}/forms/").status_code == 403
