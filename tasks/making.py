"""Background doors for papers: claim the request, make the paper, keep the file."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import Error, connection
from django.utils.translation import override

from evaluation.documents.services import (
    claim,
    give_up_on_silent,
    keep,
    note_failure,
    show_life,
)
from evaluation.models import Document
from tasks import bundles, certificates, commendation, dossiers, reports
from tasks.failures import CannotBeMade
from tasks.papers import Paper
from tasks.printing import available

logger = logging.getLogger(__name__)

MAKERS: dict[str, Callable[[Document], Paper]] = {
    Document.Kind.CERTIFICATE: certificates.make,
    Document.Kind.BUNDLE: bundles.make,
    Document.Kind.REPORT: reports.make,
    Document.Kind.COMMENDATION: commendation.make,
    Document.Kind.DOSSIER: dossiers.make,
}

SECONDS_BETWEEN_SIGNS = 20  # a paper is given up after 90 without a sign (documents.SILENCE)
SECONDS_BETWEEN_ROUNDS = 60  # as CELERY_BEAT_SCHEDULE has it
MOST_IN_A_ROUND = 200


@shared_task(
    name="tasks.make_document",
    acks_late=True,
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=5,
)
def make_document(*, document_id: int) -> None:
    """Make a paper that is owed. Safe to run twice: only one run can claim it.

    No transaction is open while it is printed, which may take minutes. Where PDFs cannot be
    made the paper stays owed, and is made as soon as they can.
    """
    if not available().ok:
        logger.warning("Paper %s has to wait: PDFs cannot be made on this machine.", document_id)
        return
    document = claim(document_id)
    if document is None:
        return
    try:
        with (
            signs_of_life(document),
            override(document.language),
            MAKERS[document.kind](document) as paper,
        ):
            keep(document, paper.content, form=paper.form, note=paper.note)
    except CannotBeMade as failure:
        logger.warning("Paper %s cannot be made: %s", document_id, failure.reason)
        note_failure(document, failure.reason, is_final=True)
    except Exception as error:
        note_failure(document, repr(error))
        raise


@shared_task(name="tasks.make_awaited_documents")
def make_awaited_documents() -> None:
    """Reconcile: send again what was lost or left lying. Runs at start and every minute.

    A message that is not taken before the next round is void, so that they do not pile up.
    """
    give_up_on_silent()
    owed = Document.objects.free_to_make().values_list("pk", flat=True)[:MOST_IN_A_ROUND]
    for document_id in list(owed):
        make_document.apply_async(
            kwargs={"document_id": document_id}, expires=SECONDS_BETWEEN_ROUNDS
        )


@contextmanager
def signs_of_life(document: Document) -> Iterator[None]:
    """Say every while that somebody is at it, from beside the work: printing does not pause.

    When this process is killed the signs end with it, and somebody else takes over.
    """
    finished = threading.Event()

    def give_signs() -> None:
        try:
            while not finished.wait(SECONDS_BETWEEN_SIGNS):
                _give_sign(document)
        finally:
            connection.close()

    thread = threading.Thread(target=give_signs, name=f"paper-{document.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _give_sign(document: Document) -> None:
    try:
        show_life(document)
    except Error:
        logger.warning("No sign of life for paper %s could be written.", document.pk)
