import pytest
from django.core.exceptions import PermissionDenied

from communities.models import CommunityClass, Role, Title
from evaluation.declarations.classing import classify
from evaluation.models import State
from tests.factories import CommunityFactory
from tests.factories.standings import StandingFactory

SETTLED = {State.PLANNED, State.ACCEPTED, State.NOT_ACCEPTED}


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.mark.parametrize("state", State.values)
def test_class_and_title_stand_still_while_a_declaration_is_judged_by_them(
    community, stage, office, state
):
    StandingFactory(community=community, stage=stage, state=state)

    done = classify(
        [community],
        by=office,
        community_class=CommunityClass.VILLAGE_IN_CITY,
        title=Title.NONE,
        households=77,
    )

    community.refresh_from_db()
    is_free = state in SETTLED
    assert (community.community_class == CommunityClass.VILLAGE_IN_CITY) is is_free
    assert (community.title == Title.NONE) is is_free
    assert community.households == 77
    assert done.held_back == ([] if is_free else [community])


def test_others_are_classed_beside_one_that_is_held_back(street, stage, office):
    busy, free = CommunityFactory(parent=street), CommunityFactory(parent=street)
    StandingFactory(community=busy, stage=stage, state=State.RECEIVED)

    done = classify([busy, free], by=office, title=Title.NONE)

    assert [change.place for change in done.changes] == [free]
    assert done.held_back == [busy]


def test_same_value_holds_nothing_back(community, stage, office):
    StandingFactory(community=community, stage=stage, state=State.RECEIVED)

    done = classify([community], by=office, title=community.title)

    assert (done.changes, done.held_back) == ([], [])


def test_street_official_may_not(community, person):
    with pytest.raises(PermissionDenied):
        classify([community], by=person(Role.STREET_OFFICIAL), households=3)
