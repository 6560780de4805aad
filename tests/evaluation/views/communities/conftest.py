"""Whoever reads the list of communities."""

import pytest

from communities.models import Role


@pytest.fixture
def reader(client, person):
    """``reader(role, where)``: a client signed in as somebody in this post."""

    def sign_in(role=Role.OFFICE_REVIEWER, where=None):
        client.force_login(person(role, where))
        return client

    return sign_in
