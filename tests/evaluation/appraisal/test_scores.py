"""Scores: what is stored, the points that follow, whose they are, and the second time."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.appraisal.services import ScoreConflict, finish, save_score
from evaluation.models import Score
from harmony.shared.workflow import TransitionRefused
from tests.factories.evaluations import (
    appraised_declaration,
    assigned_declaration,
    assignment_of,
    claiming_declaration,
    give_score,
    score_as_claimed,
    scored_declaration,
    with_appraisers,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return assigned_declaration()


def score_of(declaration, code, number=0) -> Score:
    return assignment_of(declaration, number).scores.get(criterion__code=code)


# ------------------------------------------------------------------ save_score
def test_finding_is_stored_with_the_points_that_follow(declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason=" One corner. ")

    score = score_of(declaration, "A1.2")
    assert score.finding == {"misses": "1"}
    assert (score.points, score.counts, score.applied) == (Decimal("1.50"), True, "")
    assert (score.reason, score.is_complete, score.version) == ("One corner.", True, 1)
    assert score.saved_at is not None


def test_departing_without_a_reason_is_kept_and_not_complete(declaration):
    give_score(declaration, "A1.2", {"misses": "1"})

    score = score_of(declaration, "A1.2")
    assert score.points == Decimal("1.50")
    assert not score.is_complete


def test_half_a_finding_is_kept_without_points(declaration):
    give_score(declaration, "B1.4", {"parts": {"desk": "0.4"}})

    score = score_of(declaration, "B1.4")
    assert (score.finding, score.points) == ({"parts": {"desk": "0.4"}}, None)
    assert not score.is_complete


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("B1.1", {"points": "2.5", "reason": "Too good."}),
        ("A1.2", {"misses": "5"}),
        ("A1.1", {"met": ["three"]}),
        ("B1.4", {"parts": {"desk": "0.9", "hours": "0.1"}}),
        ("B1.3", {"passed": "perhaps"}),
    ],
)
def test_what_the_rule_does_not_allow_is_refused_and_nothing_stored(declaration, code, finding):
    with pytest.raises(TransitionRefused):
        give_score(declaration, code, finding)

    assert score_of(declaration, code).version == 0


def test_criterion_of_another_class_is_refused(declaration):
    bonus = declaration.standard.criteria.get(code="P1")

    with pytest.raises(TransitionRefused, match="P1 is not scored here"):
        save_score(
            assignment_of(declaration),
            bonus,
            by=declaration.people.appraisers[0],
            version=0,
            finding={"count": "1"},
        )


@pytest.mark.parametrize("who", ["office", "leader", "official", "other appraiser"])
def test_nobody_else_scores(declaration, who):
    people = declaration.people
    person = people.appraisers[1] if who == "other appraiser" else getattr(people, who)
    criterion = declaration.standard.criteria.get(code="A1.2")

    with pytest.raises(PermissionDenied):
        save_score(
            assignment_of(declaration), criterion, by=person, version=0, finding={"misses": "0"}
        )


def test_whoever_left_the_post_scores_no_more(declaration):
    assignment = assignment_of(declaration)
    assignment.appraiser.posts.update(role=Role.LEADER)
    person = type(assignment.appraiser).objects.get(pk=assignment.appraiser_id)
    criterion = declaration.standard.criteria.get(code="A1.2")

    with pytest.raises(PermissionDenied):
        save_score(assignment, criterion, by=person, version=0, finding={"misses": "0"})


def test_stale_version_is_a_conflict_and_what_is_stored_stays(declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One.")
    assignment = assignment_of(declaration)
    criterion = declaration.standard.criteria.get(code="A1.2")

    with pytest.raises(ScoreConflict) as conflict:
        save_score(
            assignment,
            criterion,
            by=assignment.appraiser,
            version=0,
            finding={"misses": "2"},
            reason="Two.",
        )

    assert conflict.value.theirs.finding == {"misses": "1"}
    assert score_of(declaration, "A1.2").version == 1


def test_the_same_sent_twice_is_no_conflict(declaration):
    criterion = declaration.standard.criteria.get(code="A1.2")
    assignment = assignment_of(declaration)
    sent = {"version": 0, "finding": {"misses": "1"}, "reason": "One."}

    first = save_score(assignment, criterion, by=assignment.appraiser, **sent)
    second = save_score(assignment, criterion, by=assignment.appraiser, **sent)

    assert first == second
    assert score_of(declaration, "A1.2").version == 1


# ------------------------------------------------------------------ modifiers
@pytest.fixture
def claiming():
    claims = {"B1.2": "excluded", "B1.3": "not_occurred"}
    return with_appraisers(claiming_declaration(claims))


def test_confirmed_claim_decides_the_points(claiming):
    give_score(claiming, "B1.2", {}, modifier="excluded")
    give_score(claiming, "B1.3", {}, modifier="not_occurred")

    excluded, not_occurred = score_of(claiming, "B1.2"), score_of(claiming, "B1.3")
    assert (excluded.counts, excluded.applied, excluded.is_complete) == (False, "excluded", True)
    assert (not_occurred.points, not_occurred.applied) == (Decimal("1.00"), "not_occurred")


def test_refused_claim_needs_a_finding_and_a_reason_even_where_the_points_are_equal(claiming):
    # Excluded is worth 0 of 0; the worst finding is worth 0 of 2.
    give_score(claiming, "B1.2", {"value": "0"})
    assert not score_of(claiming, "B1.2").is_complete

    give_score(claiming, "B1.2", {"value": "0"}, reason="There are streets.")

    score = score_of(claiming, "B1.2")
    assert (score.points, score.counts, score.is_complete) == (Decimal("0.00"), True, True)


def test_claim_that_was_not_made_cannot_be_confirmed(declaration):
    with pytest.raises(TransitionRefused, match="Only a modifier that the community claimed"):
        give_score(declaration, "B1.2", {}, modifier="excluded")


def test_without_evidence_the_points_are_zero():
    declaration = assigned_declaration()
    entry = declaration.entries.get(criterion__code="A1.1")
    entry.uses.all().delete()

    give_score(declaration, "A1.1", {"met": ["one", "two"]}, reason="No file is attached.")

    score = score_of(declaration, "A1.1")
    assert (score.points, score.applied) == (Decimal("0.00"), "no_evidence_zero")


def test_bonus_left_empty_is_worth_nothing_and_needs_a_reason():
    declaration = with_appraisers(claiming_declaration({}, bonuses={"P1": "1"}))

    give_score(declaration, "P1", {}, reason="The honour is older than a year.")

    score = score_of(declaration, "P1")
    assert (score.points, score.is_complete) == (Decimal("0.00"), True)


# ------------------------------------------------------------------ finish
def test_handing_in_locks_the_scores(declaration):
    person = declaration.people.appraisers[0]
    score_as_claimed(declaration, person)

    assignment = assignment_of(declaration)
    assert assignment.finished_at is not None
    with pytest.raises(TransitionRefused, match="they are locked"):
        give_score(declaration, "A1.2", {"misses": "1"}, reason="Later.")
    assert score_of(declaration, "A1.2").points == Decimal("2.00")


def test_what_is_not_scored_is_named(declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0], hand_in=False)
    give_score(declaration, "B1.1", {"points": "1.2"})
    give_score(declaration, "B1.4", {"parts": {"desk": "0.4"}})

    with pytest.raises(TransitionRefused, match="Not scored yet: B1.1, B1.4"):
        finish(assignment_of(declaration), by=declaration.people.appraisers[0])

    assert assignment_of(declaration).finished_at is None


def test_handing_in_twice_is_refused(declaration):
    person = declaration.people.appraisers[0]
    score_as_claimed(declaration, person)
    first = assignment_of(declaration).finished_at

    with pytest.raises(TransitionRefused, match="handed in"):
        finish(assignment_of(declaration), by=person)

    assert assignment_of(declaration).finished_at == first


def test_nobody_hands_in_for_somebody_else(declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0], hand_in=False)

    with pytest.raises(PermissionDenied):
        finish(assignment_of(declaration), by=declaration.people.appraisers[1])


def test_nothing_is_scored_when_the_evaluation_is_closed():
    declaration = appraised_declaration()
    third = PostFactory(role=Role.APPRAISER, place=DistrictFactory()).user
    assignment = declaration.assignments.create(
        appraiser=third, assigned_by=declaration.people.office
    )
    criterion = declaration.standard.criteria.get(code="A1.2")
    assignment.scores.create(criterion=criterion)

    with pytest.raises(TransitionRefused, match="Not possible while"):
        save_score(assignment, criterion, by=third, version=0, finding={"misses": "0"})


def test_appraisers_write_beside_each_other():
    declaration = scored_declaration()

    ones, others = (
        list(assignment_of(declaration, number).scores.values_list("points", flat=True))
        for number in (0, 1)
    )
    assert ones == others
    assert Score.objects.count() == 12
