"""A draft of the sample standard, and the office that edits it."""

from copy import deepcopy

import pytest

from communities.models import Role
from evaluation.standards.services import import_standard
from tests.factories.standards import written_standard


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def draft(district, office):
    return import_standard(deepcopy(written_standard()), district=district, by=office)
