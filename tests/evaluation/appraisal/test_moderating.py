"""Moderation: only where appraisers differ, by whom, and what becomes of what was settled."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from communities.models import Role
from evaluation.appraisal.agreement import agreement_on, agreements
from evaluation.appraisal.services import assign, moderate
from evaluation.models import Declaration, Moderation
from evaluation.steps import take_step
from harmony.shared.workflow import TransitionRefused
from tests.factories.evaluations import (
    ask_residents,
    assigned_declaration,
    claiming_declaration,
    disputed_declaration,
    evaluated_declaration,
    give_score,
    record_visits,
    score_as_claimed,
    scored_declaration,
    with_appraisers,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return disputed_declaration()


def criterion_of(declaration, code="A1.2"):
    return declaration.standard.criteria.get(code=code)


def settle(declaration, code="A1.2", **changes):
    given = {"points": Decimal("1.25"), "reason": "The corners were clean on the visit."}
    given |= {"by": declaration.people.office} | changes
    return moderate(declaration, criterion_of(declaration, code), **given)


def test_only_what_differs_has_to_be_settled(declaration):
    open_codes = [
        a.criterion.code for a in agreements(declaration) if not a.is_settled and a.scores
    ]

    assert open_codes == ["A1.2"]


def test_settlement_is_signed_and_counts(declaration):
    moderation = settle(declaration)

    assert (moderation.by, moderation.points) == (declaration.people.office, Decimal("1.25"))
    assert moderation.reason == "The corners were clean on the visit."
    found = agreement_on(declaration, criterion_of(declaration))
    assert found.is_settled
    assert (found.score.points, found.score.out_of) == (Decimal("1.25"), Decimal("2.00"))


def test_settled_anew_the_first_stays_readable(declaration):
    first, second = settle(declaration), settle(declaration, points=Decimal(1), reason="Anew.")

    first.refresh_from_db()
    assert first.replaced_at is not None
    assert agreement_on(declaration, criterion_of(declaration)).moderation == second


def test_two_settlements_cannot_stand_at_once(declaration):
    settle(declaration)

    with pytest.raises(IntegrityError), transaction.atomic():
        Moderation.objects.create(
            declaration=declaration,
            criterion=criterion_of(declaration),
            points=1,
            reason="Beside.",
            by=declaration.people.office,
        )


@pytest.mark.parametrize("points", ["-0.01", "2.01", "1.234"])
def test_points_outside_the_criterion_are_refused(declaration, points):
    with pytest.raises(TransitionRefused, match="between 0 and 2 points"):
        settle(declaration, points=Decimal(points))

    assert not Moderation.objects.exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_settlement_needs_a_reason(declaration, reason):
    with pytest.raises(TransitionRefused, match="Give a reason"):
        settle(declaration, reason=reason)


def test_nothing_is_settled_where_they_agree(declaration):
    with pytest.raises(TransitionRefused, match="nothing to settle on B1.1"):
        settle(declaration, code="B1.1")


def test_nothing_is_settled_before_all_have_handed_in():
    declaration = assigned_declaration()
    give_score(declaration, "A1.2", {"misses": "3"}, reason="Three.")
    score_as_claimed(declaration, declaration.people.appraisers[0])

    with pytest.raises(TransitionRefused, match="Not every appraiser has handed in"):
        settle(declaration)


def test_nothing_is_settled_by_one_appraiser_alone():
    declaration = with_appraisers(claiming_declaration({}), count=1)
    score_as_claimed(declaration, declaration.people.appraisers[0])

    with pytest.raises(TransitionRefused, match="nothing to settle"):
        settle(declaration)


@pytest.mark.parametrize("who", ["leader", "official"])
def test_only_the_office_settles(declaration, who):
    with pytest.raises(PermissionDenied):
        settle(declaration, by=getattr(declaration.people, who))


def test_appraiser_who_is_also_of_the_office_does_not_settle(declaration):
    person = declaration.people.appraisers[0]
    PostFactory(user=person, role=Role.OFFICE_REVIEWER, place=DistrictFactory())
    person = type(person).objects.get(pk=person.pk)

    with pytest.raises(PermissionDenied):
        settle(declaration, by=person)


def test_nothing_is_settled_when_the_evaluation_is_closed():
    declaration = evaluated_declaration()
    take_step(declaration, "appraise", by=declaration.people.office)

    with pytest.raises(TransitionRefused, match="Not possible while"):
        settle(declaration)


def test_new_scores_undo_what_was_settled(declaration):
    settle(declaration)
    third = PostFactory(role=Role.APPRAISER, place=DistrictFactory()).user
    declaration.people.appraisers.append(third)
    assign(declaration, third, by=declaration.people.office)
    assert declaration.moderations.filter(replaced_at=None).exists()

    score_as_claimed(declaration, third)

    assert not declaration.moderations.filter(replaced_at=None).exists()
    assert not agreement_on(declaration, criterion_of(declaration)).is_settled


# ------------------------------------------------------------------ modifiers
@pytest.fixture
def differing():
    """One confirms that B1.2 does not apply here, the other does not."""
    declaration = with_appraisers(claiming_declaration({"B1.2": "excluded"}))
    give_score(declaration, "B1.2", {"value": "90"}, reason="There are streets.")
    for appraiser in declaration.people.appraisers:
        score_as_claimed(declaration, appraiser)
    return declaration


def test_confirmed_claim_takes_the_criterion_out(differing):
    settle(differing, code="B1.2", points=Decimal(2), modifier="excluded")

    found = agreement_on(differing, criterion_of(differing, "B1.2")).score
    assert (found.points, found.out_of, found.counts) == (Decimal(0), Decimal(0), False)


def test_claim_that_was_not_made_cannot_be_confirmed(differing):
    with pytest.raises(TransitionRefused, match="Only a modifier that the community claimed"):
        settle(differing, code="B1.2", modifier="not_occurred")


def test_open_dispute_keeps_the_evaluation_open_and_the_settlement_closes_it(declaration):
    record_visits(declaration)
    ask_residents(declaration)

    with pytest.raises(TransitionRefused, match="Still to be moderated: A1.2"):
        take_step(declaration, "appraise", by=declaration.people.office)
    declaration.refresh_from_db()
    settle(declaration)
    take_step(declaration, "appraise", by=declaration.people.office)

    assert declaration.result.professional == Decimal("92.50")


def test_agreements_cost_the_same_however_many_appraisers(django_assert_num_queries):
    declaration = scored_declaration()
    for _round in range(2):
        read = Declaration.objects.select_related("standard", "community").get(pk=declaration.pk)
        with django_assert_num_queries(3):
            agreements(read)
        third = PostFactory(role=Role.APPRAISER, place=DistrictFactory()).user
        assign(declaration, third, by=declaration.people.office)
        score_as_claimed(declaration, third)
