"""Visits, penalties and vetoes: written down by the office, struck where wrong."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.views.crumbs import trail
from evaluation.appraisal import records
from evaluation.forms.appraisal import ReasonForm, RecordForm, VisitForm
from evaluation.models import Declaration, Penalty, Veto, VisitPhoto
from evaluation.views.review import visible
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

KINDS: dict[str, type[Penalty] | type[Veto]] = {"penalty": Penalty, "veto": Veto}


def _permitted(request: HttpRequest, pk: int, permission: str) -> Declaration:
    declaration = visible(request, pk)
    if not request.user.has_perm(f"evaluation.{permission}", declaration):
        raise PermissionDenied
    return declaration


def _page(request: HttpRequest, declaration: Declaration, form, title: str, button: str):
    back = reverse("evaluation:review-declaration", args=[declaration.pk])
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "declaration": declaration,
        "crumbs": trail(
            (_("Review queue"), reverse("evaluation:review")),
            (declaration.community.name, back),
            title,
        ),
    }
    return render(request, "evaluation/review/record.html", context)


@login_required
def new_visit(request: HttpRequest, pk: int) -> HttpResponse:
    declaration = _permitted(request, pk, "record_visit")
    initial = {"date": clock.today(), "kind": request.GET.get("kind", "")}
    form = VisitForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            records.record_visit(declaration, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return redirect("evaluation:review-declaration", pk)
    return _page(request, declaration, form, _("Record a visit"), _("Record the visit"))


@login_required
def new_record(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Record a penalty or a veto."""
    if kind not in KINDS:
        raise Http404
    declaration = _permitted(request, pk, "record_penalty")
    is_penalty = kind == "penalty"
    items = declaration.standard.penalty_items if is_penalty else declaration.standard.veto_items
    form = RecordForm(
        request.POST or None, request.FILES or None, items=items.all(), has_count=is_penalty
    )
    if form.is_valid() and _recorded(request, declaration, form, is_penalty=is_penalty):
        return redirect("evaluation:review-declaration", pk)
    title = _("Record a penalty") if is_penalty else _("Record a veto")
    return _page(request, declaration, form, title, title)


def _recorded(request: HttpRequest, declaration: Declaration, form, *, is_penalty: bool) -> bool:
    write = records.record_penalty if is_penalty else records.record_veto
    values = form.values()
    item = values.pop("item")
    try:
        write(declaration, item, by=request.user, **values)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True


@login_required
def strike(request: HttpRequest, pk: int, kind: str, record_pk: int) -> HttpResponse:
    """Strike a record that turned out wrong, with the reason."""
    if kind not in KINDS:
        raise Http404
    declaration = _permitted(request, pk, "record_penalty")
    record = get_object_or_404(
        KINDS[kind].objects.select_related("item"), pk=record_pk, declaration=declaration
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        records.strike(record, by=request.user, reason=form.cleaned_data["reason"])
        return redirect("evaluation:review-declaration", pk)
    context = {
        "title": _("Strike this record?"),
        "subject": str(record.item),
        "consequences": [_("It stays readable with the reason, and no longer counts.")],
        "form": form,
        "button": _("Strike it"),
        "danger": True,
        "back": reverse("evaluation:review-declaration", args=[pk]),
    }
    return render(request, "confirm.html", context)


@login_required
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo of a visit, for whoever may see the declaration from within the district."""
    found = get_object_or_404(VisitPhoto.objects.select_related("visit"), pk=pk)
    visible(request, found.visit.declaration_id)
    return _file(found.file, found.content_type, inline=True)


@login_required
def record_file(request: HttpRequest, pk: int, kind: str, record_pk: int) -> HttpResponse:
    """The evidence of a penalty or veto."""
    if kind not in KINDS:
        raise Http404
    declaration = visible(request, pk)
    record = get_object_or_404(KINDS[kind], pk=record_pk, declaration=declaration)
    if not record.evidence_file:
        raise Http404
    return _file(record.evidence_file, record.evidence_type, inline=False)


def _file(file, content_type: str, *, inline: bool) -> FileResponse:
    response = FileResponse(file.open("rb"), content_type=content_type, as_attachment=not inline)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
