"""One stage: its dates, what it is judged by, and one community's deadline."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities.models import (
    Deadline,
    DeadlineShift,
    Place,
    Programme,
    Stage,
)
from communities.programme.services import create_stage, set_stage, shift_deadline
from communities.views.crumbs import trail
from evaluation.forms.programme import ShiftForm, StageForm
from evaluation.models import Questionnaire, Standard, StandardState, State, Survey
from evaluation.standards.basis import set_basis
from evaluation.views.programme import require_office, require_reader
from evaluation.views.stage_history import changes_told
from harmony.shared import clock

ROWS = 25
CHANGES_SHOWN = 50


def _stage(pk: int) -> Stage:
    stages = Stage.objects.select_related(
        "programme__district", "basis__standard", "basis__questionnaire"
    )
    return get_object_or_404(stages, pk=pk)


def _to_programme() -> tuple[str, str]:
    return (_("Programme and stages"), reverse("evaluation:programme"))


def _to_stage(stage: Stage) -> tuple[str, str]:
    return (stage.label, reverse("evaluation:stage", args=[stage.pk]))


# ------------------------------------------------------------------ reading
@require_safe
@login_required
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """The stage with its dates, the deadlines moved for single communities, its history."""
    require_reader(request)
    found = _stage(pk)
    context = {
        "stage": found,
        "label": found.label,
        "dates": _dates(found),
        "stats": _stats(found),
        "shifts": _shifts(request, found),
        "changes": changes_told(found.changes.select_related("by")[:CHANGES_SHOWN]),
        "may_manage": request.user.has_perm("communities.manage_programme"),
        "may_shift": request.user.has_perm("communities.shift_deadline", found),
        "crumbs": trail(_to_programme(), found.label),
    }
    return render(request, "evaluation/programme/stage.html", context)


def _dates(found: Stage) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {"label": deadline.label, "at": moment, "is_over": bool(moment and moment < now)}
        for deadline in Deadline
        for moment in [getattr(found, deadline.value)]
    ]


def _stats(found: Stage) -> list[dict[str, Any]]:
    counts = found.declarations.order_by().aggregate(
        planned=Count("pk"),
        begun=Count("pk", filter=~Q(state=State.PLANNED)),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
    )
    target = _("all the rest") if found.target is None else found.target
    link = f"{reverse('evaluation:communities')}?stage={found.pk}"
    return [
        {"label": _("Target"), "value": target},
        {"label": _("Planned"), "value": counts["planned"], "note": _("See them"), "url": link},
        {"label": _("Self-examination begun"), "value": counts["begun"]},
        {"label": _("Accepted"), "value": counts["accepted"]},
    ]


def _shifts(request: HttpRequest, found: Stage):
    """The shifts for communities that this person may read, the latest first, a page of them."""
    visible = Place.objects.visible_to(request.user).values("pk")
    shifts = DeadlineShift.objects.filter(stage=found, community__in=visible)
    rows = shifts.select_related("community", "by").order_by("-at", "-pk")
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


# ------------------------------------------------------------------ writing
def _choices(request: HttpRequest, programme: Programme, stage: Stage | None) -> dict[str, Any]:
    """What a stage can be judged by: what is not retired, and what it has."""
    basis = getattr(stage, "basis", None)
    own = Q(pk=basis.standard_id) if basis and basis.standard_id else Q(pk__in=[])
    standards = Standard.objects.visible_to(request.user).filter(district=programme.district)
    questionnaires = Questionnaire.objects.visible_to(request.user)
    return {
        "standards": standards.filter(~Q(state=StandardState.RETIRED) | own),
        "questionnaires": questionnaires.filter(district=programme.district),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, programme_pk: int) -> HttpResponse:
    """Add a stage to a programme."""
    require_office(request)
    programme = get_object_or_404(Programme.objects.select_related("district"), pk=programme_pk)
    form = StageForm(
        request.POST or None, programme=programme, **_choices(request, programme, None)
    )
    if "propose" in request.POST:
        form.with_proposed_dates()
    elif form.is_valid() and (added := _save_new(request, programme, form)):
        messages.success(request, _("The stage is added."))
        return redirect("evaluation:stage", added.pk)
    return _form_page(request, form, _("Add a stage"), trail(_to_programme(), _("Add a stage")))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a stage; every change is kept with who and when."""
    require_office(request)
    found = _stage(pk)
    form = StageForm(
        request.POST or None,
        programme=found.programme,
        stage=found,
        **_choices(request, found.programme, found),
    )
    if "propose" in request.POST:
        form.with_proposed_dates()
    elif form.is_valid() and _save(request, found, form):
        messages.success(request, _("The stage is saved."))
        return redirect("evaluation:stage", pk)
    title = _("Edit %(stage)s") % {"stage": found.label}
    crumbs = trail(_to_programme(), _to_stage(found), _("Edit"))
    return _form_page(request, form, title, crumbs, found)


def _save_new(request: HttpRequest, programme: Programme, form: StageForm) -> Stage | None:
    """The stage that was added; nothing where a service refused, which the form then says."""
    try:
        with transaction.atomic():
            added = create_stage(programme, by=request.user, **form.fields_of_stage)
            if form.basis:
                set_basis(added, by=request.user, **form.basis)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    return added


def _save(request: HttpRequest, found: Stage, form: StageForm) -> bool:
    """Whether it was saved; if not, the form says why."""
    try:
        with transaction.atomic():
            if form.fields_of_stage:
                set_stage(found, by=request.user, **form.fields_of_stage)
            if form.basis:
                set_basis(found, by=request.user, **form.basis)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _form_page(request: HttpRequest, form, title: str, crumbs, stage=None) -> HttpResponse:
    back = _to_stage(stage)[1] if stage else reverse("evaluation:programme")
    begun = stage is not None and stage.declarations.exclude(state=State.PLANNED).exists()
    asked = stage is not None and Survey.objects.filter(declaration__stage=stage).exists()
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back}
    context |= {"begun": begun, "asked": asked}
    return render(request, "evaluation/programme/stage_form.html", context)


# ------------------------------------------------------------------ one community's deadline
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a deadline for one community of the stage, with a reason."""
    found = _stage(pk)
    if not request.user.has_perm("communities.shift_deadline", found):
        raise PermissionDenied
    in_stage = Place.objects.visible_to(request.user).filter(declarations__stage=found)
    chosen = {name: request.GET.get(name, "") for name in ("community", "deadline")}
    form = ShiftForm(request.POST or None, communities=in_stage, initial=chosen)
    if form.is_valid() and _shift(request, found, form):
        name = form.cleaned_data["community"].name
        messages.success(request, _("The deadline of %(name)s is moved.") % {"name": name})
        return redirect("evaluation:stage", pk)
    context = {
        "form": form,
        "stage": found,
        "label": found.label,
        "dates": _dates(found),
        "has_communities": in_stage.exists(),
        "back": _to_stage(found)[1],
        "crumbs": trail(_to_programme(), _to_stage(found), _("Move a deadline")),
    }
    return render(request, "evaluation/programme/shift.html", context)


def _shift(request: HttpRequest, found: Stage, form: ShiftForm) -> bool:
    try:
        shift_deadline(found, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True
