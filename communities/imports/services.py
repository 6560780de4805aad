"""Keeping an uploaded file from its preview to its confirmation."""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from communities.imports.models import HeldFile
from harmony.shared import clock

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
def close_file(held: HeldFile, *, outcome: dict) -> None:
    """The file has been taken in: note what came of it, and drop the bytes."""
    held.content, held.done_at, held.outcome = b"", clock.now(), outcome
    held.save(update_fields=["content", "done_at", "outcome"])
