"""A stage whose residents are asked, one of its communities, and the office."""

import pytest
from django.core.cache import cache

from communities.models import Role
from tests.factories.surveys import (
    received_declaration,
    stage_with_questionnaire,
)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def declaration(community, stage):
    return received_declaration(community, stage)


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user
