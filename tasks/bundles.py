"""Certificates together: one PDF to print, or a ZIP with a file for each.

Each certificate is the file that was issued; one that is not made yet is printed now. They pass
one by one through a temporary folder, so a thousand need no more memory than one.
"""

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluation.documents.services import note_progress
from evaluation.models import Certificate, Document, DocumentState
from tasks.certificates import certificates_to_print, page_of, print_certificate, words_of
from tasks.failures import CannotBeMade
from tasks.papers import Paper
from tasks.printing import join_pdfs

NOTHING_CHOSEN = gettext_noop("None of the chosen certificates can be printed.")


def make(document: Document) -> Paper:
    """``params``: ``certificates``, a list of keys, and ``form``, pdf or zip."""
    chosen = _chosen(document)
    valid = [row for row in chosen if row.revoked_at is None]
    if not valid:
        raise CannotBeMade(NOTHING_CHOSEN)
    form = "zip" if document.params.get("form") == "zip" else "pdf"
    together = tempfile.TemporaryFile()  # noqa: SIM115 -- whoever keeps the paper closes it
    with tempfile.TemporaryDirectory() as folder:
        sheets = _sheets(document, valid, Path(folder))
        PUT_TOGETHER[form](sheets, together)
    together.seek(0)
    return Paper(together, form=form, note=_left_out([r for r in chosen if r.revoked_at]))


def _chosen(document: Document) -> list[Certificate]:
    """The chosen ones that whoever asked may see, in the order of their numbers."""
    seen = Certificate.objects.visible_to(document.requested_by)
    asked = [pk for pk in document.params.get("certificates", []) if isinstance(pk, int)]
    keys = seen.filter(pk__in=asked).order_by().values("pk")
    return list(certificates_to_print().filter(pk__in=keys).order_by("year", "number"))


def _sheets(
    document: Document, rows: Sequence[Certificate], folder: Path
) -> Iterator[tuple[Certificate, Path]]:
    """Each certificate as a file in the folder, counted as they come."""
    for done, row in enumerate(rows, start=1):
        path = folder / f"{row.reference}.pdf"
        path.write_bytes(_sheet(row))
        note_progress(document, done=done, total=len(rows))
        yield row, path


def _sheet(row: Certificate) -> bytes:
    """The certificate as it was issued, or printed now where it has not been made yet."""
    issued = row.document
    name = issued.file.name if issued and issued.state == DocumentState.MADE else ""
    if name and default_storage.exists(name):
        with default_storage.open(name) as file:
            return file.read()
    return print_certificate(page_of(words_of(row)))


def _as_one_pdf(sheets: Iterator[tuple[Certificate, Path]], into: BinaryIO) -> None:
    join_pdfs([path for _row, path in sheets], into)


def _as_zip(sheets: Iterator[tuple[Certificate, Path]], into: BinaryIO) -> None:
    """Named after number and community, dated as granted: the same choice, the same bytes."""
    with zipfile.ZipFile(into, "w") as archive:
        for row, path in sheets:
            granted = (*row.granted_on.timetuple()[:3], 0, 0, 0)
            archive.writestr(zipfile.ZipInfo(_file_name(row), granted), path.read_bytes())
            path.unlink()


PUT_TOGETHER: dict[str, Callable[[Iterator[tuple[Certificate, Path]], BinaryIO], None]] = {
    "pdf": _as_one_pdf,
    "zip": _as_zip,
}


def _file_name(row: Certificate) -> str:
    """2025-0001 桂花园社区.pdf, without what a file system might object to."""
    community = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "", row.decision.declaration.community.name_zh)
    return f"{row.reference} {community}".strip(" .") + ".pdf"


def _left_out(revoked: Sequence[Certificate]) -> str:
    if not revoked:
        return ""
    return _("Left out, because they were withdrawn: %(numbers)s") % {
        "numbers": ", ".join(row.printed_number for row in revoked)
    }
