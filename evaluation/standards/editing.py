"""Editing a draft: every change is checked, signed and kept.

edit(standard, change, by=…, seen=…, act=…, part=…)       one change, or none
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.standards.content import content_hash, read_standard, to_plain
from evaluation.standards.content.editing import NoSuchPart, Part
from evaluation.standards.models import Standard, StandardChange, StandardState
from evaluation.standards.rows import create_parts, standard_fields
from evaluation.standards.services import StandardRefused
from harmony.shared.workflow import TransitionRefused, hold

Change = Callable[[Mapping[str, Any]], dict[str, Any]]
Act = StandardChange.Act


class EditConflict(TransitionRefused):
    """The draft is no longer what the editor was shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this draft meanwhile. Compare, and save again.")
        )


@transaction.atomic
def edit(
    standard: Standard, change: Change, *, by, seen: str, act: str, part: Part | None = None
) -> None:
    """Apply one change to the draft.

    ``seen`` is the hash of the content that the change was made on. Raises EditConflict where
    the draft is another by now, StandardRefused with what is wrong with the outcome,
    TransitionRefused for a published version, and PermissionDenied.
    """
    hold(standard)
    if not by.has_perm("evaluation.publish_standard", standard):
        raise PermissionDenied
    if standard.state != StandardState.DRAFT:
        raise TransitionRefused(_("A published standard cannot be changed. Make a new version."))
    if standard.content_hash != seen:
        raise EditConflict
    written = _checked(standard, change)
    if content_hash(written) == seen:
        return
    _rewrite(standard, written)
    StandardChange.objects.create(
        standard=standard,
        by=by,
        act=act,
        part_kind=part.kind if part else "",
        code=part.code if part else "",
        content_hash=standard.content_hash,
    )


def _checked(standard: Standard, change: Change) -> dict[str, Any]:
    """What the change makes of the content, as it is written down."""
    try:
        changed = change(standard.content)
    except NoSuchPart as missing:
        raise EditConflict from missing
    content, problems = read_standard(changed)
    if problems or content is None:
        raise StandardRefused(problems)
    return to_plain(content)


def _rewrite(standard: Standard, written: dict[str, Any]) -> None:
    """The rows anew: a draft is judged by nobody, so nothing points at them."""
    standard.criteria.all().delete()
    standard.dimensions.all().delete()
    standard.penalty_items.all().delete()
    standard.veto_items.all().delete()
    for name, value in standard_fields(written).items():
        setattr(standard, name, value)
    standard.content_hash = content_hash(written)
    standard.save()
    create_parts(standard, written)
