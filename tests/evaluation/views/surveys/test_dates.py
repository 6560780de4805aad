"""When a questionnaire can be opened, and dates that were moved since it was prepared."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import Deadline, DeadlineShift, Stage, StageChange
from evaluation.models import Survey
from harmony.shared import clock
from tests.factories.surveys import (
    open_survey,
    prepared_survey,
)

pytestmark = pytest.mark.django_db


MOVED = "The dates of the stage have been moved"


def test_open_before_the_day_is_refused_with_the_date(client, office, declaration):
    survey = prepared_survey(declaration, opens_at=clock.now() + timedelta(days=2))

    response = client.post(reverse("evaluation:survey-open", args=[survey.pk]), follow=True)

    assert "can be opened from" in response.text
    assert Survey.objects.get().state == "prepared"


def test_dates_moved_afterwards_are_offered(client, office, declaration):
    survey = prepared_survey(declaration)
    later = survey.closes_at + timedelta(days=4)
    DeadlineShift.objects.create(
        stage=declaration.stage,
        community=declaration.community,
        deadline=Deadline.QUESTIONNAIRE_CLOSES,
        moved_to=later,
        reason="Flood.",
        by=office,
    )
    address = reverse("evaluation:survey-dates", args=[survey.pk])

    assert address in client.get(survey.get_absolute_url()).text
    assert "already carry the earlier date" in client.get(address).text
    client.post(address)

    assert Survey.objects.get().closes_at == later
    assert address not in client.get(survey.get_absolute_url()).text


def stage_moved_by(survey, days, *, office):
    stage = Stage.objects.get(pk=survey.declaration.stage_id)
    before = stage.questionnaire_closes
    stage.questionnaire_closes = before + timedelta(days=days)
    stage.save()
    field = Deadline.QUESTIONNAIRE_CLOSES.value
    words = {"before": before.isoformat(), "after": stage.questionnaire_closes.isoformat()}
    StageChange.objects.create(stage=stage, field=field, by=office, **words)


def test_dates_of_its_own_are_no_dates_that_were_moved(client, office, declaration):
    own = {"opens_at": clock.now(), "closes_at": clock.now() + timedelta(days=3)}
    survey, _codes = open_survey(declaration, slips=1, **own)
    assert MOVED not in client.get(survey.get_absolute_url()).text

    stage_moved_by(survey, 4, office=office)

    assert MOVED in client.get(survey.get_absolute_url()).text


def test_dates_of_the_stage_that_were_moved_are_told_before_the_first_slip(
    client, office, declaration
):
    survey = prepared_survey(declaration)
    assert MOVED not in client.get(survey.get_absolute_url()).text

    stage_moved_by(survey, 4, office=office)

    assert MOVED in client.get(survey.get_absolute_url()).text


def test_no_change_to_the_same_moment_is_proposed(client, office, declaration):
    survey = prepared_survey(declaration)
    address = reverse("evaluation:survey-dates", args=[survey.pk])
    told = client.get(address, follow=True).text
    assert "has the dates of the stage already" in told and "Take them over" not in told

    stage_moved_by(survey, 4, office=office)

    told = client.get(address).text
    assert "Closes: " in told and "Opens: " not in told


def test_prepared_survey_says_when_it_can_be_opened(client, office, declaration):
    survey = prepared_survey(declaration)
    page = survey.get_absolute_url()
    with clock.at(survey.opens_at - timedelta(hours=1)):
        assert "It can be opened from " in client.get(page).text

    assert "It can be opened now." in client.get(page).text
    with clock.at(survey.closes_at + timedelta(hours=1)):
        told = client.get(page).text
    assert "The date on which the questionnaire closes has passed." in told
