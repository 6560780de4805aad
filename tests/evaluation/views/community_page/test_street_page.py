"""The page of a street: its communities and its plan."""

import pytest

from communities.models import Role, Tier
from evaluation.models import State
from tests.evaluation.views.community_page.pages import to
from tests.factories import CommunityFactory, PlaceFactory, PostFactory, StreetFactory
from tests.factories.standings import StandingFactory


# ------------------------------------------------------------------ street
def test_street_shows_its_communities_and_its_plan(sign_in, street, stage):
    mine = CommunityFactory(parent=street, name_en="Haitang")
    CommunityFactory(parent=street, name_en="Yulan")
    CommunityFactory(parent=StreetFactory(parent=street.parent), name_en="Hehua")
    StandingFactory(community=mine, stage=stage, state=State.ACCEPTED)

    response = sign_in(Role.STREET_OFFICIAL, street).get(to(street))

    html = response.content.decode()
    assert [row.place.name_en for row in response.context["list"].page] == ["Haitang", "Yulan"]
    assert "Hehua" not in html
    (line,) = response.context["plan"]
    assert (line["planned"], line["begun"], line["accepted"]) == (1, 1, 1)


def test_street_filters_and_sorts_like_every_list(sign_in, street):
    for name in ("Haitang", "Yulan"):
        CommunityFactory(parent=street, name_en=name)

    response = sign_in().get(to(street), {"sort": "-community", "q": "a", "page": "x"})

    assert [row.place.name_en for row in response.context["list"].page] == ["Yulan", "Haitang"]


def test_plan_of_a_street_is_not_counted_by_those_who_cannot_read_it(sign_in, community, stage):
    StandingFactory(community=community, stage=stage, state=State.RECEIVED)

    response = sign_in(Role.DEPARTMENT_LIAISON).get(to(community.parent))

    assert response.context["plan"] == []


def test_street_without_communities_says_so(sign_in, street):
    assert "No communities yet" in sign_in().get(to(street)).content.decode()


def test_worker_reads_the_own_community_and_not_the_street(sign_in, community):
    client = sign_in(Role.COMMUNITY_WORKER)

    assert client.get(to(community.parent)).status_code == 404
    assert to(community.parent) not in client.get(to(community)).content.decode()


def test_city_leads_to_the_list_as_well(client, db):
    nothing = {"community_class": "", "title": "", "households": None, "population": None}
    city = PlaceFactory(code="9901", tier=Tier.CITY, parent=None, **nothing)
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=city).user)

    assert client.get(to(city)).status_code == 302


# ------------------------------------------------------------------ cost
@pytest.mark.parametrize("rows", [3, 30])
def test_street_costs_the_same_for_three_rows_and_thirty(
    sign_in, street, stage, rows, django_assert_num_queries
):
    for _ in range(rows):
        StandingFactory(community=CommunityFactory(parent=street), stage=stage)
    client = sign_in()

    with django_assert_num_queries(9):
        client.get(to(street))
