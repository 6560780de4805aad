"""Handing in scores: asked first, locked then, and what an appraiser is told afterwards."""

from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.appraisal.services import end_assignment
from evaluation.models import Score
from tests.evaluation.views.scoring.sheets import score_of, sheet
from tests.factories.evaluations import appraised_declaration, assignment_of, score_as_claimed

pytestmark = pytest.mark.django_db


def test_handing_in_asks_first_and_locks(appraiser, declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0], hand_in=False)
    here = reverse("evaluation:finish-scoring", args=[assignment_of(declaration).pk])

    assert "You cannot change them afterwards." in appraiser.get(here).text
    response = appraiser.post(here, follow=True)

    assert "Your scores are handed in." in response.text
    text = appraiser.get(sheet(declaration, "A1.2")).text
    assert "Handed in" in text
    assert "Save and go on" not in text


def test_handing_in_too_early_is_refused(appraiser, declaration):
    here = reverse("evaluation:finish-scoring", args=[assignment_of(declaration).pk])

    assert "Not every criterion is scored yet." in appraiser.get(here, follow=True).text
    assert "Not scored yet: A1.1" in appraiser.post(here, follow=True).text
    assert assignment_of(declaration).finished_at is None


def test_handing_in_twice_says_so(appraiser, declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0])
    here = reverse("evaluation:finish-scoring", args=[assignment_of(declaration).pk])

    for send in (appraiser.get, appraiser.post):
        assert "they are locked" in send(here, follow=True).text


def test_old_form_after_handing_in_keeps_what_was_typed_and_changes_nothing(
    appraiser, declaration
):
    score_as_claimed(declaration, declaration.people.appraisers[0])

    response = appraiser.post(
        sheet(declaration, "A1.2"),
        {"version": 1, "next": "yes", "finding-misses": "3", "reason": "Three corners."},
    )

    assert "they are locked" in response.text
    assert score_of(declaration, "A1.2").points == Decimal("2.00")


def test_whoever_is_taken_off_while_scoring_is_told_why(appraiser, declaration):
    reason = "Related to the head."
    end_assignment(assignment_of(declaration), by=declaration.people.office, reason=reason)
    pk = declaration.assignments.get(ended_at__isnull=False).pk
    fields = {"version": 0, "next": "yes", "finding-misses": "0"}

    for response in (
        appraiser.post(f"/scoring/{pk}/A1.2/", fields, follow=True),
        appraiser.get(f"/scoring/{pk}/", follow=True),
        appraiser.post(f"/scoring/{pk}/finish/", follow=True),
    ):
        assert "The office has taken you off" in response.text
        assert reason in response.text
    assert not Score.objects.filter(version__gt=0).exists()


def test_own_scores_stay_readable_when_the_evaluation_is_closed(client):
    declaration = appraised_declaration()
    client.force_login(declaration.people.appraisers[0])

    text = client.get(sheet(declaration, "A1.2")).text

    assert "Handed in" in text
    assert "Save and go on" not in text
