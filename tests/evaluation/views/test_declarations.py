"""The list of self-examinations."""

import pytest
from django.urls import reverse

from communities.models import Role
from tests.factories import CommunityFactory
from tests.factories.declarations import begun_declaration, filled_declaration, planned_declaration

pytestmark = pytest.mark.django_db
ADDRESS = reverse("evaluation:declarations")


def test_a_street_sees_its_own_with_what_is_missing(client, street, person):
    begun = begun_declaration(community=CommunityFactory(parent=street))
    planned_declaration(community=CommunityFactory(parent=street), stage=begun.stage)
    elsewhere = planned_declaration(stage=begun.stage)
    client.force_login(person(Role.STREET_OFFICIAL))

    text = client.get(ADDRESS).text

    assert begun.community.name in text
    assert "42 criteria missing" in text
    assert "not begun" in text
    assert elsewhere.community.name not in text


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_long(
    client, street, person, count, django_assert_max_num_queries
):
    first = begun_declaration(community=CommunityFactory(parent=street))
    for _ in range(count - 1):
        begun_declaration(
            community=CommunityFactory(parent=street), stage=first.stage, standard=first.standard
        )
    client.force_login(person(Role.STREET_OFFICIAL))

    with django_assert_max_num_queries(8):
        response = client.get(ADDRESS)

    assert response.text.count("42 criteria missing") == min(count, 25)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=planned", 1),
        ("state=draft", 1),
        ("state=open", 2),
        ("state=sent", 0),
        ("state=late", 0),
        ("q=nothing-like-it", 0),
        ("state=nonsense&street=x&stage=y&page=z&sort=w", 2),
        ("sort=-progress", 2),
        ("sort=state", 2),
        ("sort=-due&q=99", 2),
    ],
)
def test_filters_live_in_the_address(client, street, person, query, count):
    begun = begun_declaration(community=CommunityFactory(parent=street))
    planned_declaration(community=CommunityFactory(parent=street), stage=begun.stage)
    client.force_login(person(Role.STREET_OFFICIAL))

    response = client.get(f"{ADDRESS}?{query}")

    assert len(response.context["rows"]) == count
    assert ("No declaration matches" in response.text) == (count == 0)


def test_the_points_so_far_are_shown(client, street, person):
    filled_declaration(community=CommunityFactory(parent=street))
    client.force_login(person(Role.STREET_OFFICIAL))

    text = client.get(ADDRESS).text

    assert "43 of 43" in text
    assert "complete, not sent yet" in text
    assert "100.00" in text


def test_an_empty_list_says_what_will_fill_it(client, street, person):
    client.force_login(person(Role.STREET_OFFICIAL))

    assert "As soon as a community is planned" in client.get(ADDRESS).text
