"""The yearly evaluation report of a stage, as a paper."""

from django.conf import settings
from django.template.loader import render_to_string

from communities.models import Stage
from evaluation.models import Document
from tasks.papers import Paper, fitting_quotes
from tasks.printing import html_to_pdf
from tasks.reporting import report_of
from tasks.reporting.drawings import drawings_of


def make(document: Document) -> Paper:
    """The report that this document was asked for, in its language."""
    return Paper.printed(document, lambda: page_of(document), print_report)


def page_of(document: Document) -> str:
    """The report as a page to print, from what is decided by now."""
    stage = Stage.objects.select_related("programme__district").get(pk=document.stage_id)
    report = report_of(stage)
    context = {
        "report": report,
        "drawings": drawings_of(report),
        "version": document.version,
        "language": document.language,
        "is_sample": settings.SAMPLE_MODE,
    }
    return fitting_quotes(render_to_string("documents/report.html", context), document.language)


def print_report(page: str) -> bytes:
    return html_to_pdf(page, stylesheets=["paper.css", "report.css"])
