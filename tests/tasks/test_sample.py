"""The sample district: played through the real services, on days that have been."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import DateTimeField

from communities.models import Place
from evaluation.models import Certificate, Declaration, State
from harmony.shared import clock

AHEAD = {"opens_at", "closes_at", "moved_to"}
"""Moments that are announced, and may lie ahead. A stage has nothing but such."""


@pytest.mark.once  # half a minute, and nothing in it depends on the database
@pytest.mark.django_db
def test_three_stages_stand_in_different_states_and_no_act_lies_ahead():
    call_command("make_sample", verbosity=0)

    assert Place.objects.streets().count() == 8
    assert Place.objects.communities().count() == 96
    assert set(Declaration.objects.values_list("state", flat=True)) >= {
        *set(State) - {State.RETURNED_TO_STREET}
    }
    assert Certificate.objects.exists()
    first_street = Declaration.objects.filter(community__parent__code="990101001")
    assert {"draft", "returned", "submitted"} <= {one.state for one in first_street}
    assert acts_ahead() == []


def acts_ahead():
    """Rows that say something was done at a moment still to come."""
    now = clock.now()
    return [
        f"{model.__name__}.{field.name}"
        for label in ("communities", "evaluation")
        for model in apps.get_app_config(label).get_models()
        if model.__name__ != "Stage"
        for field in model._meta.get_fields()
        if isinstance(field, DateTimeField) and field.name not in AHEAD
        if model.objects.filter(**{f"{field.name}__gt": now}).exists()
    ]
