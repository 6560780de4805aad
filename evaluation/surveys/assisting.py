"""Answers that two of the staff put in for somebody, with the code of that person's slip."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from evaluation.surveys.answering import Outcome, OutcomeKind, look_up, record
from evaluation.surveys.answers import AnswerProblem
from evaluation.surveys.desk_models import AssistedEntry
from evaluation.surveys.marks import DESK, Marks
from evaluation.surveys.models import Survey
from harmony.shared import clock


def record_for_somebody(
    survey: Survey,
    code: str,
    *,
    by,
    second,
    receipt: str,
    choices: Mapping[str, str],
    background: Mapping[str, str] | None = None,
    comment: str = "",
    asks_if_few: bool = False,
    channel: str = DESK,
) -> Outcome:
    """Take in an answer that ``by`` entered and ``second`` confirmed.

    Both are sealed with it. Raises PermissionDenied unless they are two who may. The code must
    be of this survey. How many came in this way is counted afterwards, in a transaction of its
    own: rows that are written together could be found together.
    """
    check_two(survey, by, second)
    found = look_up(code)
    if found.survey is not None and found.survey.pk != survey.pk:
        text = _("This code does not belong to this community.")
        return Outcome(OutcomeKind.INVALID, problems=[AnswerProblem("", text)])
    outcome = record(
        code,
        receipt=receipt,
        choices=choices,
        background=background,
        comment=comment,
        asks_if_few=asks_if_few,
        marks=Marks(channel=channel, staff=(by.pk, second.pk)),
    )
    if outcome.is_new:
        _count(survey, channel, by, second)
    return outcome


def check_two(survey: Survey, by, second) -> None:
    """Refuse unless these are two different people who may both enter answers here."""
    may_both = all(
        person.has_perm("evaluation.assist_answers", survey.declaration) for person in (by, second)
    )
    if by.pk == second.pk or not may_both:
        raise PermissionDenied


def _count(survey: Survey, channel: str, by, second) -> None:
    row, _made = AssistedEntry.objects.get_or_create(
        survey=survey, day=clock.today(), channel=channel, by=by, second=second
    )
    AssistedEntry.objects.filter(pk=row.pk).update(count=F("count") + 1)


def assisted_so_far(survey: Survey) -> int:
    """How many answers came in with help; one query."""
    rows = AssistedEntry.objects.filter(survey=survey)
    return rows.aggregate(n=Sum("count"))["n"] or 0
