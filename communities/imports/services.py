"""Keeping an uploaded file from its preview to its confirmation."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction

from communities.imports.models import HeldFile
from harmony.shared import clock
from harmony.shared.workflow import hold

FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def hold_file(kind: HeldFile.Kind, *, by, file_name: str, content: bytes) -> HeldFile:
    """Keep the file for its preview. What nobody confirmed within a day is thrown away."""
    HeldFile.objects.filter(done_at=None, at__lt=clock.now() - FORGOTTEN_AFTER).delete()
    return HeldFile.objects.create(
        kind=kind,
        file_name=file_name[-200:],
        sha256=sha256(content).hexdigest(),
        content=content,
        by=by,
    )


@transaction.atomic
def confirm(held: HeldFile, *, by, take_in: Callable[[bytes], dict]) -> None:
    """Take in the bytes that were previewed, once, and drop them.

    ``take_in`` does it, and says in numbers what came of it. A second confirmation changes
    nothing; whatever ``take_in`` raises leaves all as it was.
    """
    hold(held)
    if held.by_id != by.pk:
        raise PermissionDenied
    if held.done_at is not None:
        return
    held.outcome = take_in(bytes(held.content))
    held.content, held.done_at = b"", clock.now()
    held.save(update_fields=["content", "done_at", "outcome"])
