"""A place as it was at an earlier moment."""

from datetime import timedelta

import pytest

from communities.models import CommunityClass, PlaceChange, Role, Title
from communities.places.as_of import place_as_of
from communities.places.classify import set_class, set_name
from harmony.shared import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


def test_what_was_changed_since_is_taken_back(community, office):
    before, now = community.name_en, clock.now()
    with clock.at(now + timedelta(days=1)):
        set_class([community], by=office, community_class=CommunityClass.VILLAGE_IN_CITY)
    with clock.at(now + timedelta(days=2)):
        set_name(community, by=office, name_en="First Name")
        set_class([community], by=office, title=Title.DISTRICT)
    with clock.at(now + timedelta(days=3)):
        set_name(community, by=office, name_en="Second Name")
    community.refresh_from_db()

    then, between = (place_as_of(community, now + timedelta(days=days)) for days in (0, 2.5))

    assert (then.name_en, then.community_class) == (before, CommunityClass.NEW_RESIDENTIAL)
    assert then.title == Title.MUNICIPAL
    assert (between.name_en, between.title) == ("First Name", Title.DISTRICT)
    assert between.community_class == CommunityClass.VILLAGE_IN_CITY


def test_the_place_itself_stays_as_it_is(community, office):
    PlaceChange.objects.create(
        place=community, field="name_zh", before="旧名社区", by=office, at=clock.now()
    )

    then = place_as_of(community, clock.now() - timedelta(days=1))

    assert then.name_zh == "旧名社区"
    assert community.name_zh != "旧名社区"
