"""Where a community stands: the way, its deadlines, its result, and its history."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import DeadlineShift, Role
from evaluation.models import Certificate, HandUp, Notice, NoticeEntry, ReturnReason, State
from harmony.shared import clock
from tests.evaluation.views.community_page.pages import page
from tests.factories import StageFactory
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory


# ------------------------------------------------------------------ where it stands
def test_community_without_a_plan_leads_those_who_plan_to_it(sign_in, community, stage):
    _, html = page(sign_in(Role.STREET_OFFICIAL), community)

    assert "Not planned for a stage yet" in html
    assert f"{reverse('evaluation:plan')}?street={community.parent.code}" in html


def test_who_sees_no_declarations_is_not_told_that_there_is_none(sign_in, community, stage):
    StandingFactory(community=community, stage=stage, state=State.RECEIVED)

    for role in (Role.DEPARTMENT_LIAISON, Role.ADMINISTRATOR, Role.APPRAISER):
        shown, html = page(sign_in(role), community)
        assert shown.declaration is None
        assert "Not planned" not in html
        assert "In evaluation" not in html


def test_way_shows_what_was_done_when(sign_in, community, stage, moves, person):
    declaration = StandingFactory(community=community, stage=stage, state=State.NOTICED)
    moves(
        declaration,
        ("plan", Role.STREET_OFFICIAL, ""),
        ("begin", Role.STREET_OFFICIAL, ""),
        ("submit", Role.STREET_OFFICIAL, ""),
        ("pass", Role.STREET_OFFICIAL, "Complete."),
        ("receive", Role.OFFICE_REVIEWER, ""),
        ("appraise", Role.OFFICE_REVIEWER, ""),
        ("notice", Role.OFFICE_REVIEWER, ""),
    )
    HandUp.objects.create(
        declaration=declaration,
        round=1,
        content={},
        content_hash="0" * 64,
        points=Decimal("92.50"),
        by=person(Role.STREET_OFFICIAL),
    )
    notice = Notice.objects.create(
        stage=stage,
        number=1,
        title_zh="公示",
        opens_at=clock.now(),
        closes_at=clock.now() + timedelta(days=8),
        by=person(Role.OFFICE_REVIEWER),
    )
    NoticeEntry.objects.create(notice=notice, declaration=declaration, level="good")

    shown, html = page(sign_in(Role.STREET_OFFICIAL), community)

    way = {step["label"]: step for step in shown.way}
    assert "92.50 points" in way["Self-examination"]["note"]
    assert way["Street examination"]["state"] == "done"
    assert " to " in way["Public notice"]["note"]
    assert (way["Public notice"]["state"], way["Decision"]["state"]) == ("now", "todo")
    assert "On public notice until " in html

    with clock.at(notice.closes_at + timedelta(minutes=1)):
        shown, html = page(sign_in(Role.STREET_OFFICIAL), community)
        way = {step["label"]: step["state"] for step in shown.way}
    assert (way["Public notice"], way["Decision"]) == ("done", "now")
    assert "On public notice until " not in html


@pytest.mark.parametrize("state", State.values)
def test_page_works_in_every_state(sign_in, community, stage, state):
    declaration = StandingFactory(community=community, stage=stage, state=state)
    if state in {State.ACCEPTED, State.NOT_ACCEPTED}:
        level = "good" if state == State.ACCEPTED else "not_yet"
        DecisionFactory(declaration=declaration, level=level)

    _, html = page(sign_in(), community)

    assert str(State(state).label) in html


def test_late_is_said(sign_in, community, programme):
    late = StageFactory(programme=programme, hand_up_street=clock.now() - timedelta(days=3))
    StandingFactory(community=community, stage=late, state=State.DRAFT)

    shown, html = page(sign_in(), community)

    assert shown.is_late
    assert "3 days late" in html


def test_failed_and_planned_again_stands_in_the_later_stage(sign_in, community, stage):
    failed = StandingFactory(community=community, stage=stage, state=State.NOT_ACCEPTED)
    DecisionFactory(declaration=failed, level="not_yet")
    again = StandingFactory(
        community=community, stage=StageFactory(programme=stage.programme, ordinal=2)
    )

    shown, html = page(sign_in(), community)

    assert shown.declaration == again
    assert [(one["declaration"], one["level"]) for one in shown.earlier] == [(failed, "not_yet")]
    assert "Earlier declarations" in html


# ------------------------------------------------------------------ deadlines
def test_deadlines_of_the_community_with_shift_and_reason(sign_in, person, community, stage):
    StandingFactory(community=community, stage=stage, state=State.DRAFT)
    moved_to = stage.hand_up_street + timedelta(days=4)
    DeadlineShift.objects.create(
        stage=stage,
        community=community,
        deadline="hand_up_street",
        moved_to=moved_to,
        reason="The bridge was closed.",
        by=person(Role.OFFICE_REVIEWER),
    )

    shown, html = page(sign_in(Role.STREET_OFFICIAL), community)

    first = shown.deadlines[0]
    assert (first["label"], first["due"]) == ("Hand-up to the street", moved_to)
    assert shown.due == moved_to
    assert "The bridge was closed." in html
    assert "Move a deadline" not in html


def test_office_is_led_to_move_a_deadline(sign_in, community, stage):
    StandingFactory(community=community, stage=stage, state=State.DRAFT)

    _, html = page(sign_in(), community)

    address = reverse("evaluation:shift-deadline", args=[stage.pk])
    assert f"{address}?community={community.code}" in html


@pytest.mark.parametrize("state", [State.ACCEPTED, State.NOT_ACCEPTED])
def test_decided_has_no_deadlines(sign_in, community, stage, state):
    DecisionFactory(declaration=StandingFactory(community=community, stage=stage, state=state))

    shown, html = page(sign_in(), community)

    assert shown.deadlines == []
    assert "Move a deadline" not in html


# ------------------------------------------------------------------ result
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.OFFICE_REVIEWER, True),
        (Role.LEADER, True),
        (Role.AUDITOR, True),
        (Role.STREET_OFFICIAL, False),
        (Role.COMMUNITY_WORKER, False),
        (Role.DEPARTMENT_LIAISON, False),
        (Role.APPRAISER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_computed_result_shows_only_to_those_who_see_it(sign_in, community, stage, role, sees):
    declaration = StandingFactory(community=community, stage=stage, state=State.APPRAISED)
    ResultFactory(declaration=declaration)

    _, html = page(sign_in(role), community)

    assert ("88.40" in html) is sees
    assert ("Good" in html) is sees
    assert ("Why this level" in html) is sees


def test_certificate_leads_to_its_check(sign_in, community, stage):
    declaration = StandingFactory(community=community, stage=stage, state=State.ACCEPTED)
    decision = DecisionFactory(declaration=declaration, level="excellent")
    Certificate.objects.create(
        decision=decision,
        year=2026,
        number=7,
        printed_number="No. 2026-7",
        granted_on=clock.today(),
    )

    _, html = page(sign_in(Role.STREET_OFFICIAL), community)

    assert reverse("evaluation:verify", args=["2026-0007"]) in html
    assert "Excellent" in html
    assert "No. 2026-7" in html


# ------------------------------------------------------------------ history
def test_history_tells_moves_with_reasons_newest_first(sign_in, community, stage, moves):
    declaration = StandingFactory(community=community, stage=stage, state=State.RETURNED)
    moves(
        declaration,
        ("plan", Role.STREET_OFFICIAL, ""),
        ("submit", Role.STREET_OFFICIAL, ""),
        ("return", Role.STREET_OFFICIAL, "See below."),
    )
    step = declaration.steps.get(name="return")
    ReturnReason.objects.create(step=step, reason="The contract ends in June.")

    shown, html = page(sign_in(Role.COMMUNITY_WORKER), community)

    told = [(entry["text"], entry["is_return"]) for entry in shown.history]
    assert told == [
        ("Returned by the street for correction", True),
        ("Self-examination sent to the street", False),
        (f"Planned for {stage.year}", False),
    ]
    assert shown.history[0]["reason"] == "See below. The contract ends in June."
    assert step.by.name in html


@pytest.mark.parametrize(
    ("role", "reads"), [(Role.OFFICE_REVIEWER, True), (Role.STREET_OFFICIAL, False)]
)
def test_note_on_the_result_is_for_those_who_see_the_result(
    sign_in, community, stage, moves, role, reads
):
    declaration = StandingFactory(community=community, stage=stage, state=State.APPRAISED)
    moves(declaration, ("appraise", Role.OFFICE_REVIEWER, "Just short of excellent."))
    ResultFactory(declaration=declaration)

    _, html = page(sign_in(role), community)

    assert ("Just short of excellent." in html) is reads


def test_history_of_an_undecided_case_is_not_told_to_departments(sign_in, community, stage, moves):
    declaration = StandingFactory(community=community, stage=stage, state=State.RETURNED)
    moves(declaration, ("return", Role.STREET_OFFICIAL, "Incomplete."))

    shown, html = page(sign_in(Role.DEPARTMENT_LIAISON), community)

    assert shown.history == []
    assert "Incomplete." not in html
