"""What was changed about a stage, in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.models import Deadline, StageChange, Title
from communities.programme.services import ADDED
from evaluation.forms.programme import StageForm, version_label
from evaluation.models import Questionnaire, Standard
from harmony.shared import wording

Names = Mapping[tuple[str, str], str]
"""What a standard or questionnaire is called, by field and key."""


def changes_told(changes: Iterable[StageChange]) -> list[dict[str, Any]]:
    """Entries of the timeline, in the order given; what was saved together is one entry."""
    rows = list(changes)
    names = _names_of(rows)
    saved = groupby(rows, key=lambda change: (change.by_id, change.at.replace(microsecond=0)))
    return [_entry(list(together), names) for _key, together in saved]


def _names_of(changes: list[StageChange]) -> Names:
    names: dict[tuple[str, str], str] = {}
    for field, model in (("standard", Standard), ("questionnaire", Questionnaire)):
        texts = {text for c in changes if c.field == field for text in (c.before, c.after)}
        kept = [text for text in texts if text.isdigit()]
        if kept:
            rows = model.objects.filter(pk__in=kept).defer("content")
            names |= {(field, str(row.pk)): version_label(row) for row in rows}
    return names


def _entry(changes: list[StageChange], names: Names) -> dict[str, Any]:
    lines = [_told(change, names) for change in changes]
    entry = {"at": changes[0].at, "who": str(changes[0].by), "is_return": False}
    if len(lines) == 1:
        return entry | {"text": lines[0]}
    text = ngettext("%(n)s change", "%(n)s changes", len(lines)) % {"n": len(lines)}
    return entry | {"text": text, "reason": pgettext("between changes", "; ").join(lines)}


def _told(change: StageChange, names: Names) -> str:
    if change.field == ADDED:
        return _("Stage added")
    words = {
        "field": _field_label(change.field),
        "before": _value(change.field, change.before, names),
        "after": _value(change.field, change.after, names),
    }
    if not words["before"]:
        return _("%(field)s set to %(after)s") % words
    if not words["after"]:
        return _("%(field)s taken away, it was %(before)s") % words
    return _("%(field)s moved from %(before)s to %(after)s") % words


def _field_label(field: str) -> str:
    if field in Deadline.values:
        return str(Deadline(field).label)
    known = StageForm.base_fields.get(field)
    return str(known.label) if known else field


def _value(field: str, value: str, names: Names) -> str:
    """The value in words; empty where there was none."""
    if field == "target" and not value:
        return _("all the rest")
    if field == "mainly":
        return str(Title(value).label) if value else _("any title")
    if field in Deadline.values and value:
        return wording.moment(timezone.localtime(datetime.fromisoformat(value)))
    return names.get((field, value), value)
