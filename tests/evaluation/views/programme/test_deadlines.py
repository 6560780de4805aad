"""One community's deadline is moved, with a reason that is read by those concerned."""

from datetime import timedelta

import pytest

from communities.models import DeadlineShift, Role
from harmony.shared import clock
from tests.evaluation.views.programme.pages import to, typed
from tests.factories import CommunityFactory
from tests.factories.standings import StandingFactory


def shift(**changed):
    return {"deadline": "hand_up_street", "reason": "The bridge was closed."} | changed


def test_deadline_is_moved_for_one_community(office, stage, community):
    StandingFactory(community=community, stage=stage)
    moved_to = stage.hand_up_street + timedelta(days=3)

    response = office.post(
        to("shift-deadline", stage.pk),
        shift(community=community.code, moved_to=typed(moved_to)),
        follow=True,
    )

    row = DeadlineShift.objects.get()
    assert (row.community, typed(row.moved_to)) == (community, typed(moved_to))
    html = response.content.decode()
    assert "The bridge was closed." in html
    assert f"The deadline of {community.name} is moved." in html


def test_community_and_deadline_can_come_with_the_address(office, stage, community):
    StandingFactory(community=community, stage=stage)

    html = office.get(
        to("shift-deadline", stage.pk), {"community": community.code, "deadline": "scoring"}
    ).content.decode()

    assert f'<option value="{community.code}" selected>' in html
    assert '<option value="scoring" selected>' in html


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"reason": " "}, "This field is required."),
        ({"deadline": "lunch"}, "is not one of the available choices"),
        ({"deadline": ""}, "This field is required."),
        ({"moved_to": "2001-01-01T12:00"}, "Choose a moment that has not passed yet."),
        ({"moved_to": "later"}, "Enter a valid date/time."),
        ({"moved_to": "2099-01-01T12:00"}, "“Hand-up to the office” cannot be before"),
        ({"community": "999"}, "is not one of the available choices"),
        ({"community": ""}, "This field is required."),
    ],
    ids=str,
)
def test_shift_with_a_mistake_is_not_made(office, stage, community, changed, message):
    StandingFactory(community=community, stage=stage)
    moved_to = typed(stage.hand_up_street + timedelta(days=3))
    values = shift(community=community.code, moved_to=moved_to) | changed

    html = office.post(to("shift-deadline", stage.pk), values).content.decode()

    assert message in html
    assert not DeadlineShift.objects.exists()


def test_only_communities_of_the_stage_can_be_chosen(office, stage, community):
    values = shift(community=community.code, moved_to=typed(stage.hand_up_street))

    html = office.post(to("shift-deadline", stage.pk), values).content.decode()

    assert "No community is planned for this stage" in html
    assert not DeadlineShift.objects.exists()


def test_street_reads_the_shifts_of_its_own_communities_only(client, person, stage, community):
    elsewhere = CommunityFactory(parent__parent=community.parent.parent)
    for place in (community, elsewhere):
        DeadlineShift.objects.create(
            stage=stage,
            community=place,
            deadline="scoring",
            moved_to=clock.now(),
            reason=f"Reason of {place.name}",
            by=person(Role.OFFICE_REVIEWER),
        )
    client.force_login(person(Role.STREET_OFFICIAL))

    html = client.get(to("stage", stage.pk)).content.decode()

    assert f"Reason of {community.name}" in html
    assert f"Reason of {elsewhere.name}" not in html


@pytest.mark.parametrize("rows", [3, 30])
def test_stage_costs_the_same_for_three_shifts_and_thirty(
    office, person, stage, street, rows, django_assert_max_num_queries
):
    by = person(Role.OFFICE_REVIEWER)
    for _ in range(rows):
        DeadlineShift.objects.create(
            stage=stage,
            community=CommunityFactory(parent=street),
            deadline="scoring",
            moved_to=clock.now(),
            reason="Flood",
            by=by,
        )

    with django_assert_max_num_queries(10):
        office.get(to("stage", stage.pk))
