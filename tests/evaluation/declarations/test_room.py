"""The room of a community, and the office giving it more."""

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.declarations.library import store
from evaluation.declarations.room import MEGABYTE, Room, grant_room, room_of
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory, DistrictFactory
from tests.factories.files import text_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("taken", "most", "percent", "left", "is_tight"),
    [
        (0, 100, 0, 100, False),
        (79, 100, 79, 21, False),
        (80, 100, 80, 20, True),
        (130, 100, 100, 0, True),
        (0, 0, 100, 0, True),
    ],
)
def test_room_is_told_before_it_is_used_up(taken, most, percent, left, is_tight):
    room = Room(taken, most)

    assert (room.percent, room.left, room.is_tight) == (percent, left, is_tight)


def test_the_latest_grant_counts_for_its_community_alone(community, street, person):
    office = person(Role.OFFICE_REVIEWER)
    grant_room(community, 1500, "Many photos.", by=office)
    grant = grant_room(community, 2000, "Even more photos.", by=office)

    assert room_of(community).most == 2000 * MEGABYTE
    assert room_of(CommunityFactory(parent=street)).most == 1000 * MEGABYTE
    assert (grant.by, grant.reason) == (office, "Even more photos.")


def test_less_than_is_taken_cannot_be_given(community, person):
    text = "a" * (MEGABYTE + 1)
    store(community, text_file(text=text), by=person(Role.COMMUNITY_WORKER))

    with pytest.raises(TransitionRefused, match="already take 2 MB"):
        grant_room(community, 1, "Save.", by=person(Role.OFFICE_REVIEWER))


def test_a_grant_has_a_reason(community, person):
    with pytest.raises(TransitionRefused, match="reason"):
        grant_room(community, 2000, " ", by=person(Role.OFFICE_REVIEWER))


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL, Role.LEADER])
def test_only_the_office_gives_room(community, person, role):
    with pytest.raises(PermissionDenied):
        grant_room(community, 2000, "More.", by=person(role))


def test_the_office_of_another_district_does_not(community, person):
    other = DistrictFactory(code="990202")

    with pytest.raises(PermissionDenied):
        grant_room(community, 2000, "More.", by=person(Role.OFFICE_REVIEWER, other))
