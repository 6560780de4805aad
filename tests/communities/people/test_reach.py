"""What people may read follows from the posts they hold today."""

from datetime import timedelta

import pytest

from communities.models import Place, Role
from communities.people.reach import holds
from harmony.shared import clock
from tests.factories import CommunityFactory, PostFactory, StageFactory

pytestmark = pytest.mark.django_db


def test_a_street_official_reads_their_own_street(person, street):
    inside = CommunityFactory(parent=street)
    CommunityFactory()

    official = person(Role.STREET_OFFICIAL)

    assert list(Place.objects.visible_to(official)) == [street, inside]


def test_a_liaison_and_an_administrator_read_the_whole_district(person, district):
    community = CommunityFactory()

    for role in (Role.DEPARTMENT_LIAISON, Role.ADMINISTRATOR, Role.AUDITOR):
        assert list(Place.objects.visible_to(person(role))) == [
            district,
            community.parent,
            community,
        ]


def test_a_post_that_has_ended_gives_nothing(community):
    post = PostFactory(place=community, ends_on=clock.today() - timedelta(days=1))

    assert not holds(post.user, Role.COMMUNITY_WORKER)
    assert not Place.objects.visible_to(post.user).exists()


def test_a_post_reaches_to_its_last_day(community):
    post = PostFactory(place=community, ends_on=clock.today())

    assert holds(post.user, Role.COMMUNITY_WORKER, over=community)


def test_the_stage_of_the_builders_has_its_dates_in_order():
    stage = StageFactory()

    dates = [stage.hand_up_street, stage.hand_up_office, stage.notice_opens, stage.decision]
    assert dates == sorted(dates)
