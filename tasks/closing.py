"""Celery: questionnaires whose time is over are closed; boxes are written down every hour."""

import logging

from celery import shared_task

from communities.people.services import system_account
from evaluation.models import BallotBox, Survey
from evaluation.surveys.services import checkpoint, close_overdue, drop_uncompleted
from harmony.shared import counters

logger = logging.getLogger(__name__)


@shared_task(name="tasks.close_surveys")
def close_surveys() -> int:
    """Close every survey past its date; how many. Safe to run twice: the row decides.

    Each is closed by itself, so that one which cannot be closed holds up no other; it stays
    open in the list, marked “to be closed”, and its reason is in the log. What was typed once
    only of a paper form is deleted then, whoever closed its survey.
    """
    by, closed = system_account(), 0
    for survey in Survey.objects.overdue():
        try:
            closed += close_overdue(survey, by=by)
        except Exception:
            logger.exception("Survey %s could not be closed", survey.pk)
    drop_uncompleted(by=by)
    return closed


@shared_task(name="tasks.write_checkpoints")
def write_checkpoints() -> int:
    """Write down the root of every box that has got new ballots; how many boxes. What was counted
    of wrong codes in hours that are over is forgotten.

    Safe to run twice: nothing is added where nothing has come in.
    """
    counters.forget_what_is_over()
    by = system_account()
    boxes = BallotBox.objects.collecting()
    return sum(checkpoint(box, by=by) is not None for box in boxes)
