"""Visits, penalties and vetoes: written down by the office, struck where wrong."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation.appraisal import records
from evaluation.appraisal.permission import require
from evaluation.forms.appraisal import RecordForm, VisitForm
from evaluation.forms.review import ReasonForm
from evaluation.models import Assignment, Declaration, Penalty, Veto, Visit, VisitPhoto
from evaluation.views.review import crumbs_of, permitted, told_why_not, visible
from harmony.shared import clock
from harmony.shared.wording import day
from harmony.shared.workflow import TransitionRefused

KINDS: dict[str, type[Penalty] | type[Veto]] = {"penalty": Penalty, "veto": Veto}
"""What is held against a community, with an item of the standard and evidence."""


def _page(
    request: HttpRequest, declaration: Declaration, form, title: str, button: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": reverse("evaluation:review-declaration", args=[declaration.pk]),
        "declaration": declaration,
        "crumbs": crumbs_of(declaration, title),
    }
    return render(request, "evaluation/review/record.html", context)


def _sent(request: HttpRequest) -> tuple:
    """What was typed and the files, where a form was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@login_required
@told_why_not
def new_visit(request: HttpRequest, pk: int) -> HttpResponse:
    declaration = permitted(request, pk, "record_visit")
    asked = request.GET.get("kind", "")
    initial = {"date": clock.today(), "kind": asked if asked in Visit.Kind.values else ""}
    form = VisitForm(*_sent(request), initial=initial)
    if form.is_valid():
        try:
            records.record_visit(declaration, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The visit is recorded."))
            return redirect("evaluation:review-declaration", pk)
    return _page(request, declaration, form, _("Record a visit"), _("Record the visit"))


@login_required
@told_why_not
def new_record(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Record a penalty or a veto."""
    if kind not in KINDS:
        raise Http404
    declaration = permitted(request, pk, "record_penalty")
    is_penalty = kind == "penalty"
    items = declaration.standard.penalty_items if is_penalty else declaration.standard.veto_items
    form = RecordForm(*_sent(request), items=items.all(), has_count=is_penalty)
    if form.is_valid() and _recorded(request, declaration, form, is_penalty=is_penalty):
        said = _("The penalty is recorded.") if is_penalty else _("The veto is recorded.")
        messages.success(request, said)
        return redirect("evaluation:review-declaration", pk)
    title = _("Record a penalty") if is_penalty else _("Record a veto")
    return _page(request, declaration, form, title, title)


def _recorded(
    request: HttpRequest, declaration: Declaration, form: RecordForm, *, is_penalty: bool
) -> bool:
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
@told_why_not
def strike(request: HttpRequest, pk: int, kind: str, record_pk: int) -> HttpResponse:
    """Strike a record that turned out wrong, with the reason."""
    declaration, record = _record(request, pk, kind, record_pk)
    require(request.user, "record_penalty", declaration)
    return _strike(request, record, str(record.item))


@login_required
@told_why_not
def strike_visit(request: HttpRequest, pk: int, visit_pk: int) -> HttpResponse:
    """Strike a visit that was written down wrongly; another can be recorded in its place."""
    declaration = permitted(request, pk, "record_visit")
    visit = get_object_or_404(declaration.visits, pk=visit_pk)
    visit.declaration = declaration
    return _strike(request, visit, f"{visit.get_kind_display()} · {day(visit.date)}")


def _strike(request: HttpRequest, record: Penalty | Veto | Visit, subject: str) -> HttpResponse:
    if record.struck_at is not None:
        raise TransitionRefused(_("It has been struck already."))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        records.strike(record, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The record is struck."))
        return redirect("evaluation:review-declaration", record.declaration_id)
    context = {
        "title": _("Strike this record?"),
        "subject": subject,
        "consequences": [_("It stays readable with the reason, and no longer counts.")],
        "form": form,
        "button": _("Strike it"),
        "danger": True,
        "back": reverse("evaluation:review-declaration", args=[record.declaration_id]),
    }
    return render(request, "confirm.html", context)


def _record(
    request: HttpRequest, pk: int, kind: str, record_pk: int
) -> tuple[Declaration, Penalty | Veto]:
    if kind not in KINDS:
        raise Http404
    declaration = visible(request, pk)
    rows = KINDS[kind].objects.select_related("item")
    record = get_object_or_404(rows, pk=record_pk, declaration=declaration)
    record.declaration = declaration
    return declaration, record


# ------------------------------------------------------------------ the files
@require_safe
@login_required
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo of a visit, for the district's readers and for whoever scores the declaration."""
    found = get_object_or_404(VisitPhoto.objects.select_related("visit"), pk=pk)
    scores = Assignment.objects.of(request.user).filter(declaration=found.visit.declaration_id)
    if not scores.exists():
        visible(request, found.visit.declaration_id)
    return _file(found.file, found.content_type, inline=True)


@require_safe
@login_required
def record_file(request: HttpRequest, pk: int, kind: str, record_pk: int) -> HttpResponse:
    """The evidence of a penalty or veto."""
    _declaration, record = _record(request, pk, kind, record_pk)
    if not record.evidence_file:
        raise Http404
    return _file(record.evidence_file, record.evidence_type, inline=False)


def _file(file, content_type: str, *, inline: bool) -> FileResponse:
    """The file, unless it is no longer there."""
    if not file.storage.exists(file.name):
        raise Http404
    response = FileResponse(file.open("rb"), content_type=content_type, as_attachment=not inline)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
