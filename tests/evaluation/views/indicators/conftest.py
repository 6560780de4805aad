"""A self-examination that has begun, and whoever fills it in."""

import pytest

from tests.factories.declarations import begun_declaration
from tests.factories.small_standard import small_standard


@pytest.fixture
def declaration(client, community):
    begun = begun_declaration(
        community=community, standard=small_standard(community.parent.parent)
    )
    client.force_login(begun.people.official)
    return begun
