"""Files that arrive piece by piece, and go on where they stopped when the connection was lost.

    upload = begin(community, by=…, name=…, size=…)      asked again, the same one
    take_piece(upload, offset, piece, by=…)              raises WrongOffset with the right one
    finish(upload, by=…)                                 once it is whole

What has arrived lies beside the stored files and outside every address. It becomes evidence
through ``library.store``, like any file; whatever is not finished within a day is swept away.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from communities.models import Place
from evaluation.declarations.disk import DiskFull, told_when_full
from evaluation.declarations.evidence_models import Evidence, file_hash
from evaluation.declarations.file_checks import FileRefused, check_kind, clean_name
from evaluation.declarations.library import store, too_large
from evaluation.declarations.library_models import Upload
from evaluation.declarations.likeness import alike_in_words, earlier_alike
from evaluation.declarations.models import Entry
from evaluation.declarations.room import no_room, room_of
from evaluation.declarations.services import attach
from harmony.shared import clock
from harmony.shared.wording import together
from harmony.shared.workflow import hold

PIECE_BYTES = 512 * 1024
KEPT_FOR = timedelta(days=1)


class WrongOffset(Exception):
    """A piece that does not join what is there; ``offset`` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"Go on at {offset}.")
        self.offset = offset


# ------------------------------------------------------------------ beginning
@transaction.atomic
def begin(
    community: Place,
    *,
    by,
    name: str,
    size: int,
    mark: str = "",
    sha256: str = "",
    entry: Entry | None = None,
) -> Upload:
    """Announce a file; the upload that is already on its way when it is the same file.

    A file that the library has, by ``sha256``, is found without being sent: the upload has ended.
    Raises FileRefused before anything is sent where the file could not be taken.
    """
    hold(community)
    _check_may(community, by)
    if entry is not None and not may_attach(entry, by):
        raise PermissionDenied
    name = clean_name(name)
    known = Evidence.objects.filter(community=community, sha256=sha256).first() if sha256 else None
    if known is None:
        there = _on_its_way(community, by).filter(
            entry=entry, name=name, size=size, mark=mark, sha256=sha256
        )
        if upload := there.first():
            return upload
        _check_fits(community, name, size)
    upload = Upload.objects.create(
        community=community, entry=entry, by=by, name=name, size=size, mark=mark, sha256=sha256
    )
    if known is not None:
        _arrived(upload, known, is_new=False, by=by)
    return upload


def unfinished(
    community: Place, *, by, entries: Iterable[Entry] | None = None
) -> QuerySet[Upload]:
    """What this person began to send and may go on with: for these entries, or for none."""
    whose = Q(entry=None) if entries is None else Q(entry__in=list(entries))
    return _on_its_way(community, by).filter(whose, received__gt=0)


def _on_its_way(community: Place, by) -> QuerySet[Upload]:
    since = clock.now() - KEPT_FOR
    mine = Upload.objects.filter(community=community, by=by)
    return mine.filter(ended_at=None, last_at__gt=since)


def may_attach(entry: Entry, by) -> bool:
    return entry.is_open and by.has_perm("evaluation.write_declaration", entry.declaration)


def _check_may(community: Place, by) -> None:
    if not by.has_perm("evaluation.keep_evidence", community):
        raise PermissionDenied


def _check_fits(community: Place, name: str, size: int) -> None:
    if not size:
        raise FileRefused(_("The file is empty."))
    check_kind(name)
    if size > settings.UPLOAD_BYTES:
        raise FileRefused(too_large())
    left = max(room_of(community).left - _announced(community), 0)
    if size > left:
        raise FileRefused(no_room(left, size))


def _announced(community: Place) -> int:
    """Bytes that are on their way into this library, whoever sends them."""
    since = clock.now() - KEPT_FOR
    coming = Upload.objects.filter(community=community, ended_at=None, last_at__gt=since)
    return coming.aggregate(total=Sum("size"))["total"] or 0


# ------------------------------------------------------------------ piece by piece
def offset_of(upload: Upload) -> int:
    """Up to where the file is here; less than was noted, should the disk have lost some of it."""
    part = part_of(upload)
    return min(upload.received, part.stat().st_size) if part.exists() else 0


@transaction.atomic
def take_piece(upload: Upload, offset: int, piece: bytes, *, by) -> None:
    """Add a piece where the last one ended; sent twice, it counts once.

    Raises WrongOffset, FileRefused where it is longer than was announced, and DiskFull, after
    which the same piece may be sent again.
    """
    hold(upload, "community")
    _check_may(upload.community, by)
    if upload.ended_at is not None:
        return
    there = offset_of(upload)
    if offset != there:
        raise WrongOffset(there)
    if there + len(piece) > upload.size:
        raise FileRefused(_("More arrived than the file has. Choose it again."))
    _write(upload, there, piece)
    upload.received, upload.last_at = there + len(piece), clock.now()
    upload.save(update_fields=["received", "last_at"])


def _write(upload: Upload, offset: int, piece: bytes) -> None:
    part = part_of(upload)
    with told_when_full():
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with part.open("r+b" if part.exists() else "xb") as file:
                file.seek(offset)
                file.write(piece)
                file.truncate()
        except OSError:
            with suppress(OSError):
                os.truncate(part, offset)
            raise


def part_of(upload: Upload) -> Path:
    """Where the pieces lie; only this module looks there."""
    return _folder() / f"{upload.key}.part"


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


# ------------------------------------------------------------------ the end
def finish(upload: Upload, *, by) -> None:
    """The file is whole: take it into the library, and let it prove the entry it came for.

    Asked again, nothing changes. Raises WrongOffset while something is missing, and DiskFull,
    after which it may be asked again.
    """
    if upload.ended_at is not None:
        return
    _check_may(upload.community, by)
    if (there := offset_of(upload)) != upload.size:
        raise WrongOffset(there)
    try:
        evidence, is_new = _stored(upload, by)
    except DiskFull:
        raise
    except FileRefused as refusal:
        _end(upload, None, refusal.reason)
    else:
        _arrived(upload, evidence, is_new=is_new, by=by)


def _stored(upload: Upload, by) -> tuple[Evidence, bool]:
    try:
        part = part_of(upload).open("rb")
    except FileNotFoundError:  # another request has just finished it
        raise WrongOffset(0) from None
    with part:
        file = File(part, name=upload.name)
        if upload.sha256 and file_hash(file) != upload.sha256:
            raise FileRefused(_("The file was changed on its way. Choose it again."))
        return store(upload.community, file, by=by)


def _arrived(upload: Upload, evidence: Evidence, *, is_new: bool, by) -> None:
    """Attach what was stored, and note what there is to say about it."""
    told = [] if is_new else [_("It was in the library already.")]
    earlier = earlier_alike(evidence) if is_new else None
    if earlier is not None:
        told.append(alike_in_words(evidence, earlier))
    if upload.entry is not None:
        try:
            attach(upload.entry, evidence, by=by)
        except PermissionDenied:
            told.append(_("The criterion can no longer be written; the file is in the library."))
    _end(upload, evidence, together(told))


def _end(upload: Upload, evidence: Evidence | None, told: str) -> None:
    upload.evidence, upload.told, upload.ended_at = evidence, told[:500], clock.now()
    upload.save(update_fields=["evidence", "told", "ended_at"])
    part_of(upload).unlink(missing_ok=True)


@transaction.atomic
def cancel(upload: Upload, *, by) -> None:
    """Forget an upload that is on its way; one that has ended stays what it became."""
    hold(upload, "community")
    _check_may(upload.community, by)
    if upload.ended_at is None:
        _forget(upload)


def sweep() -> int:
    """Take away uploads nobody went on with for a day, and pieces without an upload; how many
    uploads. Those that ended are only forgotten."""
    stale = list(Upload.objects.filter(last_at__lte=clock.now() - KEPT_FOR))
    for upload in stale:
        _forget(upload)
    for part in _folder().glob("*.part"):
        if not Upload.objects.filter(key=part.stem).exists():
            part.unlink(missing_ok=True)
    return len(stale)


def _forget(upload: Upload) -> None:
    part = part_of(upload)
    upload.delete()
    transaction.on_commit(lambda: part.unlink(missing_ok=True))
