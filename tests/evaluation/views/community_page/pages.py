"""The page of a place: its address, and what it shows."""

from django.urls import reverse


def to(place):
    return reverse("evaluation:community", args=[place.code])


def page(client, community):
    response = client.get(to(community))
    assert response.status_code == 200
    return response.context["page"], response.content.decode()
