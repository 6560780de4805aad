"""A declaration that is to be scored, and its first appraiser at the screen."""

import pytest

from tests.factories.evaluations import assigned_declaration


@pytest.fixture
def declaration():
    return assigned_declaration()


@pytest.fixture
def appraiser(client, declaration):
    client.force_login(declaration.people.appraisers[0])
    return client
