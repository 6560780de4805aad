"""Public notice: its dates, what it names, and that nothing is named twice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import CalendarException, Role
from evaluation.acceptance.services import publish_notice
from evaluation.models import Notice, NoticeEntry, State
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory, StageFactory
from tests.factories.evaluations import (
    appraised_declaration,
    evaluated_declaration,
    noticed_declaration,
)
from tests.factories.people import PostFactory

pytestmark = pytest.mark.django_db


def publish(*declarations, days=10, by=None, stage=None, opens_at=None, **words):
    opens_at = opens_at or clock.now()
    return publish_notice(
        stage or declarations[0].stage,
        declarations,
        by=by or declarations[0].people.office,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=days - 1),
        **({"title_zh": "评估结果公示"} | words),
    )


def test_notice_names_the_proposed_level_and_is_signed():
    declaration = appraised_declaration()

    notice = publish(declaration, title_en="Proposed results", text_en="Read it.")

    entry = notice.entries.get()
    assert (entry.declaration, entry.level) == (declaration, "excellent")
    assert entry.composite == declaration.result.composite
    assert (notice.number, notice.by) == (1, declaration.people.office)
    assert (notice.title, notice.text) == ("Proposed results", "Read it.")
    step = declaration.steps.get(name="notice")
    assert (step.by, step.role) == (declaration.people.office, Role.OFFICE_REVIEWER)
    assert declaration.state == State.NOTICED


def test_notices_of_a_stage_are_numbered():
    first = appraised_declaration()
    second = appraised_declaration(
        stage=first.stage, community=CommunityFactory(parent=first.community.parent)
    )

    assert [publish(first).number, publish(second).number] == [1, 2]


def test_nothing_is_named_twice():
    declaration = appraised_declaration()
    publish(declaration)

    with pytest.raises(TransitionRefused, match="Not possible while “On public notice”"):
        publish(declaration)

    assert Notice.objects.count() == NoticeEntry.objects.count() == 1


def test_one_that_cannot_be_named_holds_up_the_whole_notice():
    ready = appraised_declaration()
    not_ready = evaluated_declaration(
        stage=ready.stage, community=CommunityFactory(parent=ready.community.parent)
    )

    with pytest.raises(TransitionRefused, match=f"{not_ready.community.name}: Not possible"):
        publish(ready, not_ready)

    ready.refresh_from_db()
    assert ready.state == State.APPRAISED
    assert not Notice.objects.exists()


def test_empty_notice_is_refused():
    declaration = appraised_declaration()

    with pytest.raises(TransitionRefused, match="at least one community"):
        publish_notice(
            declaration.stage,
            [],
            by=declaration.people.office,
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=10),
            title_zh="公示",
        )


def test_declaration_of_another_stage_is_refused():
    declaration = appraised_declaration()
    other = StageFactory(programme=declaration.stage.programme, ordinal=99)

    with pytest.raises(TransitionRefused, match="another stage"):
        publish(declaration, stage=other)


@pytest.mark.parametrize("who", ["leader", "official", "appraiser"])
def test_only_the_office_publishes(who):
    declaration = appraised_declaration()
    people = declaration.people
    person = people.appraisers[0] if who == "appraiser" else getattr(people, who)

    with pytest.raises(PermissionDenied):
        publish(declaration, by=person)


def test_nobody_of_the_office_publishes_what_they_scored():
    declaration = appraised_declaration()
    person = declaration.people.appraisers[0]
    district = declaration.community.parent.parent
    PostFactory(user=person, role=Role.OFFICE_REVIEWER, place=district)
    person = type(person).objects.get(pk=person.pk)

    with pytest.raises(TransitionRefused, match="You may not do this"):
        publish(declaration, by=person)


# ------------------------------------------------------------------ its dates
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("days", [-1, 1, 6])
def test_shorter_than_seven_days_is_refused(days):
    declaration = appraised_declaration()

    with pytest.raises(TransitionRefused, match="at least 7 calendar days"):
        publish(declaration, days=days)

    assert not Notice.objects.exists()


def test_seven_days_with_five_working_days_are_enough():
    with clock.at(MONDAY):
        assert publish(appraised_declaration(), days=7).number == 1


def test_days_off_make_it_longer():
    with clock.at(MONDAY):
        declaration = appraised_declaration()
        district = declaration.community.parent.parent
        CalendarException.objects.create(district=district, day=MONDAY.date(), is_working=False)

        with pytest.raises(TransitionRefused, match="at least 5 working days"):
            publish(declaration, days=7)
        assert publish(declaration, days=8).number == 1


def test_notice_in_the_past_is_refused():
    declaration = appraised_declaration()

    with pytest.raises(TransitionRefused, match="cannot begin in the past"):
        publish(declaration, opens_at=clock.now() - timedelta(days=1))


def test_notice_that_has_begun_is_public_and_one_that_has_not_is_not():
    noticed_declaration(ended=False)
    later = appraised_declaration()
    publish(later, opens_at=clock.now() + timedelta(days=1))

    assert Notice.objects.count() == 2
    assert Notice.objects.public().count() == 1
