"""A draft of the questionnaire, and the office that edits it."""

import pytest

from communities.models import Role
from evaluation.surveys import services
from tests.factories.standards import published_standard
from tests.factories.surveys import published_questionnaire


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def published(district):
    published_standard(district)
    return published_questionnaire(district)


@pytest.fixture
def draft(published, office):
    return services.copy_questionnaire(published, by=office)
