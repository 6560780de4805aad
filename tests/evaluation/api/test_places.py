import pytest
from django.urls import reverse

from communities.models import Role
from tests.factories import CommunityFactory, StreetFactory


@pytest.fixture
def ours(community):
    return community


@pytest.fixture
def theirs(district):
    return CommunityFactory(parent=StreetFactory(parent=district))


def codes(response):
    return [row["code"] for row in response.json()["results"]]


def test_street_official_gets_the_own_street_only(client, person, ours, theirs, street):
    client.force_login(person(Role.STREET_OFFICIAL))

    response = client.get(reverse("api:place-list"))

    assert codes(response) == [street.code, ours.code]


def test_place_elsewhere_is_not_found(client, person, ours, theirs):
    client.force_login(person(Role.STREET_OFFICIAL))

    response = client.get(reverse("api:place-detail", args=[theirs.code]))

    assert response.status_code == 404


def test_filters_by_tier(client, person, ours, theirs):
    client.force_login(person(Role.OFFICE_REVIEWER))

    response = client.get(reverse("api:place-list"), {"tier": "community"})

    assert set(codes(response)) == {ours.code, theirs.code}


def test_unknown_tier_is_explained(client, person, ours):
    client.force_login(person(Role.OFFICE_REVIEWER))

    response = client.get(reverse("api:place-list"), {"tier": "galaxy"})

    assert response.status_code == 400
    assert "galaxy" in response.json()["tier"][0]


def test_stranger_gets_nothing(client, ours):
    assert client.get(reverse("api:place-list")).status_code == 403


@pytest.mark.parametrize("count", [3, 20])
def test_list_costs_the_same_however_long(
    client, person, street, count, django_assert_num_queries
):
    CommunityFactory.create_batch(count, parent=street)
    client.force_login(person(Role.STREET_OFFICIAL, street))

    with django_assert_num_queries(5):
        response = client.get(reverse("api:place-list"))

    assert len(codes(response)) == count + 1


@pytest.mark.parametrize("name", ["api:browse", "api:schema"])
def test_description_is_there_for_whoever_signed_in(client, person, community, name):
    client.force_login(person(Role.OFFICE_REVIEWER))

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert b"api" in response.content.lower()
