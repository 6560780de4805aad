"""A community's evidence library: each file is stored once and proves any number of criteria."""

import secrets
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.db import DatabaseError, transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from communities.models import Place
from evaluation.declarations.disk import DiskFull, told_when_full
from evaluation.declarations.evidence_models import Evidence, file_hash
from evaluation.declarations.file_checks import Accepted, FileRefused, accept, clean_name
from evaluation.declarations.likeness import note_look
from evaluation.declarations.models import HandUp
from evaluation.declarations.photos import PhotoFacts
from evaluation.declarations.room import MEGABYTE, no_room, room_of
from evaluation.declarations.texts import text_mark
from harmony.shared.workflow import TransitionRefused, hold


def store(
    community: Place,
    file: File,
    *,
    by,
    kind: str = "",
    title: str = "",
    event_date: date | None = None,
    issued_by: str = "",
) -> tuple[Evidence, bool]:
    """Take a file into the library: the evidence, and whether it is new.

    A file that is there already is found by its content and returned as it is. ``kind`` and
    ``title`` follow from the file when they are not given. Raises FileRefused with a reason.
    """
    if not by.has_perm("evaluation.keep_evidence", community):
        raise PermissionDenied
    if getattr(file, "met_full_disk", False):
        raise DiskFull
    if (file.size or 0) > settings.UPLOAD_BYTES:
        raise FileRefused(too_large())
    digest = file_hash(file)
    known = Evidence.objects.filter(community=community, sha256=digest).first()
    if known is not None:
        return known, False
    # Looked into before the row is locked: drawing a picture anew takes its time.
    accepted = accept(file.name or "", file.read())
    name = clean_name(file.name or "")
    evidence = Evidence(
        community=community,
        kind=kind or usual_kind(accepted.ending),
        title=title.strip() or name.rpartition(".")[0] or name,
        event_date=event_date or (accepted.photo.taken_on if accepted.photo else None),
        issued_by=issued_by,
        original_name=with_ending(name, accepted.ending),
        content_type=accepted.content_type,
        size=len(accepted.content),
        sha256=digest,
        text_hash=text_mark(accepted.ending, accepted.content),
        by=by,
        **_of_a_photo(accepted.photo),
    )
    return _keep(evidence, accepted)


@transaction.atomic
def _keep(evidence: Evidence, accepted: Accepted) -> tuple[Evidence, bool]:
    """Write the file and its row, unless somebody else has just stored the same."""
    hold(evidence.community)
    known = Evidence.objects.filter(community=evidence.community, sha256=evidence.sha256).first()
    if known is not None:
        return known, False
    left = room_of(evidence.community).left
    if evidence.size > left:
        raise FileRefused(no_room(left, evidence.size))
    try:
        with told_when_full():
            _write(evidence.file, accepted.ending, accepted.content)
            if accepted.photo:
                _write(evidence.thumbnail, "jpg", accepted.photo.thumbnail)
            evidence.save()
            note_look(evidence)
    except (DatabaseError, OSError, FileRefused):
        evidence.file.delete(save=False)
        evidence.thumbnail.delete(save=False)
        raise
    return evidence, True


def _write(field: FieldFile, ending: str, content: bytes) -> None:
    """Write a file under a random name: the whole of it or nothing."""
    name = f"{secrets.token_hex(16)}.{ending}"
    try:
        field.save(name, ContentFile(content), save=False)
    except OSError:
        with suppress(OSError):
            field.storage.delete(field.field.generate_filename(field.instance, name))
        raise


def _of_a_photo(photo: PhotoFacts | None) -> dict[str, Any]:
    """The columns that only a photo fills."""
    if photo is None:
        return {}
    names = ("taken_on", "latitude", "longitude", "look")
    return {name: getattr(photo, name) for name in names}


def too_large() -> str:
    return _("The file is larger than %(most)d MB. Save a smaller copy, or split it.") % {
        "most": settings.UPLOAD_BYTES // MEGABYTE
    }


def usual_kind(ending: str) -> Evidence.Kind:
    """What a file of this kind usually is, until somebody says otherwise."""
    if ending in {"jpg", "png", "webp"}:
        return Evidence.Kind.PHOTO
    if ending in {"xlsx", "xls", "csv"}:
        return Evidence.Kind.TABLE
    return Evidence.Kind.DOCUMENT


def with_ending(name: str, ending: str) -> str:
    """The name with the ending that fits what is inside."""
    stem, dot, _given = name.rpartition(".")
    return f"{stem if dot else name}.{ending}"


@transaction.atomic
def describe(evidence: Evidence, *, by, title: str, kind: str, event_date, issued_by: str) -> None:
    """Say what a file is; the file itself stays as it is."""
    hold(evidence)
    if not by.has_perm("evaluation.keep_evidence", evidence.community):
        raise PermissionDenied
    evidence.title, evidence.kind = title, kind
    evidence.event_date, evidence.issued_by = event_date, issued_by
    evidence.save(update_fields=["title", "kind", "event_date", "issued_by"])


@transaction.atomic
def discard(evidence: Evidence, *, by) -> None:
    """Take a file out of the library, while it proves nothing and never has.

    What was once handed up keeps its proof. Raises TransitionRefused where that is so.
    """
    hold(evidence)
    if not by.has_perm("evaluation.keep_evidence", evidence.community):
        raise PermissionDenied
    if reason := why_kept(evidence):
        raise TransitionRefused(reason)
    files = [each for each in (evidence.file, evidence.thumbnail) if each]
    evidence.delete()
    # Only once the row is gone for good: a file without a row is found, the reverse is not.
    for each in files:
        transaction.on_commit(partial(each.delete, save=False))


def why_kept(evidence: Evidence) -> str:
    """Why the file cannot be taken out; empty where it can."""
    if evidence.uses.exists():
        return _("This file proves a criterion. Take it off there first.")
    if was_handed_up(evidence):
        return _("This file was handed up once and is kept as proof.")
    return ""


def was_handed_up(evidence: Evidence) -> bool:
    """Whether any hand-up of the community names this file."""
    contents = HandUp.objects.filter(declaration__community=evidence.community).values_list(
        "content", flat=True
    )
    return any(
        evidence.sha256 in entry["files"] for content in contents for entry in content["entries"]
    )
