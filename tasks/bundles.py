"""Certificates together: one PDF to print, or a ZIP with a file for each.

The ZIP holds the files as they were issued. The PDF is printed from the pages that were kept
when they were issued, a few sheets at a time: they share their fonts, so a thousand are a small
file and need little more memory than twenty. What is not made yet is written now.
"""

import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluation.documents.services import frozen_page, is_lost, note_progress
from evaluation.models import Certificate, Document, DocumentState
from harmony.shared.wording import listed
from tasks.certificates import (
    certificates_to_print,
    page_of,
    pages_as_one,
    print_certificate,
    words_of,
)
from tasks.failures import CannotBeMade
from tasks.papers import Paper
from tasks.printing import join_pdfs

SHEETS_AT_ONCE = 20
NOTHING_CHOSEN = gettext_noop("None of the chosen certificates can be printed.")


def make(document: Document) -> Paper:
    """``params``: ``certificates``, a list of keys, and ``form``, pdf or zip."""
    chosen = _chosen(document)
    valid = [row for row in chosen if row.revoked_at is None]
    if not valid:
        raise CannotBeMade(NOTHING_CHOSEN)
    form = "zip" if document.params.get("form") == "zip" else "pdf"
    with ExitStack() as opened:
        together = opened.enter_context(tempfile.TemporaryFile())
        PUT_TOGETHER[form](document, valid, together)
        together.seek(0)
        opened.pop_all()  # from here on it is the paper's to close
    return Paper(together, form=form, note=_left_out([r for r in chosen if r.revoked_at]))


def _chosen(document: Document) -> list[Certificate]:
    """The chosen ones that whoever asked may see, in the order of their numbers."""
    seen = Certificate.objects.visible_to(document.requested_by)
    asked = [pk for pk in document.params.get("certificates", []) if isinstance(pk, int)]
    keys = seen.filter(pk__in=asked).order_by().values("pk")
    return list(certificates_to_print().filter(pk__in=keys).order_by("year", "number"))


def _as_one_pdf(document: Document, rows: Sequence[Certificate], into: BinaryIO) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for start in range(0, len(rows), SHEETS_AT_ONCE):
            some = rows[start : start + SHEETS_AT_ONCE]
            part = Path(folder) / f"{start:06d}.pdf"
            part.write_bytes(print_certificate(pages_as_one([_page(row) for row in some])))
            parts.append(part)
            note_progress(document, done=start + len(some), total=len(rows))
        join_pdfs(parts, into)


def _page(row: Certificate) -> str:
    """The page it was issued from, or the one it would be."""
    kept = frozen_page(row.document) if row.document else None
    return kept or page_of(words_of(row))


def _as_zip(document: Document, rows: Sequence[Certificate], into: BinaryIO) -> None:
    """Named after number and community, dated as granted: the same choice, the same bytes."""
    with zipfile.ZipFile(into, "w") as archive:
        for done, row in enumerate(rows, start=1):
            granted = (*row.granted_on.timetuple()[:3], 0, 0, 0)
            archive.writestr(zipfile.ZipInfo(_file_name(row), granted), _sheet(row))
            note_progress(document, done=done, total=len(rows))


def _sheet(row: Certificate) -> bytes:
    """The certificate as it was issued, or printed now where it has not been made yet."""
    issued = row.document
    if issued and issued.state == DocumentState.MADE and not is_lost(issued):
        with issued.file.open() as file:
            return file.read()
    return print_certificate(page_of(words_of(row)))


PUT_TOGETHER: dict[str, Callable[[Document, Sequence[Certificate], BinaryIO], None]] = {
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
        "numbers": listed(row.printed_number for row in revoked)
    }
