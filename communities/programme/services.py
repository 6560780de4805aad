"""What the office does with the programme, its stages, its deadlines and its calendar."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.places.models import Place
from communities.programme.deadlines import calendar_of, problems_of
from communities.programme.models import (
    CalendarException,
    Deadline,
    DeadlineShift,
    Programme,
    Stage,
    StageChange,
)
from communities.programme.notice_period import is_working_day
from harmony.shared import clock
from harmony.shared.workflow import hold

PROGRAMME_FIELDS = (
    "title_zh",
    "title_en",
    "goal_zh",
    "goal_en",
    "decided_by_zh",
    "decided_by_en",
    "office_zh",
    "office_en",
    "help_line",
    "starts_on",
    "ends_on",
)
STAGE_FIELDS = (
    "ordinal",
    "year",
    "kind",
    "title_zh",
    "title_en",
    "target",
    "mainly",
    *Deadline.values,
)
ADDED = "added"
"""What the history says in place of a field when a stage is new."""

LONGEST_HOLIDAY = 31  # days that can be entered at once


# ------------------------------------------------------------------ programme and stages
@transaction.atomic
def create_programme(district: Place, *, by, **fields) -> Programme:
    """Begin a programme of the district; its stages are added one by one."""
    _only(fields, PROGRAMME_FIELDS)
    _may(by, "communities.manage_programme")
    return Programme.objects.create(district=district, **fields)


@transaction.atomic
def set_programme(programme: Programme, *, by, **fields) -> None:
    """Change what the programme says of itself; what is not named stays as it is."""
    _only(fields, PROGRAMME_FIELDS)
    hold(programme)
    _may(by, "communities.manage_programme", programme)
    for name, value in fields.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(fields))


@transaction.atomic
def create_stage(programme: Programme, *, by, **fields) -> Stage:
    """Add a stage to the programme. Raises ValidationError, by field, where dates disagree."""
    _only(fields, STAGE_FIELDS)
    _may(by, "communities.manage_programme", programme)
    stage = Stage(programme=programme, **fields)
    _check_dates(stage)
    stage.save()
    StageChange.objects.create(stage=stage, field=ADDED, after=str(stage.year), by=by)
    return stage


@transaction.atomic
def set_stage(stage: Stage, *, by, **fields) -> list[StageChange]:
    """Change the named fields of a stage, each change noted; the changes that were made.

    Raises ValidationError, by field, where a date disagrees with another, and changes nothing.
    """
    _only(fields, STAGE_FIELDS)
    hold(stage)
    _may(by, "communities.manage_programme", stage)
    before = {name: getattr(stage, name) for name in fields}
    for name, value in fields.items():
        setattr(stage, name, value)
    changed = {name: old for name, old in before.items() if old != fields[name]}
    if changed.keys() & set(Deadline.values):
        _check_dates(stage)
    stage.save(update_fields=list(changed))
    return _note_changes(stage, changed, by=by)


def dates_of(stage: Stage) -> dict[str, datetime | None]:
    """The dates of a stage by column."""
    return {name: getattr(stage, name) for name in Deadline.values}


def _check_dates(stage: Stage) -> None:
    problems = problems_of(dates_of(stage), calendar_of(stage.programme.district))
    if problems:
        raise ValidationError(problems)


def _note_changes(stage: Stage, before: dict, *, by) -> list[StageChange]:
    """A row for each field that is not what it was."""
    at = clock.now()
    changes = [
        StageChange(
            stage=stage,
            field=name,
            before=as_text(old),
            after=as_text(getattr(stage, name)),
            by=by,
            at=at,
        )
        for name, old in before.items()
        if as_text(old) != as_text(getattr(stage, name))
    ]
    return StageChange.objects.bulk_create(changes)


def as_text(value) -> str:
    """A value as the history keeps it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)


# ------------------------------------------------------------------ one community's deadline
@transaction.atomic
def shift_deadline(
    stage: Stage, community: Place, deadline: str, moved_to: datetime, reason: str, *, by
) -> DeadlineShift:
    """Move a deadline of the stage for one community; the latest shift counts.

    Raises ValidationError, by field, for a moment that has passed, for the one that it has
    already, for one that overtakes the next date of this community, and without a reason.
    """
    hold(stage)
    _may(by, "communities.shift_deadline", stage)
    deadline = Deadline(deadline)
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    if moved_to <= clock.now():
        raise ValidationError({"moved_to": _("Choose a moment that has not passed yet.")})
    _check_shift(stage, community, deadline, moved_to)
    return DeadlineShift.objects.create(
        stage=stage,
        community=community,
        deadline=deadline,
        moved_to=moved_to,
        reason=reason.strip(),
        by=by,
    )


def _check_shift(stage: Stage, community: Place, deadline: Deadline, moved_to: datetime) -> None:
    """Refuse what moves nothing, and what would put this community's dates out of order, unless
    they were before."""
    shifts = list(stage.shifts.filter(community=community))
    dates = {each.value: stage.due(each, shifts) for each in Deadline}
    if dates[deadline.value] == moved_to:
        raise ValidationError({"moved_to": _("This is the deadline of the community already.")})
    calendar = calendar_of(stage.programme.district)
    known = problems_of(dates, calendar)
    found = problems_of(dates | {deadline.value: moved_to}, calendar)
    new = [text for name, text in found.items() if name not in known]
    if new:
        raise ValidationError({"moved_to": new})


# ------------------------------------------------------------------ calendar
@transaction.atomic
def add_exceptions(
    district: Place, *, by, first: date, last: date, is_working: bool, note: str = ""
) -> list[CalendarException]:
    """Mark the days from first to last as days off, or as working days.

    Only days that are otherwise the contrary are written down: a holiday of a week is five
    rows. A day that was marked before is marked anew.
    """
    _may(by, "communities.manage_programme")
    if not 0 <= (last - first).days < LONGEST_HOLIDAY:
        raise ValidationError({"last": _("The last day lies 0 to 30 days after the first.")})
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    contrary = [day for day in days if is_working_day(day) != is_working]
    CalendarException.objects.filter(district=district, day__in=days).delete()
    rows = [
        CalendarException(district=district, day=day, is_working=is_working, note=note)
        for day in contrary
    ]
    return CalendarException.objects.bulk_create(rows)


@transaction.atomic
def remove_exception(exception: CalendarException, *, by) -> None:
    """Let the day be again what its weekday says."""
    hold(exception)
    _may(by, "communities.manage_programme")
    exception.delete()


def _may(by, permission: str, record=None) -> None:
    if not by.has_perm(permission, record):
        raise PermissionDenied


def _only(fields: dict, known: tuple[str, ...]) -> None:
    unknown = set(fields) - set(known)
    if unknown:
        raise TypeError(f"No such field: {', '.join(sorted(unknown))}.")
