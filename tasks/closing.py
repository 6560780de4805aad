"""Celery: questionnaires whose time is over are closed and counted."""

import logging

from celery import shared_task

from communities.people.services import system_account
from evaluation.models import Survey
from evaluation.surveys.services import close_overdue

logger = logging.getLogger(__name__)


@shared_task(name="tasks.close_surveys")
def close_surveys() -> int:
    """Close every survey past its date; how many. Safe to run twice: the row decides.

    Each is closed by itself, so that one which cannot be counted holds up no other; it stays
    open in the list, marked “to be counted”, and its reason is in the log.
    """
    by, closed = system_account(), 0
    for survey in Survey.objects.overdue():
        try:
            closed += close_overdue(survey, by=by)
        except Exception:
            logger.exception("Survey %s could not be closed", survey.pk)
    return closed
