from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Deadline, DeadlineShift, Role
from evaluation.models import Answer, DeclarationStep, State, Survey
from evaluation.surveys import services
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory
from tests.factories.surveys import (
    answer,
    counted,
    open_survey,
    prepared_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def declaration(community, stage):
    return received_declaration(community, stage)


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


# ------------------------------------------------------------------ prepare
def test_plan_follows_from_the_households_and_the_stage(declaration, office):
    survey = services.prepare(declaration, by=office)

    assert (survey.state, survey.households, survey.planned_answers) == ("prepared", 1500, 137)
    assert survey.opens_at == declaration.stage.questionnaire_opens
    assert survey.closes_at == declaration.stage.questionnaire_closes


def test_dates_moved_for_the_community_are_taken(declaration, office):
    moved = declaration.stage.questionnaire_closes + timedelta(days=5)
    DeadlineShift.objects.create(
        stage=declaration.stage,
        community=declaration.community,
        deadline=Deadline.QUESTIONNAIRE_CLOSES,
        moved_to=moved,
        reason="Flood.",
        by=office,
    )

    assert services.prepare(declaration, by=office).closes_at == moved


def test_small_community_is_asked_as_a_whole(stage, office):
    declaration = received_declaration(CommunityFactory(households=40), stage)

    assert services.prepare(declaration, by=office).planned_answers == 40


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"households": None}, "Enter the households"),
        ({"households": 0}, "Enter the households"),
        ({"state": State.PASSED}, "in evaluation"),
        ({"questionnaire_opens": None}, "Set when the questionnaire opens"),
        ({"questionnaire_closes": clock.now() - timedelta(hours=1)}, "has passed"),
        ({"questionnaire": None}, "no published questionnaire"),
    ],
)
def test_preparing_says_what_is_missing(declaration, office, change, reason):
    (name, value), *_ = change.items()
    stage, community = declaration.stage, declaration.community
    if name == "questionnaire_closes":
        stage.questionnaire_opens = value - timedelta(days=1)
    for row in (community, declaration, stage, stage.basis):
        if hasattr(row, name):
            setattr(row, name, value)
            row.save()

    with pytest.raises(TransitionRefused, match=reason):
        services.prepare(declaration, by=office)

    assert not Survey.objects.exists()


def test_second_questionnaire_for_a_community_is_refused(declaration, office):
    services.prepare(declaration, by=office)

    with pytest.raises(TransitionRefused, match="already"):
        services.prepare(declaration, by=office)


@pytest.mark.parametrize(
    "role",
    [Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL, Role.LEADER, Role.AUDITOR, Role.APPRAISER],
)
def test_only_the_office_runs_a_survey(declaration, person, role):
    survey = prepared_survey(declaration)
    other = person(role)

    for verb in (services.open, services.close, services.follow_deadlines):
        with pytest.raises(PermissionDenied):
            verb(survey, by=other)
    with pytest.raises(PermissionDenied):
        services.print_batch(survey, by=other, label="1", count=1)
    with pytest.raises(PermissionDenied):
        services.void(survey, ["1"], by=other)


def test_whoever_submitted_for_the_street_does_not_run_the_survey(declaration, office):
    DeclarationStep.objects.create(
        declaration=declaration, name="submit", source="draft", target="submitted", by=office
    )

    with pytest.raises(PermissionDenied):
        services.prepare(declaration, by=office)


# ------------------------------------------------------------------ open
def test_opening_is_signed(declaration, office):
    survey = prepared_survey(declaration)

    services.open(survey, by=office)

    survey.refresh_from_db()
    assert (survey.state, survey.opened_by) == (Survey.State.OPEN, office)
    assert survey.is_answerable()


def test_survey_does_not_open_before_its_day(declaration, office):
    survey = prepared_survey(declaration, opens_at=clock.now() + timedelta(days=1))

    with pytest.raises(TransitionRefused, match="from .* on"):
        services.open(survey, by=office)


def test_survey_does_not_open_after_its_day(declaration, office):
    survey = prepared_survey(declaration)

    late = survey.closes_at + timedelta(seconds=1)
    with clock.at(late), pytest.raises(TransitionRefused, match="has passed"):
        services.open(survey, by=office)


def test_survey_opens_once(declaration, office):
    survey, _codes = open_survey(declaration, slips=0)

    with pytest.raises(TransitionRefused, match="Open"):
        services.open(survey, by=office)


def test_open_survey_can_be_given_more_time(declaration, office):
    survey, _codes = open_survey(declaration, slips=0)
    opened = survey.opens_at
    declaration.stage.questionnaire_closes += timedelta(days=3)
    declaration.stage.save()
    survey = Survey.objects.get()

    services.follow_deadlines(survey, by=office)

    survey.refresh_from_db()
    assert survey.closes_at == declaration.stage.questionnaire_closes
    assert survey.opens_at == opened


# ------------------------------------------------------------------ close
def test_closed_answers_stay_sealed_until_the_box_is_opened(declaration, office):
    survey, codes = open_survey(declaration)
    answer(codes[0])

    services.close(survey, by=office)

    survey.refresh_from_db()
    assert survey.state == Survey.State.CLOSED
    assert services.tally_of(survey) is None
    assert not Answer.objects.exists()


def test_survey_closes_once_and_for_good(declaration, office):
    survey, codes = open_survey(declaration)
    services.close(survey, by=office)

    with pytest.raises(TransitionRefused, match="Closed"):
        services.close(survey, by=office)
    with pytest.raises(TransitionRefused, match="closed"):
        services.print_batch(survey, by=office, label="2", count=1)
    assert answer(codes[0]).kind == services.OutcomeKind.LATE
    assert not Answer.objects.exists()


def test_nothing_is_counted_before_the_close(declaration):
    survey, codes = open_survey(declaration)
    answer(codes[0])

    survey.refresh_from_db()
    assert survey.tally is None
    assert services.tally_of(survey) is None


def test_date_closes_a_survey_in_the_name_of_the_portal(declaration, office):
    survey, codes = open_survey(declaration)
    answer(codes[0])

    assert services.close_overdue(survey, by=office) is False
    with clock.at(survey.closes_at + timedelta(seconds=1)):
        assert list(Survey.objects.overdue()) == [survey]
        assert services.close_overdue(survey, by=office) is True
        assert services.close_overdue(survey, by=office) is False

    survey.refresh_from_db()
    assert survey.state == Survey.State.CLOSED
    assert services.tally_of(counted(survey)).received == 1
