"""Who opens the pages of the programme."""

import pytest

from communities.models import Role


@pytest.fixture
def office(client, person):
    client.force_login(person(Role.OFFICE_REVIEWER))
    return client
