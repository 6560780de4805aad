"""Decision and certificate: who decides, what is granted, what is written down, how it ends."""

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.acceptance.services import revoke
from evaluation.models import Certificate, Decision, Document, Level, State
from evaluation.steps import take_step
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory, StageFactory
from tests.factories.evaluations import (
    accepted_declaration,
    appraise,
    appraised_declaration,
    assigned_declaration,
    evaluate,
    noticed_declaration,
    put_on_notice,
    vetoed,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db


def accept(declaration, level="excellent", by=None, note=""):
    take_step(declaration, "accept", by=by or declaration.people.leader, level=level, note=note)
    return declaration.decision.certificate


def refused(declaration, match, name="accept", by=None, **more):
    if name == "accept":
        more.setdefault("level", "excellent")
    with pytest.raises(TransitionRefused, match=match):
        take_step(declaration, name, by=by or declaration.people.leader, **more)
    assert not Decision.objects.exists()
    assert not Certificate.objects.exists()


# ------------------------------------------------------------------ accept
def test_acceptance_is_signed_and_grants_a_certificate():
    declaration = noticed_declaration()

    certificate = accept(declaration, note="")

    decision = declaration.decision
    assert (decision.level, decision.by) == (Level.EXCELLENT, declaration.people.leader)
    step = declaration.steps.get(name="accept")
    assert (step.by, step.role) == (declaration.people.leader, Role.LEADER)
    assert declaration.state == State.ACCEPTED
    assert (certificate.year, certificate.number) == (declaration.stage.year, 1)
    assert certificate.granted_on == clock.today()
    assert certificate.reference == f"{declaration.stage.year}-0001"
    document = certificate.document
    assert (document.kind, document.state) == (Document.Kind.CERTIFICATE, "owed")
    assert document.declaration == declaration


def test_numbers_run_through_the_year_and_begin_anew_in_the_next():
    first = accepted_declaration()
    second = accepted_declaration(community=CommunityFactory(parent=first.community.parent))
    next_year = StageFactory(
        programme=first.stage.programme, ordinal=77, year=first.stage.year + 1
    )
    third = accepted_declaration(
        stage=next_year, community=CommunityFactory(parent=first.community.parent)
    )

    numbers = [d.decision.certificate.number for d in (first, second, third)]
    assert numbers == [1, 2, 1]


def test_printed_number_follows_the_template_of_the_installation(settings):
    settings.CERTIFICATE_NUMBER = "临和证字〔{year}〕第{number}号"
    declaration = accepted_declaration()

    year = declaration.stage.year
    assert declaration.decision.certificate.printed_number == f"临和证字〔{year}〕第1号"


@pytest.mark.parametrize("level", ["not_yet", "", "superb"])
def test_only_the_three_levels_are_acceptance(level):
    refused(noticed_declaration(), "Choose excellent, good or qualified", level=level)


def test_another_level_than_proposed_needs_a_note_and_keeps_it():
    declaration = noticed_declaration()
    refused(declaration, "Say why the level differs", level="good")
    declaration.refresh_from_db()

    accept(declaration, "good", note=" An open dispute about parking. ")

    assert declaration.decision.level == Level.GOOD
    assert declaration.decision.note == "An open dispute about parking."


def test_veto_cannot_be_overruled():
    declaration = assigned_declaration()
    vetoed(declaration)
    put_on_notice(appraise(evaluate(declaration)))
    declaration.refresh_from_db()

    refused(declaration, "A veto is established", level="good", note="All the same.")

    declaration.refresh_from_db()
    assert declaration.state == State.NOTICED


# ------------------------------------------------------------------ not accept
def test_not_accepting_is_signed_and_grants_nothing():
    declaration = noticed_declaration()

    take_step(declaration, "not_accept", by=declaration.people.leader, note="Sham figures.")

    assert declaration.state == State.NOT_ACCEPTED
    assert (declaration.decision.level, declaration.decision.note) == (
        Level.NOT_YET,
        "Sham figures.",
    )
    assert not Certificate.objects.exists()
    assert not Document.objects.exists()


def test_not_accepting_against_the_proposal_needs_a_note():
    refused(noticed_declaration(), "Say why the level differs", name="not_accept")


def test_not_accepting_as_proposed_needs_none():
    declaration = noticed_declaration(option="dissatisfied")

    take_step(declaration, "not_accept", by=declaration.people.leader)

    assert declaration.decision.level == Level.NOT_YET


# ------------------------------------------------------------------ who, and when
@pytest.mark.parametrize("name", ["accept", "not_accept"])
@pytest.mark.parametrize("who", ["office", "official", "appraiser", "auditor"])
def test_only_leaders_decide(name, who):
    declaration = noticed_declaration()
    people = declaration.people
    people.auditor = PostFactory(role=Role.AUDITOR, place=DistrictFactory()).user
    person = people.appraisers[0] if who == "appraiser" else getattr(people, who)

    refused(declaration, "You may not do this", name=name, by=person, note="x")


@pytest.mark.parametrize("who", ["official", "examiner", "office", "appraiser", "pollster"])
def test_nobody_decides_on_what_they_had_a_hand_in(who):
    declaration = noticed_declaration()
    people = declaration.people
    person = people.appraisers[0] if who == "appraiser" else getattr(people, who)
    PostFactory(user=person, role=Role.LEADER, place=DistrictFactory())
    person = type(person).objects.get(pk=person.pk)

    refused(declaration, "You may not do this", by=person)


def test_leader_who_recorded_a_visit_for_the_office_does_not_decide():
    declaration = noticed_declaration()
    leader = declaration.people.leader
    declaration.visits.filter(kind="site_visit").update(by=leader)

    refused(declaration, "You may not do this", by=leader)


def test_nothing_is_decided_while_the_notice_runs():
    refused(noticed_declaration(ended=False), "still running")


def test_nothing_is_decided_before_the_notice():
    refused(appraised_declaration(), "Not possible while “Appraised”")


def test_second_decision_is_refused_and_takes_no_number():
    declaration = accepted_declaration()

    for name, more in (("accept", {"level": "good"}), ("not_accept", {})):
        with pytest.raises(TransitionRefused, match="Not possible while"):
            take_step(declaration, name, by=declaration.people.leader, note="x", **more)

    assert (Decision.objects.count(), Certificate.objects.count()) == (1, 1)


# ------------------------------------------------------------------ revoke
def test_withdrawing_keeps_the_certificate_and_is_signed():
    declaration = accepted_declaration()
    certificate = declaration.decision.certificate

    revoke(certificate, by=declaration.people.office, reason=" Forged material. ")

    certificate.refresh_from_db()
    assert certificate.revoked_by == declaration.people.office
    assert certificate.revoke_reason == "Forged material."
    assert certificate.revoked_at is not None
    assert not Certificate.objects.in_force().exists()


def test_withdrawing_twice_is_refused():
    declaration = accepted_declaration()
    certificate = declaration.decision.certificate
    revoke(certificate, by=declaration.people.office, reason="Forged.")

    with pytest.raises(TransitionRefused, match="already"):
        revoke(certificate, by=declaration.people.office, reason="Again.")

    certificate.refresh_from_db()
    assert certificate.revoke_reason == "Forged."


def test_withdrawing_needs_a_reason():
    declaration = accepted_declaration()

    with pytest.raises(TransitionRefused, match="Give a reason"):
        revoke(declaration.decision.certificate, by=declaration.people.office, reason=" ")


@pytest.mark.parametrize("who", ["leader", "official", "appraiser"])
def test_only_the_office_withdraws(who):
    declaration = accepted_declaration()
    people = declaration.people
    person = people.appraisers[0] if who == "appraiser" else getattr(people, who)

    with pytest.raises(PermissionDenied):
        revoke(declaration.decision.certificate, by=person, reason="x")


def test_number_of_a_withdrawn_certificate_is_not_used_again():
    first = accepted_declaration()
    revoke(first.decision.certificate, by=first.people.office, reason="Forged.")

    second = accepted_declaration(community=CommunityFactory(parent=first.community.parent))

    assert second.decision.certificate.number == 2
