"""From the plan to the office: what each verb does, and what it refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import DeadlineShift, Role
from evaluation.declarations.saving import EntryConflict, save_entry
from evaluation.declarations.services import attach, detach, self_score, snapshot
from evaluation.models import Entry, HandUp, State
from evaluation.steps import take_step
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory
from tests.factories.declarations import (
    begun_declaration,
    fill_in,
    filled_declaration,
    passed_declaration,
    planned_declaration,
    proof_of,
    received_declaration,
    submitted_declaration,
)

pytestmark = pytest.mark.django_db


def entry_of(declaration, code) -> Entry:
    return declaration.entries.select_related("criterion").get(criterion__code=code)


def test_the_whole_way_is_written_down():
    declaration = received_declaration()

    steps = [(step.name, step.role) for step in declaration.steps.all()]
    assert steps == [
        ("plan", "office_reviewer"),
        ("begin", "street_official"),
        ("submit", "street_official"),
        ("pass", "street_official"),
        ("receive", "office_reviewer"),
    ]
    assert declaration.state == State.RECEIVED


def test_beginning_opens_the_criteria_of_the_class():
    community = CommunityFactory(community_class="village_in_city")

    declaration = begun_declaration(community=community)

    codes = set(declaration.entries.values_list("criterion__code", flat=True))
    assert {"A1.1", "X3.1", "P1"} <= codes
    assert not {code for code in codes if code.startswith(("X1", "X2"))}


@pytest.mark.parametrize(
    ("title", "points", "is_complete"),
    [("municipal_civilised", Decimal("2.00"), True), ("none", None, False)],
)
def test_what_a_title_exempts_from_is_complete_from_the_beginning(title, points, is_complete):
    community = CommunityFactory(title=title)

    declaration = begun_declaration(community=community)

    entry = entry_of(declaration, "H1.2")
    assert (entry.points, entry.is_complete) == (points, is_complete)


def test_an_unclassed_community_cannot_begin():
    declaration = planned_declaration(community=CommunityFactory(community_class=""))

    with pytest.raises(TransitionRefused, match="class of this community"):
        take_step(declaration, "begin", by=declaration.people.official)

    declaration.refresh_from_db()
    assert (declaration.state, declaration.standard) == (State.PLANNED, None)


def test_best_findings_give_full_marks():
    declaration = filled_declaration()

    assert self_score(declaration) == Decimal("100.00")
    assert not declaration.incomplete_codes()


def test_points_follow_from_the_rule():
    declaration = begun_declaration()
    entry = entry_of(declaration, "A3.2")

    fill_in(declaration, entry, finding={"failings": {"month_missed": "2", "no_record": "1"}})

    entry.refresh_from_db()
    assert (entry.points, entry.is_complete) == (Decimal("1.00"), True)


def test_an_incomplete_finding_is_kept_as_a_draft():
    declaration = begun_declaration()
    entry = entry_of(declaration, "A2.1")

    saved = fill_in(declaration, entry, finding={}, statement="Still counting.")

    assert (saved.statement, saved.points, saved.is_complete) == ("Still counting.", None, False)


def test_an_excluded_criterion_leaves_the_count():
    declaration = begun_declaration()
    entry = entry_of(declaration, "A2.3")

    fill_in(declaration, entry, finding={}, modifier="excluded")

    entry.refresh_from_db()
    assert (entry.counts, entry.is_complete) == (False, True)


def test_without_evidence_there_are_no_points():
    declaration = filled_declaration()
    entry = entry_of(declaration, "A1.1")

    detach(entry.uses.get(), by=declaration.people.official)

    entry.refresh_from_db()
    assert entry.points == Decimal(0)


def test_a_second_save_from_an_old_page_is_refused_and_loses_nothing():
    declaration = begun_declaration()
    entry = entry_of(declaration, "A3.2")
    people = declaration.people
    theirs = {"failings": {"no_record": "1"}}
    save_entry(entry, by=people.official, version=0, finding=theirs, statement="First.")

    with pytest.raises(EntryConflict) as conflict:
        save_entry(entry, by=people.examiner, version=0, finding={"failings": {}})

    assert conflict.value.theirs.statement == "First."
    entry.refresh_from_db()
    assert (entry.finding, entry.version, entry.saved_by) == (theirs, 1, people.official)


def test_submitting_freezes_what_was_handed_up():
    declaration = submitted_declaration()

    hand_up = HandUp.objects.get(declaration=declaration)
    assert (hand_up.round, hand_up.points) == (1, Decimal("100.00"))
    assert hand_up.content == snapshot(declaration)
    assert len(hand_up.content_hash) == 64
    assert not declaration.entries.filter(is_open=True).exists()
    with pytest.raises(PermissionDenied):
        save_entry(
            entry_of(declaration, "A1.1"),
            by=declaration.people.official,
            version=1,
            finding={"met": []},
        )


def test_an_incomplete_declaration_is_not_submitted():
    declaration = begun_declaration()

    with pytest.raises(TransitionRefused, match=r"Not complete yet: A1\.1, A1\.2"):
        take_step(declaration, "submit", by=declaration.people.official)

    assert not HandUp.objects.exists()


def test_submitting_twice_hands_up_once():
    declaration = submitted_declaration()

    with pytest.raises(TransitionRefused, match="Not possible while"):
        take_step(declaration, "submit", by=declaration.people.official)

    assert HandUp.objects.count() == 1


def test_a_late_hand_up_needs_the_consent_of_the_office():
    declaration = filled_declaration()
    stage, people = declaration.stage, declaration.people

    with clock.at(stage.hand_up_street + timedelta(minutes=1)):
        with pytest.raises(TransitionRefused, match="office’s consent"):
            take_step(declaration, "submit", by=people.official)
        DeadlineShift.objects.create(
            stage=stage,
            community=declaration.community,
            deadline="hand_up_street",
            moved_to=stage.hand_up_street + timedelta(days=3),
            reason="Flood in the archive.",
            by=people.office,
        )
        take_step(declaration, "submit", by=people.official)

    assert declaration.state == State.SUBMITTED


def test_a_community_worker_writes_but_does_not_submit():
    declaration = filled_declaration()
    entry = entry_of(declaration, "B2.1")

    save_entry(entry, by=declaration.people.worker, version=entry.version, finding={"misses": "1"})
    with pytest.raises(TransitionRefused, match="official of the street"):
        take_step(declaration, "submit", by=declaration.people.worker)


def test_whoever_submitted_does_not_examine():
    declaration = submitted_declaration()

    for move in ("pass", "return"):
        with pytest.raises(TransitionRefused, match="may not"):
            take_step(declaration, move, by=declaration.people.official, note="Well done.")


def test_only_what_is_returned_can_be_written_again():
    declaration = submitted_declaration()
    returned = entry_of(declaration, "B2.1")

    take_step(
        declaration,
        "return",
        by=declaration.people.examiner,
        reasons={returned.criterion_id: "Only one quarter is on the photos."},
    )

    open_codes = declaration.entries.filter(is_open=True).values_list("criterion__code", flat=True)
    assert (declaration.state, list(open_codes)) == (State.RETURNED, ["B2.1"])
    [reason] = declaration.steps.get(name="return").reasons.all()
    assert reason.reason == "Only one quarter is on the photos."


def test_a_return_of_the_whole_opens_everything():
    declaration = passed_declaration()

    take_step(declaration, "return_to_street", by=declaration.people.office, note="Wrong year.")

    assert not declaration.entries.filter(is_open=False).exists()


def test_a_return_without_a_reason_is_refused():
    declaration = submitted_declaration()

    with pytest.raises(TransitionRefused, match="Give a reason"):
        take_step(declaration, "return", by=declaration.people.examiner, note="  ")

    declaration.refresh_from_db()
    assert declaration.state == State.SUBMITTED


def test_a_returned_declaration_goes_round_again():
    declaration = submitted_declaration()
    people = declaration.people
    entry = entry_of(declaration, "B2.1")
    take_step(declaration, "return", by=people.examiner, reasons={entry.criterion_id: "Photos."})
    entry.refresh_from_db()
    fill_in(declaration, entry, finding={"misses": "2"})

    take_step(declaration, "submit", by=people.official)
    take_step(declaration, "pass", by=people.examiner, note="Corrected.")

    assert [h.points for h in declaration.hand_ups.all()] == [Decimal("100.00"), Decimal("99.00")]


def test_a_file_of_another_community_proves_nothing_here():
    declaration = begun_declaration()
    other = begun_declaration(
        community=CommunityFactory(parent=declaration.community.parent), stage=declaration.stage
    )

    with pytest.raises(PermissionDenied):
        attach(entry_of(declaration, "A1.1"), proof_of(other), by=declaration.people.official)


def test_the_same_file_is_attached_once():
    declaration = begun_declaration()
    entry, proof = entry_of(declaration, "A1.1"), proof_of(declaration)

    for _ in range(2):
        attach(entry, proof, by=declaration.people.official)

    assert entry.uses.count() == 1


@pytest.mark.parametrize("role", [Role.OFFICE_REVIEWER, Role.APPRAISER, Role.LEADER])
def test_nobody_else_writes(role, person):
    declaration = begun_declaration()
    stranger = person(role, declaration.community.parent.parent)

    with pytest.raises(PermissionDenied):
        save_entry(entry_of(declaration, "A1.1"), by=stranger, version=0, finding={"met": []})
