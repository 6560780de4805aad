"""The history of an account, in words."""

from typing import Any

from django.utils.translation import gettext as _

from communities.people.models import PersonChange, User
from harmony.shared import wording


def history_of(person: User) -> list[dict[str, Any]]:
    """What was done to the account, newest first, as the timeline shows it."""
    changes = person.changes.select_related("by", "place", "department")
    return [
        {
            "at": change.at,
            "text": change.get_kind_display(),
            "who": str(change.by),
            "reason": change.note or _post_in_words(change),
        }
        for change in changes
    ]


def _post_in_words(change: PersonChange) -> str:
    if not change.role:
        return ""
    where = change.place or change.department
    held = change.get_role_display() if where is None else f"{change.get_role_display()} · {where}"
    if change.ends_on is None:
        return _("%(post)s, from %(first)s") % {
            "post": held,
            "first": wording.day(change.starts_on),
        }
    return _("%(post)s, from %(first)s to %(last)s") % {
        "post": held,
        "first": wording.day(change.starts_on),
        "last": wording.day(change.ends_on),
    }
