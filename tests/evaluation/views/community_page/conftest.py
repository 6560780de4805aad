"""Whoever reads the page of a community, and what has happened there."""

from datetime import timedelta

import pytest

from communities.models import Role
from evaluation.models import DeclarationStep
from harmony.shared import clock


@pytest.fixture
def sign_in(client, person):
    def _sign_in(role=Role.OFFICE_REVIEWER, where=None):
        client.force_login(person(role, where))
        return client

    return _sign_in


@pytest.fixture
def moves(person):
    """``moves(declaration, (name, role, note), …)``: its history, a day apart, ending today."""

    def build(declaration, *made):
        for days, (name, role, note) in zip(range(len(made), 0, -1), made, strict=True):
            DeclarationStep.objects.create(
                declaration=declaration,
                name=name,
                source="",
                target=declaration.state,
                by=person(role),
                role=role,
                note=note,
                at=clock.now() - timedelta(days=days),
            )

    return build
