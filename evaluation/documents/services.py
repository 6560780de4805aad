"""What happens to a paper, from the request to the file.

The row is the truth and the message to the worker only a doorbell: one conditional UPDATE
decides who makes a paper, so a second message finds nothing to do, and whatever a dead worker
left is found by looking at the rows. No transaction is open while a paper is printed.
"""

import hashlib
from functools import partial
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluation.documents.models import (
    MOST_ATTEMPTS,
    SUBJECTS,
    Document,
    DocumentSource,
    DocumentState,
)
from evaluation.documents.signals import document_requested
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

PERMISSIONS = {
    Document.Kind.CERTIFICATE: "evaluation.order_papers",
    Document.Kind.BUNDLE: "evaluation.export_certificates",
    Document.Kind.REPORT: "evaluation.order_papers",
    Document.Kind.COMMENDATION: "evaluation.order_papers",
    Document.Kind.DOSSIER: "evaluation.order_dossier",
}
"""Who may ask for a paper of this kind; the paper itself is what the permission is about."""

MADE_ONCE = {Document.Kind.CERTIFICATE, Document.Kind.DOSSIER}
"""What they say cannot change: asked again, it is the same paper."""

CONTENT_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}

ENDED_SILENTLY = gettext_noop("Whoever was making it stopped without a word, several times.")


# ------------------------------------------------------------------ asking
@transaction.atomic
def request_document(
    kind: str, *, by, language: str, params: dict[str, Any] | None = None, **subject: models.Model
) -> Document:
    """Note that a paper is owed.

    The subject is given by its name: ``declaration=…``, ``stage=…`` or ``programme=…``. Asked
    again while it is on its way, it is the same request; asked again later, it is the next
    version and the old one stays. A certificate is one paper: asked again, it is the same;
    and so is the dossier of a round.
    """
    document = Document(kind=kind, language=language, params=params or {}, **subject)
    return _ask(document, by=by, wants_another=kind not in MADE_ONCE)


@transaction.atomic
def make_again(document: Document, *, by) -> Document:
    """Ask for the next version of this paper. This one stays as it is, for those who hold it."""
    wanted = Document(
        kind=document.kind,
        language=document.language,
        params=document.params,
        **document.subject,
    )
    return _ask(wanted, by=by, wants_another=True)


@transaction.atomic
def try_again(document: Document, *, by) -> None:
    """Have a paper made after all that failed, or whose file was lost."""
    _refuse_unless_permitted(document, by)
    hold(document)
    if not (document.state == DocumentState.FAILED or is_lost(document)):
        raise TransitionRefused(_("This paper is ready, or on its way."))
    _start_over(document)


def is_lost(document: Document) -> bool:
    """Whether it was made, and its file is no longer there."""
    is_made = document.state == DocumentState.MADE
    return is_made and not default_storage.exists(document.file.name or "")


def _ask(wanted: Document, *, by, wants_another: bool) -> Document:
    """The request for it that stands, or a new one with the next number."""
    _refuse_unless_permitted(wanted, by)
    _hold_subject(wanted)
    versions = Document.objects.same_subject(wanted).order_by("-version")
    latest = next((earlier for earlier in versions if _is_the_same(earlier, wanted)), None)
    if latest is not None and latest.state == DocumentState.FAILED:
        _start_over(latest)
        return latest
    if latest is not None and (latest.is_awaited or not wants_another):
        return latest
    wanted.version = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    wanted.requested_by = by
    wanted.save()
    _announce(wanted)
    return wanted


def may_ask_for(document: Document, by) -> bool:
    """Whether this person may ask for this paper; it need not exist yet."""
    return by.has_perm(PERMISSIONS[Document.Kind(document.kind)], document)


def _refuse_unless_permitted(document: Document, by) -> None:
    if not may_ask_for(document, by):
        raise PermissionDenied


def _hold_subject(document: Document) -> None:
    """Lock what the paper is about, so that two requests do not take the same number."""
    for name in SUBJECTS:
        if pk := getattr(document, f"{name}_id"):
            related = Document._meta.get_field(name).related_model
            related._base_manager.select_for_update().only("pk").get(pk=pk)


def _is_the_same(earlier: Document, wanted: Document) -> bool:
    """Whether both ask for the same words; a certificate says everything in both languages."""
    is_bilingual = wanted.kind in {Document.Kind.CERTIFICATE, Document.Kind.BUNDLE}
    in_same_language = is_bilingual or earlier.language == wanted.language
    return in_same_language and earlier.params == wanted.params


def _start_over(document: Document) -> None:
    """Owed again, with as many attempts as at first. Their count goes on, so that an attempt
    believed dead is never taken for a new one."""
    document.state = DocumentState.OWED
    document.attempts_allowed = document.attempts + MOST_ATTEMPTS
    document.error = ""
    document.done = 0
    document.file = ""
    document.made_at = None
    document.save(update_fields=["state", "attempts_allowed", "error", "done", "file", "made_at"])
    _announce(document)


def _announce(document: Document) -> None:
    """Ring the worker's bell once the request is committed. Nobody waits for an answer: when
    the bell is out of order, the next round of ``tasks.make_awaited_documents`` finds the row."""
    ring = partial(document_requested.send_robust, Document, document=document)
    transaction.on_commit(ring)


# ------------------------------------------------------------------ making
@transaction.atomic(durable=True)
def claim(document_id: int) -> Document | None:
    """Take the paper to make it, or nothing when it is not free. One UPDATE decides."""
    is_ours = (
        Document.objects.free_to_make()
        .order_by()
        .filter(pk=document_id)
        .update(
            state=DocumentState.BEING_MADE,
            attempts=F("attempts") + 1,
            heartbeat=clock.now(),
            done=0,
            error="",
            note="",
        )
    )
    return Document.objects.get(pk=document_id) if is_ours else None


def show_life(attempt: Document) -> None:
    """Say that somebody is still at it."""
    Document.objects.held_by(attempt).update(heartbeat=clock.now())


def note_progress(attempt: Document, *, done: int, total: int) -> None:
    """Say how far it has come, and by that, that somebody is still at it."""
    Document.objects.held_by(attempt).update(done=done, total=total, heartbeat=clock.now())


def frozen_page(attempt: Document) -> str | None:
    """The page this paper was printed from before, where it was."""
    return DocumentSource.objects.filter(document=attempt).values_list("html", flat=True).first()


def freeze_page(attempt: Document, html: str) -> str:
    """Keep the page that the paper is printed from. The first that is kept stays for good."""
    return freeze_source(attempt, html, parts={}).html


def frozen_source(attempt: Document) -> DocumentSource | None:
    """The page and the parts that this paper was made of before, where it was."""
    return DocumentSource.objects.filter(document=attempt).first()


def freeze_source(attempt: Document, html: str, *, parts: dict[str, Any]) -> DocumentSource:
    """Keep the page and the parts that the paper is made of; the first stay for good."""
    source, _is_new = DocumentSource.objects.get_or_create(
        document=attempt, defaults={"html": html, "parts": parts}
    )
    return source


def keep(
    attempt: Document, content: bytes | BinaryIO, *, form: str = "pdf", note: str = ""
) -> None:
    """Store the file, unless the work has passed to somebody else meanwhile.

    ``content`` is the paper, or a file open for reading. It is written before the row says so;
    a file that no row wants is taken away again.
    """
    file = ContentFile(content) if isinstance(content, bytes) else File(content)
    digest = _digest(file)
    name = default_storage.save(f"documents/{attempt.kind}-{attempt.pk}.{form}", file)
    if not _hand_over(attempt, name, digest, form=form, note=note):
        default_storage.delete(name)


@transaction.atomic(durable=True)
def _hand_over(attempt: Document, name: str, digest: str, *, form: str, note: str) -> bool:
    """Let the row say that the file is there; whether it was still ours to say."""
    return bool(
        Document.objects.held_by(attempt).update(
            state=DocumentState.MADE,
            done=F("total"),
            made_at=clock.now(),
            file=name,
            content_type=CONTENT_TYPES[form],
            content_hash=digest,
            note=note,
        )
    )


def note_failure(attempt: Document, reason: str, *, is_final: bool = False) -> None:
    """Keep the reason. The paper is owed again, until there have been too many attempts."""
    is_last = is_final or attempt.attempts >= attempt.attempts_allowed
    state = DocumentState.FAILED if is_last else DocumentState.OWED
    Document.objects.held_by(attempt).update(state=state, error=reason)


def give_up_on_silent() -> None:
    """Close what fell silent at its last attempt, so that somebody looks at it."""
    Document.objects.silent().filter(attempts__gte=F("attempts_allowed")).update(
        state=DocumentState.FAILED, error=ENDED_SILENTLY
    )


def _digest(file: File) -> str:
    """SHA-256, read in pieces."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
