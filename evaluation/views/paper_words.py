"""How papers are named on pages and as files, and how one on its way is told."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from evaluation.models import Document, DocumentState
from harmony.shared import wording
from harmony.shared.pdf_libraries import Availability
from harmony.shared.wording import local_date

LANGUAGES = dict(settings.LANGUAGES)


def title_of(document: Document) -> str:
    """Evaluation report 2026; Certificate of Willow Lane; 16 certificates together."""
    return TITLES[Document.Kind(document.kind)](document)


def _report(document: Document) -> str:
    return _("Evaluation report %(year)s") % {"year": document.stage.year}


def _commendation(document: Document) -> str:
    return _("Commendation list")


def _certificate(document: Document) -> str:
    name = document.declaration.community.name
    return _("Certificate of %(community)s") % {"community": name}


def _bundle(document: Document) -> str:
    count = len(document.params.get("certificates", []))
    words = npgettext("one file", "%(n)s certificate", "%(n)s certificates together", count)
    return words % {"n": count}


def _dossier(document: Document) -> str:
    words = _("Dossier of %(community)s, round %(round)s")
    if document.params["form"] == "zip":
        words = _("Dossier of %(community)s with all files, round %(round)s")
    community = document.declaration.community.name
    return words % {"community": community, "round": document.params["round"]}


TITLES = {
    Document.Kind.REPORT: _report,
    Document.Kind.COMMENDATION: _commendation,
    Document.Kind.CERTIFICATE: _certificate,
    Document.Kind.BUNDLE: _bundle,
    Document.Kind.DOSSIER: _dossier,
}


def about(document: Document) -> str:
    """The stage or programme it is about, in the reader's language."""
    if document.kind == Document.Kind.DOSSIER:
        return document.declaration.stage.title
    if document.stage is not None:
        return document.stage.title
    return document.programme.title if document.programme is not None else ""


def language_of(document: Document) -> str:
    """The language it is written in; certificates are in both."""
    if document.kind in {Document.Kind.CERTIFICATE, Document.Kind.BUNDLE}:
        return _("Chinese and English")
    return LANGUAGES.get(document.language, document.language)


def file_name(document: Document) -> str:
    """evaluation-report-2026-v2-en.pdf: without letters that a file system might object to."""
    extension = document.file.name.rpartition(".")[2]
    return f"{FILE_NAMES[Document.Kind(document.kind)](document)}.{extension}"


def _certificate_file(document: Document) -> str:
    certificate = getattr(document, "certificate", None)
    return f"certificate-{certificate.reference if certificate else document.pk}"


def _dossier_file(document: Document) -> str:
    declaration, number = document.declaration, document.params["round"]
    place_and_year = f"{declaration.community.code}-{declaration.stage.year}"
    return f"dossier-{place_and_year}-round-{number}-v{document.version}-{document.language}"


FILE_NAMES = {
    Document.Kind.REPORT: lambda paper: (
        f"evaluation-report-{paper.stage.year}-v{paper.version}-{paper.language}"
    ),
    Document.Kind.COMMENDATION: lambda paper: (
        f"commendation-list-v{paper.version}-{paper.language}"
    ),
    Document.Kind.CERTIFICATE: _certificate_file,
    Document.Kind.BUNDLE: lambda paper: (
        f"certificates-{len(paper.params['certificates'])}-of-{local_date(paper.requested_at)}"
    ),
    Document.Kind.DOSSIER: _dossier_file,
}


def job_of(document: Document, possible: Availability) -> dict:
    """How far it is, for ``components/job.html``; polled while it is on its way."""
    return {
        "title": _job_title(document),
        "note": _("Asked for by %(who)s, %(when)s")
        % {
            "who": document.requested_by.name,
            "when": wording.short_moment(timezone.localtime(document.requested_at)),
        },
        "done": document.done,
        "total": document.total if document.total > 1 else None,
        "status": _job_title(document),
        "problem": _problem(document, possible),
        "is_running": document.is_awaited,
    }


def _job_title(document: Document) -> str:
    if document.state == DocumentState.FAILED:
        return _("It could not be made")
    if document.state == DocumentState.OWED:
        return _("Being prepared")
    if document.total > 1:
        return _("Being made: %(done)s of %(total)s") % {
            "done": document.done,
            "total": document.total,
        }
    return _("Being made")


def _problem(document: Document, possible: Availability) -> str:
    if document.is_awaited and not possible.ok:
        return _("It is made as soon as PDFs can be made on this machine.")
    if not document.error:
        return ""
    reason = _(document.error)
    if document.is_awaited:
        return _("An attempt failed, and another one follows: %(reason)s") % {"reason": reason}
    return reason
