"""Notice, decision and certificate: what changes, who may, and what happens twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.acceptance.calculation import still_holds
from evaluation.acceptance.services import publish_notice, revoke
from evaluation.models import Certificate, Level, State
from evaluation.steps import take_step
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories.evaluations import (
    accepted_declaration,
    appraised_declaration,
    evaluated_declaration,
    noticed_declaration,
)
from tests.factories.people import PostFactory

pytestmark = pytest.mark.django_db


def test_appraising_freezes_a_result_that_can_be_computed_again():
    declaration = evaluated_declaration(option="satisfied")

    take_step(declaration, "appraise", by=declaration.people.office)

    result = declaration.result
    assert (result.professional, result.residents) == (Decimal("100.00"), Decimal("80.00"))
    assert result.composite == Decimal("94.00")
    assert (result.level, result.satisfaction_rate) == (Level.EXCELLENT, Decimal("100.00"))
    assert still_holds(result.computation)
    assert result.standard_hash == declaration.standard.content_hash


def test_evaluation_cannot_be_closed_while_something_is_missing():
    declaration = evaluated_declaration()
    declaration.visits.filter(kind="site_visit").delete()

    with pytest.raises(TransitionRefused, match="The site has not been visited yet"):
        take_step(declaration, "appraise", by=declaration.people.office)

    declaration.refresh_from_db()
    assert declaration.state == State.RECEIVED
    assert not hasattr(declaration, "result")


@pytest.mark.parametrize("days", [1, 6])
def test_notice_that_is_too_short_is_refused(days):
    declaration = appraised_declaration()

    with pytest.raises(TransitionRefused, match="at least 7 calendar days"):
        publish_notice(
            declaration.stage,
            [declaration],
            by=declaration.people.office,
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=days - 1),
            title_zh="公示",
        )

    assert not declaration.stage.notices.exists()


def test_nothing_is_decided_while_the_notice_runs():
    declaration = noticed_declaration(ended=False)

    with pytest.raises(TransitionRefused, match="still running"):
        take_step(declaration, "accept", by=declaration.people.leader, level="excellent")


def test_acceptance_grants_a_certificate_with_the_next_number():
    declaration = accepted_declaration()

    certificate = declaration.decision.certificate
    assert declaration.state == State.ACCEPTED
    assert (certificate.year, certificate.number) == (declaration.stage.year, 1)
    assert certificate.granted_on == clock.today()
    assert certificate.document.state == "owed"


def test_second_acceptance_is_refused_and_takes_no_number():
    declaration = accepted_declaration()

    with pytest.raises(TransitionRefused):
        take_step(declaration, "accept", by=declaration.people.leader, level="good", note="x")

    assert Certificate.objects.count() == 1


def test_level_other_than_proposed_needs_a_note():
    declaration = noticed_declaration()

    with pytest.raises(TransitionRefused, match="Say why"):
        take_step(declaration, "accept", by=declaration.people.leader, level="good")


def test_not_accepting_leaves_no_certificate():
    declaration = noticed_declaration()

    take_step(declaration, "not_accept", by=declaration.people.leader, note="Sham figures.")

    assert declaration.state == State.NOT_ACCEPTED
    assert declaration.decision.level == Level.NOT_YET
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("who", ["office", "examiner", "official", "appraiser"])
def test_nobody_who_worked_at_it_decides_even_as_a_leader(who):
    declaration = noticed_declaration()
    people = declaration.people
    person = people.appraisers[0] if who == "appraiser" else getattr(people, who)
    PostFactory(user=person, role=Role.LEADER, place=declaration.community.parent.parent)
    person = type(person).objects.get(pk=person.pk)

    with pytest.raises(TransitionRefused, match="You may not do this"):
        take_step(declaration, "accept", by=person, level="excellent")


def test_revoking_keeps_the_certificate_with_its_reason():
    declaration = accepted_declaration()
    certificate = declaration.decision.certificate

    revoke(certificate, by=declaration.people.office, reason="Forged material.")

    certificate.refresh_from_db()
    assert (certificate.revoke_reason, certificate.revoked_by) == (
        "Forged material.",
        declaration.people.office,
    )
    with pytest.raises(TransitionRefused, match="already"):
        revoke(certificate, by=declaration.people.office, reason="Again.")


def test_leader_cannot_revoke():
    declaration = accepted_declaration()

    with pytest.raises(PermissionDenied):
        revoke(declaration.decision.certificate, by=declaration.people.leader, reason="x")
