"""The dossier of a declaration: one round as a PDF, or as a ZIP with every file of it."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluation.declarations.handed_up import files_handed_up
from evaluation.documents.dossiers import FORMS
from evaluation.documents.services import freeze_source, frozen_source, note_progress
from evaluation.models import Document, DocumentSource, HandUp
from harmony.shared.wording import listed
from tasks.compiling.content import Dossier, dossier_of
from tasks.compiling.manifest import parts_of
from tasks.compiling.packing import pack
from tasks.failures import CannotBeMade
from tasks.papers import Paper, fitting_quotes, missing_characters
from tasks.printing import html_to_pdf

NOT_HANDED_UP = gettext_noop("This round was not handed up.")
MOST_NAMED = 10
"""So many missing files are named in the note; the rest is in the ZIP's own list."""


def make(document: Document) -> Paper:
    """``params``: ``round``, ``form`` (pdf or zip) and ``moves``, see ``documents.dossiers``."""
    hand_up = _hand_up(document)
    source = frozen_source(document) or _written(document, hand_up)
    if document.params["form"] == "pdf":
        return Paper(print_dossier(source.html), note=missing_characters(source.html))
    return _as_zip(document, source, hand_up)


def _hand_up(document: Document) -> HandUp:
    rounds = HandUp.objects.select_related(
        "declaration__community__parent__parent",
        "declaration__stage__programme",
        "declaration__standard",
    )
    number, form = document.params.get("round"), document.params.get("form")
    found = rounds.filter(declaration=document.declaration_id, round=number).first()
    if found is None or form not in FORMS:
        raise CannotBeMade(NOT_HANDED_UP)
    return found


def _written(document: Document, hand_up: HandUp) -> DocumentSource:
    """The page and the list of files, written and kept."""
    dossier = dossier_of(hand_up, moves=document.params["moves"])
    page = page_of(dossier, document.language)
    return freeze_source(document, page, parts=parts_of(dossier))


def page_of(dossier: Dossier, language: str) -> str:
    context = {"dossier": dossier, "language": language, "is_sample": settings.SAMPLE_MODE}
    return fitting_quotes(render_to_string("documents/dossier.html", context), language)


def print_dossier(page: str) -> bytes:
    return html_to_pdf(page, stylesheets=["paper.css", "dossier.css"])


def _as_zip(document: Document, source: DocumentSource, hand_up: HandUp) -> Paper:
    total = len(source.parts["files"]) + 1  # the PDF is the first

    def packed(files: int) -> None:
        note_progress(document, done=files + 1, total=total)

    note_progress(document, done=0, total=total)
    paper = print_dossier(source.html)
    packed(0)
    with ExitStack() as opened:
        # Beside the store, where there is room: the usual folder may lie in memory.
        together = opened.enter_context(tempfile.TemporaryFile(dir=settings.DATA_DIR))
        files = pack(
            together,
            paper=paper,
            parts=source.parts,
            library=files_handed_up(hand_up),
            at=hand_up.at,
            packed=packed,
        )
        together.seek(0)
        opened.pop_all()  # from here on it is the paper's to close
    notes = [*_notes_on(files), missing_characters(source.html)]
    return Paper(together, form="zip", note=" · ".join(note for note in notes if note))


def _notes_on(files: Sequence[Mapping[str, Any]]) -> list[str]:
    lost = [one["title"] for one in files if not one["in_zip"]]
    other = [
        one["title"]
        for one in files
        if one["in_zip"] and not one["redrawn"] and not one["as_uploaded"]
    ]
    return [
        _named(_("No longer in the store, so not in the ZIP: %(titles)s"), lost),
        _named(_("In the store they are not as they were uploaded: %(titles)s"), other),
    ]


def _named(sentence: str, titles: Sequence[str]) -> str:
    if not titles:
        return ""
    shown = listed(titles[:MOST_NAMED])
    return sentence % {"titles": f"{shown} …" if len(titles) > MOST_NAMED else shown}
