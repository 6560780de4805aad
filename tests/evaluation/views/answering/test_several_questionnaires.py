"""Several questionnaires at the same time: the code decides which one is shown."""

import copy

import pytest

from evaluation.models import StageBasis
from evaluation.surveys import codes
from evaluation.surveys.attempts import MOST_FAILURES
from tests.evaluation.views.answering.filled_pages import filled, receipt_in, text_of
from tests.factories import CommunityFactory
from tests.factories.surveys import (
    open_survey,
    published_questionnaire,
    received_declaration,
    stage_with_questionnaire,
    written_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_survey(survey_and_codes, district):
    """Another stage asks other questions at the same time."""
    mapping = copy.deepcopy(written_questionnaire())
    mapping["key"] = "residents-short"
    mapping["title"]["en"] = "The short one"
    stage = stage_with_questionnaire(district)
    StageBasis.objects.filter(stage=stage).update(
        questionnaire=published_questionnaire(district, mapping)
    )
    stage.refresh_from_db()
    community = CommunityFactory(name_en="Second Community")
    return open_survey(received_declaration(community, stage), slips=2)


def test_code_decides_which_questionnaire_is_shown(client, second_survey):
    _survey, drawn = second_survey

    first = client.get("/q", {"language": "en"})
    shown = client.post("/q", {"code": drawn[0], "look": "yes", "in": "en"})

    assert "<fieldset" not in first.text
    assert "The short one" in text_of(shown)
    assert "Second Community" in text_of(shown)
    assert f'value="{drawn[0]}"' in shown.text
    sent = filled(drawn[0], receipt_in(shown.text))
    assert "Second Community" in text_of(client.post("/q", sent))


def test_wrong_code_is_asked_for_again(client, second_survey):
    response = client.post("/q", {"code": "1234", "look": "yes", "in": "en"})

    assert response.status_code == 422
    assert "digit by digit" in text_of(response)
    assert 'value="1234"' in response.text


def test_looking_for_codes_is_slowed_down_too(client, second_survey):
    for _ in range(MOST_FAILURES + 1):
        response = client.post("/q", {"code": codes.draw(1)[0], "look": "yes"})

    assert response.status_code == 429


def test_wrong_code_keeps_the_questionnaire_that_was_shown(client, second_survey):
    survey, _codes = second_survey
    sent = filled("1234", questionnaire=str(survey.questionnaire_id))

    response = client.post("/q", sent)

    assert "The short one" in text_of(response)
    assert text_of(response).count(" checked") == 16
