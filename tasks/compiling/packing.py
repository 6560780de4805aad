"""The ZIP of a dossier: written file by file from the store, and never held in memory.

Nothing is compressed – photos and PDFs cannot be made smaller – and every date is that of the
hand-up, so that the same round gives the same bytes. ``sha256sum -c SHA256SUMS`` checks it.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO

from django.core.files.base import File
from django.utils import timezone

from evaluation.models import Evidence
from tasks.compiling.manifest import filled_in, index_csv, manifest_json, missing

READABLE_BY_ALL = 0o644 << 16
PAPER, INDEX, MANIFEST, SUMS = "dossier.pdf", "index.csv", "manifest.json", "SHA256SUMS"


class Archive:
    """A ZIP that is being written, with the SHA-256 of everything in it."""

    def __init__(self, into: BinaryIO, *, at: datetime) -> None:
        self._zip = zipfile.ZipFile(into, "w", zipfile.ZIP_STORED, allowZip64=True)
        local = timezone.localtime(at)
        self._date = (*local.timetuple()[:5], local.second)
        self._sums: list[str] = []

    def add(self, path: str, pieces: Iterable[bytes], *, size: int) -> tuple[int, str]:
        """Write one file; how many bytes it had and their SHA-256."""
        entry = zipfile.ZipInfo(path, self._date)
        entry.external_attr, entry.file_size = READABLE_BY_ALL, size
        digest, written = hashlib.sha256(), 0
        with self._zip.open(entry, "w") as target:
            for piece in pieces:
                target.write(piece)
                digest.update(piece)
                written += len(piece)
        self._sums.append(f"{digest.hexdigest()}  {path}\n")
        return written, digest.hexdigest()

    def add_bytes(self, path: str, content: bytes) -> None:
        self.add(path, [content], size=len(content))

    def add_sums(self) -> None:
        """Last of all: the sums of everything before."""
        self.add_bytes(SUMS, "".join(self._sums).encode())

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._zip.close()


def pack(
    into: BinaryIO,
    *,
    paper: bytes,
    parts: Mapping[str, Any],
    library: Mapping[str, Evidence],
    at: datetime,
    packed: Callable[[int], None],
) -> list[dict[str, Any]]:
    """Write the whole ZIP; its files as they were found. ``packed`` is told how many are in."""
    with Archive(into, at=at) as archive:
        archive.add_bytes(PAPER, paper)
        files = []
        for number, file in enumerate(parts["files"], start=1):
            files.append(_packed(archive, file, library.get(file["uploaded_sha256"])))
            packed(number)
        archive.add_bytes(INDEX, index_csv(files))
        archive.add_bytes(MANIFEST, manifest_json(parts, files))
        archive.add_sums()
    return files


def _packed(
    archive: Archive, file: Mapping[str, Any], evidence: Evidence | None
) -> dict[str, Any]:
    """One file, stored once however much it proves; told as missing where the store lost it."""
    if evidence is None or not evidence.file:
        return missing(file)
    try:
        stored: File = evidence.file.open("rb")
    except FileNotFoundError:
        return missing(file)
    with stored:
        size, sha256 = archive.add(file["path"], stored.chunks(), size=stored.size)
    return filled_in(file, size=size, sha256=sha256)
