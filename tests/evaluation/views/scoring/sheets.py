"""The sheet of an appraiser: its address, and what is stored of it."""

from django.urls import reverse

from evaluation.models import Score
from tests.factories.evaluations import assignment_of


def sheet(declaration, code="", number=0):
    pk = assignment_of(declaration, number).pk
    if not code:
        return reverse("evaluation:score-sheet", args=[pk])
    return reverse("evaluation:score-criterion", args=[pk, code])


def score_of(declaration, code) -> Score:
    return assignment_of(declaration).scores.get(criterion__code=code)
