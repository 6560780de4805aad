"""The dossier of a round: who may ask for it and read it, and when it is another paper."""

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.documents.dossiers import dossier_of, request_dossier
from evaluation.documents.services import (
    claim,
    keep,
    make_again,
    may_ask_for,
    note_failure,
    try_again,
)
from evaluation.models import Document, DocumentState
from evaluation.steps import take_step
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory, PostFactory
from tests.factories.declarations import resubmitted_declaration, submitted_declaration
from tests.factories.evaluations import (
    accepted_declaration,
    assigned_declaration,
    with_small_standard,
)

pytestmark = pytest.mark.django_db
BOTH, PAPER, NOTHING = {"pdf", "zip"}, {"pdf"}, set()


@pytest.fixture
def submitted():
    return submitted_declaration(**with_small_standard({}))


def last_round(declaration):
    return declaration.hand_ups.last()


def asked(hand_up, by, form="pdf", language="en"):
    return request_dossier(hand_up, by=by, form=form, language=language)


def forms_for(user, hand_up):
    """The forms that this person may ask for."""
    return {form for form in BOTH if may_ask_for(dossier_of(hand_up, form=form), user)}


def forms_read_by(user, hand_up):
    """The forms that this person reads when they are there."""
    papers = Document.objects.visible_to(user).filter(params__round=hand_up.round)
    return {paper.params["form"] for paper in papers}


def owed(hand_up):
    """Both forms of the dossier, asked for by somebody else."""
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district_of(hand_up)).user
    return [asked(hand_up, office, form) for form in sorted(BOTH)]


def district_of(hand_up):
    return hand_up.declaration.community.parent.parent


# ------------------------------------------------------------------ once for each round
def test_asked_again_it_is_the_same_paper_made_or_not(submitted):
    hand_up, people = last_round(submitted), submitted.people
    first = asked(hand_up, people.official)
    assert asked(hand_up, people.worker) == first

    keep(claim(first.pk), b"%PDF")

    assert asked(hand_up, people.office) == first
    assert Document.objects.count() == 1


@pytest.mark.parametrize("other", [{"form": "zip"}, {"language": "zh-hans"}])
def test_another_form_or_language_is_another_paper(submitted, other):
    hand_up, by = last_round(submitted), submitted.people.official

    assert asked(hand_up, by) != asked(hand_up, by, **other)
    assert asked(hand_up, by, **other) == asked(hand_up, by, **other)


def test_once_the_street_has_examined_it_there_is_more_to_tell(submitted):
    hand_up, people = last_round(submitted), submitted.people
    before = asked(hand_up, people.official)
    take_step(submitted, "pass", by=people.examiner, note="Plausible.")

    after = asked(hand_up, people.official)

    assert after != before
    assert (before.params["moves"], after.params["moves"]) == (1, 2)
    assert asked(hand_up, people.office) == after


def test_what_follows_in_the_evaluation_is_no_part_of_it(submitted):
    hand_up, people = last_round(submitted), submitted.people
    take_step(submitted, "pass", by=people.examiner)
    take_step(submitted, "receive", by=people.office)
    received = asked(hand_up, people.official)
    submitted.steps.create(
        name="appraise", source="received", target="appraised", by=people.office
    )

    assert asked(hand_up, people.official) == received


def test_a_later_round_does_not_change_an_earlier_one():
    declaration = resubmitted_declaration(**with_small_standard({}))
    first, second = declaration.hand_ups.all()
    by = declaration.people.official
    papers = [asked(first, by), asked(second, by)]
    take_step(declaration, "pass", by=declaration.people.examiner)

    assert asked(first, by) == papers[0]
    assert asked(second, by) != papers[1]


def test_a_failed_one_is_owed_again(submitted):
    document = asked(last_round(submitted), submitted.people.official)
    note_failure(claim(document.pk), "No room.", is_final=True)

    assert asked(last_round(submitted), submitted.people.worker) == document
    document.refresh_from_db()
    assert document.state == DocumentState.OWED


# ------------------------------------------------------------------ who
def test_the_community_its_street_and_the_reviewers_have_both_forms(submitted, person):
    hand_up, people = last_round(submitted), submitted.people
    reviewers = [person(role) for role in (Role.LEADER, Role.AUDITOR)]
    owed(hand_up)

    for user in (people.worker, people.official, people.examiner, people.office, *reviewers):
        assert forms_for(user, hand_up) == BOTH, user
        assert forms_read_by(user, hand_up) == BOTH, user


def test_neighbours_administrators_and_appraisers_of_others_have_none(submitted, person):
    hand_up = last_round(submitted)
    neighbour = CommunityFactory(parent=submitted.community.parent)
    other_street = CommunityFactory().parent
    strangers = [
        person(Role.COMMUNITY_WORKER, neighbour),
        person(Role.STREET_OFFICIAL, other_street),
        person(Role.ADMINISTRATOR),
        person(Role.APPRAISER, district_of(hand_up)),
        person(Role.DEPARTMENT_LIAISON),
    ]
    owed(hand_up)

    for user in strangers:
        assert forms_for(user, hand_up) == NOTHING, user
        assert forms_read_by(user, hand_up) == NOTHING, user
        with pytest.raises(PermissionDenied):
            asked(hand_up, user)


def test_a_department_reads_what_is_decided_but_never_the_files(person):
    declaration = accepted_declaration()
    hand_up, liaison = last_round(declaration), person(Role.DEPARTMENT_LIAISON)
    owed(hand_up)

    assert forms_for(liaison, hand_up) == forms_read_by(liaison, hand_up) == PAPER
    with pytest.raises(PermissionDenied):
        asked(hand_up, liaison, "zip")


def test_an_appraiser_who_speaks_for_a_department_has_no_files_of_others(person):
    declaration = accepted_declaration()
    liaison = person(Role.DEPARTMENT_LIAISON)
    PostFactory(user=liaison, role=Role.APPRAISER, place=declaration.community.parent.parent)
    owed(last_round(declaration))

    assert forms_for(liaison, last_round(declaration)) == PAPER
    assert forms_read_by(liaison, last_round(declaration)) == PAPER


def test_an_appraiser_has_what_is_assigned_while_it_is():
    declaration = assigned_declaration()
    hand_up, appraiser = last_round(declaration), declaration.people.appraisers[0]
    owed(hand_up)
    assert forms_for(appraiser, hand_up) == forms_read_by(appraiser, hand_up) == BOTH

    assignment = declaration.assignments.get(appraiser=appraiser)
    assignment.ended_at, assignment.ended_by = clock.now(), declaration.people.office
    assignment.save()

    assert forms_for(appraiser, hand_up) == forms_read_by(appraiser, hand_up) == NOTHING


def test_an_appraiser_has_no_files_of_an_earlier_round():
    declaration = resubmitted_declaration(**with_small_standard({}))
    people = declaration.people
    take_step(declaration, "pass", by=people.examiner)
    take_step(declaration, "receive", by=people.office)
    appraiser = PostFactory(role=Role.APPRAISER, place=declaration.community.parent.parent).user
    declaration.assignments.create(appraiser=appraiser, assigned_by=people.office)
    first, second = declaration.hand_ups.all()
    owed(first)
    owed(second)

    assert forms_for(appraiser, first) == forms_read_by(appraiser, first) == PAPER
    assert forms_for(appraiser, second) == forms_read_by(appraiser, second) == BOTH


def test_other_papers_are_read_as_before(submitted, person):
    certificate = Document.objects.create(
        kind=Document.Kind.CERTIFICATE,
        declaration=submitted,
        requested_by=submitted.people.office,
    )
    owed(last_round(submitted))

    assert list(Document.objects.visible_to(person(Role.ADMINISTRATOR))) == [certificate]
    assert certificate in Document.objects.visible_to(submitted.people.worker)


def test_only_who_may_ask_may_try_again(submitted, person):
    document = asked(last_round(submitted), submitted.people.official)
    note_failure(claim(document.pk), "No room.", is_final=True)

    with pytest.raises(PermissionDenied):
        try_again(document, by=person(Role.ADMINISTRATOR))
    try_again(document, by=submitted.people.worker)
    document.refresh_from_db()
    assert document.state == DocumentState.OWED
    with pytest.raises(TransitionRefused):
        try_again(document, by=submitted.people.worker)


@pytest.mark.parametrize(
    "params", [{}, {"round": 2, "form": "pdf"}, {"round": None}, {"round": 1, "form": "exe"}]
)
def test_what_was_never_handed_up_is_nobodys(submitted, params):
    wanted = Document(kind=Document.Kind.DOSSIER, declaration=submitted, params=params)

    is_known = params.get("round") == 1
    assert may_ask_for(wanted, submitted.people.official) == is_known
    wanted.requested_by = submitted.people.official
    wanted.save()
    assert not Document.objects.visible_to(submitted.people.official).exists()


def test_made_again_needs_the_same_permission(submitted, person):
    document = asked(last_round(submitted), submitted.people.official)

    with pytest.raises(PermissionDenied):
        make_again(document, by=person(Role.ADMINISTRATOR))
