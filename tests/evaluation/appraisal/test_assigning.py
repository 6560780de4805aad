"""Who scores: what is written down, who may charge whom, and what happens a second time."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.appraisal.services import (
    assign,
    end_assignment,
    finish,
    moderate,
    save_score,
)
from evaluation.models import Assignment, State
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories.declarations import received_declaration
from tests.factories.evaluations import (
    appraised_declaration,
    assigned_declaration,
    assignment_of,
    claiming_declaration,
    disputed_declaration,
    passed_to_the_office,
    with_small_standard,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db


def appraiser(**more):
    return PostFactory(role=Role.APPRAISER, place=DistrictFactory(), **more).user


@pytest.fixture
def declaration():
    return received_declaration(**with_small_standard({}))


# ------------------------------------------------------------------ assign
def test_assignment_is_signed_and_has_a_score_for_every_criterion(declaration):
    person = appraiser()

    assignment = assign(declaration, person, by=declaration.people.office)

    assert (assignment.appraiser, assignment.assigned_by) == (person, declaration.people.office)
    assert assignment.assigned_at <= clock.now()
    codes = list(assignment.scores.values_list("criterion__code", flat=True))
    assert codes == ["A1.1", "A1.2", "B1.1", "B1.2", "B1.3", "B1.4"]
    assert not assignment.scores.exclude(version=0, points=None, is_complete=False).exists()


def test_only_bonuses_that_are_claimed_are_scored():
    declaration = claiming_declaration({}, bonuses={"P1": "1"})

    assignment = assign(declaration, appraiser(), by=declaration.people.office)

    bonuses = assignment.scores.filter(criterion__kind="bonus")
    assert list(bonuses.values_list("criterion__code", flat=True)) == ["P1"]


def test_asked_again_nothing_changes(declaration):
    person = appraiser()
    first = assign(declaration, person, by=declaration.people.office)

    again = assign(declaration, person, by=declaration.people.office)

    assert again == first
    assert first.scores.count() == 6


@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.LEADER, Role.AUDITOR, Role.APPRAISER])
def test_only_the_office_charges(declaration, role):
    street = declaration.community.parent
    place = street if role == Role.STREET_OFFICIAL else street.parent
    other = PostFactory(role=role, place=place).user

    with pytest.raises(PermissionDenied):
        assign(declaration, appraiser(), by=other)

    assert not Assignment.objects.exists()


def test_somebody_without_the_post_is_named(declaration):
    person = PostFactory(role=Role.LEADER, place=DistrictFactory()).user

    with pytest.raises(TransitionRefused, match=f"{person.name} is not an appraiser"):
        assign(declaration, person, by=declaration.people.office)


@pytest.mark.parametrize("who", ["official", "examiner", "office"])
def test_whoever_acted_on_it_does_not_score_it(declaration, who):
    person = getattr(declaration.people, who)
    PostFactory(user=person, role=Role.APPRAISER, place=DistrictFactory())
    another = PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user
    person = type(person).objects.get(pk=person.pk)

    with pytest.raises(TransitionRefused, match="already acted"):
        assign(declaration, person, by=another)


def test_whoever_wrote_one_answer_does_not_score_it():
    declaration = received_declaration(**with_small_standard({}))
    worker = declaration.people.worker
    declaration.entries.filter(criterion__code="A1.1").update(saved_by=worker)
    PostFactory(user=worker, role=Role.APPRAISER, place=DistrictFactory())
    worker = type(worker).objects.get(pk=worker.pk)

    with pytest.raises(TransitionRefused, match="already acted"):
        assign(declaration, worker, by=declaration.people.office)


def test_nobody_charges_themselves(declaration):
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user
    PostFactory(user=office, role=Role.APPRAISER, place=DistrictFactory())

    with pytest.raises(TransitionRefused, match="charges themselves"):
        assign(declaration, office, by=office)


@pytest.mark.parametrize("builder", [passed_to_the_office, appraised_declaration])
def test_refused_before_and_after_the_evaluation(builder):
    declaration = builder()
    before = Assignment.objects.count()

    with pytest.raises(TransitionRefused, match="Not possible while"):
        assign(declaration, appraiser(), by=declaration.people.office)

    assert Assignment.objects.count() == before


# ------------------------------------------------------------------ end_assignment
def test_taking_off_is_signed_with_its_reason():
    declaration = assigned_declaration()
    assignment = assignment_of(declaration)

    end_assignment(assignment, by=declaration.people.office, reason="  Related to the head. ")

    assignment.refresh_from_db()
    assert assignment.ended_by == declaration.people.office
    assert assignment.end_reason == "Related to the head."
    assert assignment.ended_at is not None
    assert assignment.scores.count() == 6


def test_taking_off_twice_changes_nothing():
    declaration = assigned_declaration()
    assignment = assignment_of(declaration)
    end_assignment(assignment, by=declaration.people.office, reason="Ill.")
    first = assignment.ended_at

    end_assignment(assignment, by=declaration.people.office, reason="Another reason.")

    assignment.refresh_from_db()
    assert (assignment.ended_at, assignment.end_reason) == (first, "Ill.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_taking_off_needs_a_reason(reason):
    declaration = assigned_declaration()

    with pytest.raises(TransitionRefused, match="Give a reason"):
        end_assignment(assignment_of(declaration), by=declaration.people.office, reason=reason)

    assert assignment_of(declaration).ended_at is None


@pytest.mark.parametrize("who", ["leader", "official"])
def test_only_the_office_takes_off(who):
    declaration = assigned_declaration()

    with pytest.raises(PermissionDenied):
        end_assignment(
            assignment_of(declaration), by=getattr(declaration.people, who), reason="Because."
        )


def test_nobody_is_taken_off_when_the_evaluation_is_closed():
    declaration = appraised_declaration()

    with pytest.raises(TransitionRefused, match="Not possible while “Appraised”"):
        end_assignment(assignment_of(declaration), by=declaration.people.office, reason="Late.")

    assert assignment_of(declaration).ended_at is None


def test_what_was_settled_on_the_scores_of_somebody_taken_off_has_to_be_settled_again():
    declaration = disputed_declaration()
    criterion = declaration.standard.criteria.get(code="A1.2")
    moderate(
        declaration, criterion, by=declaration.people.office, points=Decimal(1), reason="Seen."
    )

    end_assignment(assignment_of(declaration), by=declaration.people.office, reason="Ill.")

    assert not declaration.moderations.filter(replaced_at=None).exists()
    assert declaration.moderations.count() == 1


def test_whoever_was_taken_off_can_be_charged_anew_and_begins_anew():
    declaration = assigned_declaration()
    person = declaration.people.appraisers[0]
    end_assignment(assignment_of(declaration), by=declaration.people.office, reason="By mistake.")

    again = assign(declaration, person, by=declaration.people.office)

    assert declaration.assignments.filter(appraiser=person).count() == 2
    assert not again.scores.filter(version__gt=0).exists()


def test_scoring_stops_at_once_for_somebody_taken_off():
    declaration = assigned_declaration()
    assignment = assignment_of(declaration)
    criterion = declaration.standard.criteria.get(code="A1.2")
    stale = Assignment.objects.get(pk=assignment.pk)
    end_assignment(assignment, by=declaration.people.office, reason="Ill.")

    with pytest.raises(TransitionRefused, match="taken you off"):
        save_score(stale, criterion, by=stale.appraiser, version=0, finding={"misses": "0"})
    with pytest.raises(TransitionRefused, match="taken you off"):
        finish(stale, by=stale.appraiser)

    assert declaration.state == State.RECEIVED
    assert not assignment.scores.filter(version__gt=0).exists()
