"""Papers: asked for, on their way, fetched, asked for again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.people.reach import posts_of
from communities.views.crumbs import trail
from evaluation.documents.models import DocumentQuerySet
from evaluation.documents.services import (
    is_lost,
    make_again,
    may_ask_for,
    request_document,
    try_again,
)
from evaluation.forms.documents import CommendationForm, PaperFilter, ReportForm
from evaluation.models import Document, DocumentState
from evaluation.views.paper_words import about, file_name, job_of, language_of, title_of
from harmony.shared.pdf_libraries import available
from harmony.shared.workflow import TransitionRefused

ROWS = 25
ORDERS = {"requested": ("requested_at", "pk"), "kind": ("kind", "version", "pk")}
REMADE = {Document.Kind.REPORT, Document.Kind.COMMENDATION}
"""Kinds that have next versions; a certificate stays the one that was granted."""
WITHOUT_VERSIONS = {Document.Kind.BUNDLE, Document.Kind.DOSSIER}
"""Kinds of which one is no later state of another, though they are numbered."""


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every paper this person may read."""
    if not posts_of(request.user):
        raise PermissionDenied
    chosen = PaperFilter(request.GET, queryset=_papers(request))
    sort = request.GET.get("sort", "-requested")
    page = Paginator(chosen.qs.order_by(*_order(sort)), ROWS).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "filters_on": sum(bool(request.GET.get(name)) for name in ("kind", "state")),
        "page": page,
        "rows": [_row(paper) for paper in page],
        "sort": sort,
        "possible": available(),
        "may_ask": request.user.has_perm("evaluation.order_papers"),
        "crumbs": trail(_("Papers")),
    }
    return render(request, "evaluation/documents/list.html", context)


@login_required
@permission_required("evaluation.order_papers", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def order_report(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST or None)
    if not _may_be_made(form):
        return _order_page(request, form, _("Yearly evaluation report"), _("Make the report"))
    document = request_document(
        Document.Kind.REPORT,
        by=request.user,
        language=form.cleaned_data["language"],
        stage=form.cleaned_data["stage"],
    )
    return redirect(document)


@login_required
@permission_required("evaluation.order_papers", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def order_commendation(request: HttpRequest) -> HttpResponse:
    form = CommendationForm(request.POST or None)
    if not _may_be_made(form):
        return _order_page(request, form, _("Commendation list"), _("Draw up the list"))
    document = request_document(
        Document.Kind.COMMENDATION,
        by=request.user,
        language=form.cleaned_data["language"],
        params=form.terms,
        programme=form.cleaned_data["programme"],
    )
    return redirect(document)


@login_required
@require_safe
@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: how far it is while it is on its way, and the file when it is there."""
    document = _visible(request, pk)
    possible = available()
    may_ask = may_ask_for(document, request.user)
    lost = is_lost(document)
    title = title_of(document)
    has_versions = _has_versions(document)
    context = {
        "document": document,
        "title": title,
        "about": about(document),
        "language": language_of(document),
        "job": job_of(document, possible) if document.state != DocumentState.MADE else None,
        "possible": possible,
        "is_lost": lost,
        "size": None if lost or not document.file else document.file.size,
        "versions": _versions(request, document) if has_versions else [],
        "has_versions": has_versions,
        "may_make_again": may_ask and document.kind in REMADE and not document.is_awaited,
        "may_try_again": may_ask and (lost or document.state == DocumentState.FAILED),
        "crumbs": trail((_("Papers"), reverse("evaluation:papers")), title),
    }
    response = render(request, "evaluation/documents/detail.html", context)
    has_changed = request.GET.get("seen", document.state) != document.state
    if request.htmx and (has_changed or not document.is_awaited):
        response["HX-Refresh"] = "true"  # the whole page names its state, and has more to say
    return response


@login_required
@require_safe
@never_cache
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file, to keep; never shown inside the portal."""
    document = _visible(request, pk)
    if document.state != DocumentState.MADE or is_lost(document):
        messages.error(request, _("There is no file yet."))
        return redirect(document)
    response = FileResponse(
        default_storage.open(document.file.name),
        as_attachment=True,
        filename=file_name(document),
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the next version; this one stays."""
    document = _visible(request, pk)
    if document.kind not in REMADE:
        raise PermissionDenied
    return redirect(make_again(document, by=request.user))


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it made after all: it failed, or its file was lost."""
    document = _visible(request, pk)
    try:
        try_again(document, by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    return redirect(document)


def _order_page(request: HttpRequest, form: Form, title: str, button: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "possible": available(),
        "crumbs": trail((_("Papers"), reverse("evaluation:papers")), title),
    }
    return render(request, "evaluation/documents/order.html", context)


def _may_be_made(form: Form) -> bool:
    """Whether what is asked for is clear, and PDFs can be made at all."""
    possible = available()
    if form.is_valid() and not possible.ok:
        form.add_error(None, str(possible.reason))
    return form.is_valid()


def _papers(request: HttpRequest) -> DocumentQuerySet:
    return Document.objects.visible_to(request.user).select_related(
        "stage",
        "programme",
        "declaration__community",
        "declaration__stage",
        "requested_by",
        "certificate",
    )


def _visible(request: HttpRequest, pk: int) -> Document:
    return get_object_or_404(_papers(request), pk=pk)


def _row(paper: Document) -> tuple[Document, str, str, str, bool]:
    return paper, title_of(paper), about(paper), language_of(paper), _has_versions(paper)


def _has_versions(document: Document) -> bool:
    return document.kind not in WITHOUT_VERSIONS


def _versions(request: HttpRequest, document: Document) -> DocumentQuerySet:
    """All versions of it, the newest first."""
    return _papers(request).same_subject(document).order_by("-version")[:ROWS]


def _order(sort: str) -> list[str]:
    fields = ORDERS.get(sort.removeprefix("-"), ORDERS["requested"])
    sign = "-" if sort.startswith("-") else ""
    return [f"{sign}{field}" for field in fields]
