"""Opening, closing and new dates of a survey: asked about while they are possible."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.surveys import services
from tests.factories.surveys import (
    office_of,
    open_survey,
    prepared_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration(community, district):
    return received_declaration(community, stage_with_questionnaire(district))


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


def prepared(declaration):
    return prepared_survey(declaration)


def opened(declaration):
    return open_survey(declaration, slips=1)[0]


def closed(declaration):
    survey = opened(declaration)
    services.close(survey, by=office_of())
    return survey


@pytest.mark.parametrize(
    ("step", "made", "said"),
    [
        ("survey-open", opened, "Not possible while “Open”."),
        ("survey-open", closed, "Not possible while “Closed, sealed”."),
        ("survey-close", prepared, "Not possible while “Prepared”."),
        ("survey-close", closed, "Not possible while “Closed, sealed”."),
        ("survey-dates", closed, "This questionnaire is closed."),
    ],
)
def test_nobody_is_asked_about_what_cannot_be(client, office, declaration, step, made, said):
    survey = made(declaration)
    address = reverse(f"evaluation:{step}", args=[survey.pk])

    answer = client.get(address, follow=True)

    assert answer.redirect_chain == [(survey.get_absolute_url(), 302)]
    assert said in answer.text


@pytest.mark.parametrize(("step", "made"), [("survey-open", prepared), ("survey-close", opened)])
def test_what_can_be_is_asked_first(client, office, declaration, step, made):
    survey = made(declaration)

    answer = client.get(reverse(f"evaluation:{step}", args=[survey.pk]))

    survey.refresh_from_db()
    assert answer.status_code == 200 and "questionnaire" in answer.text
    assert survey.state == made(received_declaration(stage=declaration.stage)).state
