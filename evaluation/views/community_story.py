"""What happened to a community, in words: the way of its declaration, moves and changes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import CommunityClass, Deadline, DeadlineShift, PlaceChange, Role, Title
from evaluation.models import Declaration, DeclarationStep, Level, Notice, Result, State
from evaluation.views.stages_of_a_case import case_steps
from harmony.shared import clock, wording

NOTICE = 3
"""The place of the public notice among the steps of ``case_steps``."""

RETURNS = {"return", "return_to_street"}
BEFORE_THE_RESULT_SHOWS = {"appraise"}
"""Moves whose note may speak of the result; it is told to those who see the result."""


# ------------------------------------------------------------------ the way
def way_of(declaration: Declaration, steps: Sequence[DeclarationStep]) -> list[dict[str, str]]:
    """The stepper, with the day of each step that was made.

    ``steps`` are the moves of this declaration, oldest first.
    """
    made = {step.name: wording.day(step.at) for step in steps}
    notes = [
        _handed_up(declaration, made),
        made.get("pass", ""),
        made.get("appraise", ""),
        _noticed(declaration),
        made.get("accept") or made.get("not_accept", ""),
        _certificate(declaration),
    ]
    way = [
        step | {"note": note} for step, note in zip(case_steps(declaration), notes, strict=True)
    ]
    return _with_running_notice(declaration, way)


def _with_running_notice(declaration: Declaration, way: list[dict[str, str]]) -> list:
    """While the notice runs, it is where the declaration stands, and not the decision."""
    notice = latest_notice(declaration)
    if declaration.state == State.NOTICED and notice and clock.now() <= notice.closes_at:
        way[NOTICE]["state"], way[NOTICE + 1]["state"] = "now", "todo"
    return way


def _handed_up(declaration: Declaration, made: dict[str, str]) -> str:
    latest = max(declaration.hand_ups.all(), key=lambda one: one.round, default=None)
    if latest is None or "submit" not in made:
        return ""
    return _("%(day)s, %(points)s points") % {
        "day": made["submit"],
        "points": wording.points(latest.points),
    }


def _noticed(declaration: Declaration) -> str:
    latest = latest_notice(declaration)
    if latest is None:
        return ""
    days = {"first": wording.day(latest.opens_at), "last": wording.day(latest.closes_at)}
    return _("%(first)s to %(last)s") % days


def latest_notice(declaration: Declaration) -> Notice | None:
    """The last public notice that names it."""
    notices = (entry.notice for entry in declaration.notice_entries.all())
    return max(notices, key=lambda notice: notice.closes_at, default=None)


def standing_of(declaration: Declaration) -> str:
    """Its state in words, with the day on which a running notice ends."""
    notice = latest_notice(declaration)
    if declaration.state == State.NOTICED and notice and clock.now() < notice.opens_at:
        return _("To be on public notice from %(day)s") % {"day": wording.day(notice.opens_at)}
    if declaration.state == State.NOTICED and notice and clock.now() <= notice.closes_at:
        return _("On public notice until %(day)s") % {"day": wording.day(notice.closes_at)}
    return declaration.get_state_display()


def _certificate(declaration: Declaration) -> str:
    certificate = certificate_of(declaration)
    return certificate.printed_number if certificate else ""


def certificate_of(declaration: Declaration) -> Any:
    """The certificate that was granted; nothing where none was."""
    return getattr(getattr(declaration, "decision", None), "certificate", None)


# ------------------------------------------------------------------ moves
def moves_told(
    steps: Iterable[DeclarationStep],
    declarations: dict[int, Declaration],
    results: dict[int, Result],
) -> list[dict[str, Any]]:
    """The moves as entries of the timeline, newest first."""
    return [
        {
            "at": step.at,
            "text": _told(step, declarations[step.declaration_id]),
            "who": _who(step),
            "reason": _reason(step, has_result=step.declaration_id in results),
            "is_return": step.name in RETURNS,
        }
        for step in sorted(steps, key=lambda step: (step.at, step.pk), reverse=True)
    ]


def _told(step: DeclarationStep, declaration: Declaration) -> str:
    if step.name == "accept":
        return _("Accepted: %(level)s") % {"level": Level(declaration.decision.level).label}
    texts = {
        "plan": _("Planned for %(year)s") % {"year": declaration.stage.year},
        "begin": _("Self-examination begun"),
        "submit": _("Self-examination sent to the street"),
        "return": _("Returned by the street for correction"),
        "pass": _("Street examination passed, handed up to the office"),
        "return_to_street": _("Returned by the office to the street"),
        "receive": _("Received for evaluation"),
        "appraise": _("Evaluation closed"),
        "notice": _("Put on public notice"),
        "not_accept": _("Not accepted"),
    }
    return texts.get(step.name, step.name)


def _who(step: DeclarationStep) -> str:
    if not step.role:
        return str(step.by)
    return _("%(person)s, %(post)s") % {"person": step.by, "post": Role(step.role).label}


def _reason(step: DeclarationStep, *, has_result: bool) -> str:
    """The note and the reasons tied to criteria, as far as this reader may have them."""
    hidden = step.name in BEFORE_THE_RESULT_SHOWS and not has_result
    reasons = [
        wording.labelled(one.criterion.code, one.reason) if one.criterion else one.reason
        for one in step.reasons.all()
    ]
    note = "" if hidden or step.note.strip() in reasons else step.note.strip()
    # People's own words are seldom whole sentences, so a space parts them in Chinese too.
    return " ".join([*([note] if note else []), *reasons])


# ------------------------------------------------------------------ deadlines
def deadlines_told(
    declaration: Declaration, shifts: Sequence[DeadlineShift]
) -> list[dict[str, Any]]:
    """The dates of its stage that hold for this community, with the latest shift of each.

    ``shifts`` are those of this community in this stage, oldest first.
    """
    now = clock.now()
    lines = []
    for deadline in Deadline:
        due = declaration.stage.due(deadline, list(shifts))
        if due is None:
            continue
        moved = [shift for shift in shifts if shift.deadline == deadline]
        lines.append(
            {
                "label": deadline.label,
                "due": due,
                "is_over": due < now,
                "shift": moved[-1] if moved else None,
                "before": getattr(declaration.stage, deadline.value),
            }
        )
    return lines


# ------------------------------------------------------------------ changes
def changes_told(changes: Iterable[PlaceChange]) -> list[dict[str, Any]]:
    """What was changed about a place, in words, in the order given."""
    return [
        {
            "at": change.at,
            "by": change.by,
            "field": field_label(change.field),
            "before": _value(change.field, change.before),
            "after": _value(change.field, change.after),
        }
        for change in changes
    ]


def field_label(field: str) -> str:
    return {
        "official_name": _("Official name"),
        "name_zh": _("Name in Chinese"),
        "name_en": _("English name"),
        "name_en_is_confirmed": _("English name confirmed"),
        "community_class": _("Class"),
        "title": _("Title held"),
        "households": _("Households"),
        "population": _("Population"),
        "code": _("Code"),
    }.get(field, field)


def _value(field: str, value: str) -> str:
    if field == "name_en_is_confirmed":
        return _("yes") if value in {"yes", "True"} else pgettext("answer", "no")
    if not value:
        return wording.MISSING
    kinds = {"community_class": CommunityClass, "title": Title}
    if field in kinds and value in kinds[field].values:
        return kinds[field](value).label
    return wording.whole(value) if field in {"households", "population"} else value
