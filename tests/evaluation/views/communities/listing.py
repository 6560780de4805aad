"""The list of communities: asked for, and what it shows."""

from django.urls import reverse

from tests.factories import CommunityFactory

ADDRESS = reverse("evaluation:communities")


def shown(response):
    """The English names of the communities listed, in their order."""
    return [row.place.name_en for row in response.context["list"].page]


def ask(client, **query):
    response = client.get(ADDRESS, query)
    assert response.status_code == 200
    return response


def named(street, name, **more):
    return CommunityFactory(parent=street, name_en=name, **more)
