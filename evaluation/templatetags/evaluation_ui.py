"""What templates ask a self-examination about one of its criteria."""

from django import template

from evaluation.declarations.sheet import Sheet
from evaluation.models import Entry

register = template.Library()


@register.filter
def state_of(sheet: Sheet, entry: Entry) -> str:
    return sheet.state_of(entry)


@register.filter
def is_corrected(sheet: Sheet, entry: Entry) -> bool:
    return sheet.is_corrected(entry)


@register.filter
def reason_for(sheet: Sheet, entry: Entry) -> str:
    """Why this criterion came back."""
    return sheet.returned.reasons.get(entry.criterion_id, "") if sheet.returned else ""
