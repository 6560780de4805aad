"""Complaints of residents about their slip: no name, no time, only the day.

A complaint belongs to a survey. It is found by the code of the slip, which is not kept with it,
or by the community.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evaluation.surveys.answers import tidy
from evaluation.surveys.box_models import Complaint
from evaluation.surveys.models import Survey
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

LONGEST = 500
DAYS_AFTER = 60
"""For so long after the close somebody can complain without a code."""


def open_to_complaints() -> QuerySet[Survey]:
    """The surveys that can be complained of by naming the community."""
    since = clock.now() - timedelta(days=DAYS_AFTER)
    asked = Survey.objects.exclude(state=Survey.State.PREPARED)
    return asked.filter(closes_at__gte=since)


def complain(survey: Survey, *, kind: str, text: str = "") -> Complaint:
    """Keep a complaint. Nobody signs it."""
    return Complaint.objects.create(
        survey=survey, kind=kind, text=tidy(text)[:LONGEST], day=clock.today()
    )


@transaction.atomic
def close_complaint(complaint: Complaint, *, by, outcome: str) -> None:
    """Write down what became of it, once. Raises PermissionDenied and TransitionRefused."""
    hold(complaint)
    if not by.has_perm("evaluation.review_signals", complaint.survey.declaration):
        raise PermissionDenied
    if complaint.closed_at:
        raise TransitionRefused(_("This complaint has been closed already."))
    complaint.outcome = outcome
    complaint.closed_at, complaint.closed_by = clock.now(), by
    complaint.save(update_fields=["outcome", "closed_at", "closed_by"])
