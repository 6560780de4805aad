"""Whether the office has moved the dates of a survey since it was prepared.

A survey can be prepared with dates of its own, as those of the sample are: that these are not the
stage's says nothing. What was moved stands in the history of the stage and in the shifts of the
community.
"""

from datetime import datetime

from communities.models import Deadline, StageChange
from evaluation.surveys.models import Survey

DATES = {Deadline.QUESTIONNAIRE_OPENS: "opens_at", Deadline.QUESTIONNAIRE_CLOSES: "closes_at"}


def new_dates_of(survey: Survey) -> dict[Deadline, datetime | None]:
    """What the stage says now, for this community, where it is another minute than the survey's.

    People read minutes: a change they cannot see is none. The opening of an open survey is past.
    """
    due = {deadline: survey.declaration.due(deadline) for deadline in DATES}
    if survey.state == Survey.State.OPEN:
        del due[Deadline.QUESTIONNAIRE_OPENS]
    return {
        deadline: moment
        for deadline, moment in due.items()
        if moment is None or _minute(moment) != _minute(getattr(survey, DATES[deadline]))
    }


def were_moved(survey: Survey) -> bool:
    """Whether this survey still has dates that the office has replaced by others meanwhile."""
    if survey.is_over:
        return False
    new = [deadline for deadline, moment in new_dates_of(survey).items() if moment is not None]
    return any(_was_moved(survey, deadline) for deadline in new)


def _was_moved(survey: Survey, deadline: Deadline) -> bool:
    """Moved from the survey's own date, or after the survey had begun with another one."""
    since = _known_since(survey)
    for before, at in _moves(survey, deadline):
        if since is not None and at > since:
            return True
        if before is not None and _minute(before) == _minute(getattr(survey, DATES[deadline])):
            return True
    return False


def _known_since(survey: Survey) -> datetime | None:
    """From when on the survey is known to have been there: when it was prepared is not kept."""
    batch = survey.batches.order_by("at").first()
    known = [moment for moment in (survey.opened_at, batch and batch.at) if moment]
    return min(known, default=None)


def _moves(survey: Survey, deadline: Deadline) -> list[tuple[datetime | None, datetime]]:
    """Each time the date was moved: what it was before, and when that happened."""
    stage = survey.declaration.stage
    changes = StageChange.objects.filter(stage=stage, field=deadline.value)
    moves = [
        (datetime.fromisoformat(change.before) if change.before else None, change.at)
        for change in changes
    ]
    before = getattr(stage, deadline.value)
    for shift in survey.declaration.shifts:
        if shift.deadline == deadline:
            moves.append((before, shift.at))
            before = shift.moved_to
    return moves


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
