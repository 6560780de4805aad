"""Signals at the opening of a box: stored with it, by rules fixed before, and reviewed."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import IntegrityError

from communities.models import Role
from evaluation.models import Answer, Assignment, BoxEvent, Signal, SignalReview, Survey
from evaluation.surveys import box_record, services, signalling
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.signals import RULES
from evaluation.surveys.tally import tally_answers
from harmony.shared.workflow import TransitionRefused
from tests.factories.surveys import (
    answered_by_many,
    ballot_box,
    counted,
    office_of,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
    stuffed_survey,
    ways_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def declaration(community, stage):
    return received_declaration(community, stage)


@pytest.fixture
def survey(declaration):
    return stuffed_survey(declaration)


def test_rules_are_fixed_when_the_box_is_made(stage):
    box = ballot_box(stage)

    facts = box.events.get(kind=BoxEvent.Kind.MADE).facts
    assert facts["signals"] == RULES.hash
    assert signalling.rules_of(box) == RULES


@pytest.mark.parametrize(
    "change",
    [
        {"signals": "0" * 64},
        {"signal_rules": {}},
        {"signal_rules": RULES.as_plain() | {"least": 1}},
        {"signal_rules": None},
    ],
)
def test_no_signal_by_rules_that_were_not_fixed(declaration, change):
    survey, codes = open_survey(declaration, slips=20, households=200)
    answered_by_many(codes, from_one_device=20)
    made = survey.box.events.get(kind=BoxEvent.Kind.MADE)
    made.facts |= change
    made.save()
    payloads = {survey.pk: []}

    assert signalling.signals_of(survey.box, {survey.pk: survey}, payloads) == []


def test_signals_are_stored_with_the_opening(survey):
    found = {one.kind: one for one in survey.signals.all()}

    raised = {kind for kind, one in found.items() if one.is_raised}
    assert raised == {"device"}
    device = found["device"]
    assert (device.figure, device.n) == (Decimal("0.2"), 60)
    assert {"straight", "fast", "burst", "turnout", "complaints"} <= set(found)


def test_result_is_worked_out_without_the_answers_that_raised_it(survey):
    signal = survey.signals.get(kind="device")

    others = [ways_of(number) | {"overall": "satisfied"} for number in range(12, 60)]
    expected = tally_answers(content_of(survey.questionnaire), others)
    assert signal.without_valid == 48
    assert abs(signal.without_residents - expected.residents) <= Decimal("0.00005")
    assert signal.without_rate == 100
    assert survey.tally["valid"] == 60  # what counts is untouched


def test_small_parts_are_not_told_apart(declaration):
    """Nine left out could be worked out from the two results; of 29 nothing is said."""
    survey, codes = open_survey(declaration, slips=90, households=200)
    answered_by_many(codes[:60], from_one_device=9)
    nine = counted(survey).signals.get(kind="device")

    other, codes = open_survey(received_declaration(), slips=90, households=200)
    answered_by_many(codes[:39], from_one_device=10)
    left = counted(other).signals.get(kind="device")

    assert nine.is_raised and left.is_raised
    assert nine.without_valid is None and left.without_valid is None


def test_nothing_is_stored_of_fewer_than_ten(declaration):
    survey, codes = open_survey(declaration, slips=9)
    answered_by_many(codes, from_one_device=9)

    assert not counted(survey).signals.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.create(survey=survey, kind="fast", figure=1, n=9)


def test_marks_are_gone_after_the_opening(survey):
    stored = json.dumps(list(Answer.objects.values("choices", "background", "is_assisted")))
    for line in BoxEvent.objects.all():
        stored += json.dumps(line.facts)

    assert "192.0.2" not in stored and "phone" not in stored and 'seconds": 90' not in stored


def test_changed_signals_are_noticed(survey):
    assert services.check_opened(survey.box).problems == []
    assert box_record.problems_of(survey.box) == []
    survey.signals.filter(is_raised=True).update(
        is_raised=False, without_valid=None, without_residents=None, without_rate=None
    )

    assert "The signals are not those" in services.check_opened(survey.box).problems[0]


def test_complaints_count(declaration):
    survey, codes = open_survey(declaration, slips=60, households=200)
    answered_by_many(codes[:20])
    services.complain(survey, kind="used")

    signal = counted(survey).signals.get(kind="complaints")
    assert (signal.figure, signal.n, signal.is_raised) == (1, 20, True)


# ------------------------------------------------------------------ who sees and reviews
def test_signals_are_seen_by_the_district_only(survey, person):
    seen = {role for role in Role if Signal.objects.visible_to(person(role)).exists()}

    assert seen == {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR}


def test_whoever_scores_the_declaration_sees_none(survey, person):
    both = person(Role.LEADER)
    Assignment.objects.create(
        declaration=survey.declaration, appraiser=both, assigned_by=office_of()
    )

    assert not Signal.objects.visible_to(both).exists()


def test_reviews_are_added_and_signed(survey, person):
    office, signal = person(Role.OFFICE_REVIEWER), survey.signals.get(kind="device")

    first = services.review(survey, by=office, signal=signal, outcome="passed_on", text="To look.")
    second = services.review(survey, by=office, outcome="nothing", text="A shared phone.")

    assert list(SignalReview.objects.all()) == [second, first]
    assert (first.by, first.signal, second.signal) == (office, signal, None)
    survey.refresh_from_db()
    assert survey.tally["valid"] == 60


@pytest.mark.parametrize(
    ("role", "may"),
    [(role, role in {Role.OFFICE_REVIEWER, Role.LEADER}) for role in Role],
)
def test_who_may_review(survey, person, role, may):
    who = person(role)

    assert who.has_perm("evaluation.review_signals", survey.declaration) is may
    if not may:
        with pytest.raises(PermissionDenied):
            services.review(survey, by=who, outcome="nothing", text="…")


def test_there_is_nothing_to_review_before_the_opening(declaration, survey, person):
    early, _codes = open_survey(received_declaration(), slips=5)
    office = office_of(early.declaration.stage.programme.district)

    with pytest.raises((TransitionRefused, PermissionDenied)):
        services.review(early, by=office, outcome="nothing", text="…")
    other = Survey.objects.get(pk=survey.pk)
    signal = Signal(survey=early, kind="fast", figure=0, n=10)
    with pytest.raises(TransitionRefused, match="another"):
        services.review(
            other, by=person(Role.OFFICE_REVIEWER), signal=signal, outcome="nothing", text="…"
        )


def test_complaint_is_closed_once_and_signed(survey, person):
    complaint = services.complain(survey, kind="told", text="  He stood\x00 beside me. ")
    office = person(Role.OFFICE_REVIEWER)
    assert complaint.text == "He stood beside me."

    services.close_complaint(complaint, by=office, outcome="Spoken with the committee.")

    assert complaint.closed_by == office and complaint.outcome
    with pytest.raises(TransitionRefused):
        services.close_complaint(complaint, by=office, outcome="Again.")
    with pytest.raises(PermissionDenied):
        services.close_complaint(complaint, by=person(Role.AUDITOR), outcome="Again.")
