"""Two people at the same moment: one of them is first, and nothing is done twice or halfway."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from communities.models import Role, User
from evaluation.acceptance.services import publish_notice
from evaluation.appraisal.services import end_assignment, finish
from evaluation.models import (
    Assignment,
    Certificate,
    Decision,
    Declaration,
    Notice,
    Result,
    State,
)
from evaluation.steps import take_step
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory
from tests.factories.evaluations import (
    appraised_declaration,
    assigned_declaration,
    assignment_of,
    evaluated_declaration,
    noticed_declaration,
    score_as_claimed,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """Do these at the same moment, each with a connection of its own: “done” or the refusal."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        barrier.wait()
        try:
            act()
        except TransitionRefused as refusal:
            return str(refusal.reason)
        except PermissionDenied:
            return "denied"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def step(declaration: Declaration, name: str, by: User, **more) -> Callable[[], None]:
    """The move, on rows read anew, as a request of its own would."""

    def act() -> None:
        read = Declaration.objects.get(pk=declaration.pk)
        take_step(read, name, by=User.objects.get(pk=by.pk), **more)

    return act


def test_two_leaders_decide_once():
    declaration = noticed_declaration()
    other = PostFactory(role=Role.LEADER, place=DistrictFactory()).user

    outcome = together(
        step(declaration, "accept", declaration.people.leader, level="excellent"),
        step(declaration, "not_accept", other, note="Sham figures."),
    )

    assert outcome.count("done") == 1
    assert Decision.objects.count() == 1
    decided = declaration.steps.filter(name__in=["accept", "not_accept"])
    assert decided.count() == 1
    assert Certificate.objects.count() == decided.filter(name="accept").count()


def test_numbers_of_certificates_are_given_once():
    first = noticed_declaration()
    second = noticed_declaration(
        stage=first.stage, community=CommunityFactory(parent=first.community.parent)
    )

    outcome = together(
        step(first, "accept", first.people.leader, level="excellent"),
        step(second, "accept", second.people.leader, level="excellent"),
    )

    assert outcome == ["done", "done"]
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2]


def test_two_reviewers_publish_one_notice():
    declaration = appraised_declaration()
    other = PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user

    def publish(by: User) -> Callable[[], object]:
        def act() -> object:
            read = Declaration.objects.select_related("stage__programme").get(pk=declaration.pk)
            return publish_notice(
                read.stage,
                [read],
                by=User.objects.get(pk=by.pk),
                opens_at=clock.now(),
                closes_at=clock.now() + timedelta(days=10),
                title_zh="公示",
            )

        return act

    outcome = together(publish(declaration.people.office), publish(other))

    assert outcome.count("done") == 1
    assert Notice.objects.count() == 1
    assert declaration.notice_entries.count() == 1


def test_evaluation_is_not_closed_on_scores_that_are_taken_out_meanwhile():
    declaration = evaluated_declaration()
    other = PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user
    assignment = assignment_of(declaration)

    def take_off() -> None:
        read = Assignment.objects.get(pk=assignment.pk)
        end_assignment(read, by=User.objects.get(pk=other.pk), reason="Related to the head.")

    outcome = together(step(declaration, "appraise", declaration.people.office), take_off)

    assert outcome.count("done") == 1
    declaration.refresh_from_db()
    is_closed = declaration.state == State.APPRAISED
    assert Result.objects.exists() == is_closed
    assignment.refresh_from_db()
    assert (assignment.ended_at is None) == is_closed


def test_appraiser_who_hands_in_while_being_taken_off():
    declaration = assigned_declaration()
    person = declaration.people.appraisers[0]
    score_as_claimed(declaration, person, hand_in=False)
    assignment = assignment_of(declaration)

    def take_off() -> None:
        read = Assignment.objects.get(pk=assignment.pk)
        office = User.objects.get(pk=declaration.people.office.pk)
        end_assignment(read, by=office, reason="Related to the head.")

    def hand_in() -> None:
        finish(Assignment.objects.get(pk=assignment.pk), by=User.objects.get(pk=person.pk))

    handed_in, taken_off = together(hand_in, take_off)

    assert taken_off == "done"
    assignment.refresh_from_db()
    assert assignment.ended_at is not None
    assert (assignment.finished_at is not None) == (handed_in == "done")
    assert handed_in in {"done", "The office has taken you off this declaration."}
