"""The office's queue, and everything it does with one declaration in evaluation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.models import Role
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.appraisal.agreement import agreements
from evaluation.acceptance.results import what_is_missing
from evaluation.appraisal import services as appraisal
from evaluation.declarations.states import WORKFLOW
from evaluation.forms.appraisal import AppraiserForm, ReasonForm, ReviewFilter
from evaluation.models import Assignment, Declaration, State, Survey, Visit
from evaluation.steps import take_step
from harmony.shared.workflow import TransitionRefused

ROWS = 25
READERS = (Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR)
TABS = {
    "receive": {State.PASSED},
    "evaluate": {State.RECEIVED},
    "appraised": {State.APPRAISED},
}
ORDERS = {"since": "state_since", "community": "community__code"}


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be received, what is in evaluation, what is appraised."""
    if not holds(request.user, *READERS):
        raise PermissionDenied
    tab = request.GET.get("show", "receive")
    tab = tab if tab in TABS else "receive"
    choice = ReviewFilter(
        request.GET, queryset=Declaration.objects.visible_to(request.user).for_listing()
    )
    sort = request.GET.get("sort", "since")
    rows = _with_progress(choice.qs.filter(state__in=TABS[tab])).order_by(*_order(sort))
    context = {
        "filter": choice,
        "filters_on": sum(bool(request.GET.get(name)) for name in ("stage", "street")),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "tab": tab,
        "sort": sort,
    }
    return render(request, "evaluation/review/queue.html", context)


def _with_progress(declarations):
    """How far the evaluation of each has come, in the same query."""
    standing = Q(assignments__ended_at=None)
    visits = Visit.objects.filter(declaration=OuterRef("pk"))
    closed = Survey.objects.filter(declaration=OuterRef("pk"), state=Survey.State.CLOSED)
    return declarations.annotate(
        n_appraisers=Count("assignments", filter=standing, distinct=True),
        n_finished=Count(
            "assignments",
            filter=standing & Q(assignments__finished_at__isnull=False),
            distinct=True,
        ),
        report_heard=Exists(visits.filter(kind=Visit.Kind.REPORT_HEARD)),
        site_visited=Exists(visits.filter(kind=Visit.Kind.SITE_VISIT)),
        survey_state=F("survey__state"),
        survey_closed=Exists(closed),
    )


def _order(sort: str) -> list[str]:
    field = ORDERS.get(sort.removeprefix("-"), ORDERS["since"])
    return [f"-{field}" if sort.startswith("-") else field, "pk"]


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One declaration at the office: what is done, what is missing, who scores it."""
    declaration = visible(request, pk)
    found = agreements(declaration)
    visits = list(declaration.visits.prefetch_related("photos").select_related("by"))
    context = {
        "declaration": declaration,
        "moves": _moves(request, declaration),
        "may": _permissions(request, declaration),
        **_assignments(declaration),
        "visits": visits,
        "heard": next((v for v in visits if v.kind == Visit.Kind.REPORT_HEARD), None),
        "seen": next((v for v in visits if v.kind == Visit.Kind.SITE_VISIT), None),
        "penalties": declaration.penalties.select_related("item", "by"),
        "vetoes": declaration.vetoes.select_related("item", "by"),
        "survey": Survey.objects.filter(declaration=declaration).first(),
        "missing": what_is_missing(declaration, found),
        "to_moderate": [one for one in found if one.scores and not one.is_settled],
        "appraiser_form": AppraiserForm(declaration=declaration),
        "crumbs": trail((_("Review queue"), reverse("evaluation:review")), _name(declaration)),
    }
    return render(request, "evaluation/review/detail.html", context)


def _assignments(declaration: Declaration) -> dict:
    """Who scores it and how far they are."""
    rows = declaration.assignments.select_related("appraiser").annotate(
        n_scored=Count("scores", filter=Q(scores__is_complete=True)), n_all=Count("scores")
    )
    standing = [row for row in rows if row.ended_at is None]
    finished = [row for row in standing if row.finished_at is not None]
    needed = declaration.standard.appraisers_needed
    return {
        "assignments": rows,
        "n_standing": len(standing),
        "n_finished": len(finished),
        "scored": len(finished) >= needed and len(finished) == len(standing),
    }


def visible(request: HttpRequest, pk: int) -> Declaration:
    """A handed-up declaration that one of the district's readers may see; otherwise 404."""
    if not holds(request.user, *READERS):
        raise PermissionDenied
    declarations = Declaration.objects.visible_to(request.user).handed_up()
    return get_object_or_404(
        declarations.select_related("community__parent", "stage__programme", "standard"), pk=pk
    )


def _name(declaration: Declaration) -> str:
    return declaration.community.name


def _moves(request: HttpRequest, declaration: Declaration) -> set[str]:
    return {move.name for move in WORKFLOW.open_to(request.user, declaration)}


def _permissions(request: HttpRequest, declaration: Declaration) -> dict[str, bool]:
    names = (
        "assign_appraisers",
        "record_visit",
        "record_penalty",
        "moderate_declaration",
        "run_survey",
    )
    return {name: request.user.has_perm(f"evaluation.{name}", declaration) for name in names}


@login_required
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Charge the chosen appraisers; whoever cannot is named with the reason."""
    declaration = visible(request, pk)
    form = AppraiserForm(request.POST, declaration=declaration)
    if not form.is_valid():
        messages.error(request, form.errors["appraisers"][0])
        return redirect("evaluation:review-declaration", pk)
    for appraiser in form.cleaned_data["appraisers"]:
        try:
            appraisal.assign(declaration, appraiser, by=request.user)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, _("%(name)s scores it.") % {"name": appraiser.name})
    return redirect("evaluation:review-declaration", pk)


@login_required
def end_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an appraiser off, with a reason; the scores stay readable and no longer count."""
    assignment = get_object_or_404(
        Assignment.objects.select_related("declaration__community", "appraiser"), pk=pk
    )
    declaration = visible(request, assignment.declaration_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            appraisal.end_assignment(
                assignment, by=request.user, reason=form.cleaned_data["reason"]
            )
        except TransitionRefused as refusal:
            form.add_error("reason", str(refusal.reason))
        else:
            return redirect("evaluation:review-declaration", declaration.pk)
    context = {
        "title": _("Take %(name)s off this declaration?") % {"name": assignment.appraiser.name},
        "subject": _name(declaration),
        "consequences": [_("The scores given so far stay readable and no longer count.")],
        "form": form,
        "button": _("Take off"),
        "danger": True,
        "back": reverse("evaluation:review-declaration", args=[declaration.pk]),
    }
    return render(request, "confirm.html", context)


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the evaluation: the result is computed and frozen."""
    declaration = visible(request, pk)
    back = reverse("evaluation:review-declaration", args=[pk])
    if request.method == "POST":
        try:
            take_step(declaration, "appraise", by=request.user)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect(back)
        messages.success(request, _("The evaluation is closed; this is its result."))
        return redirect("evaluation:result", pk)
    context = {
        "title": _("Close the evaluation of %(name)s?") % {"name": _name(declaration)},
        "consequences": [
            _("The result is computed from the scores, the records and the questionnaire."),
            _("Scores, visits, penalties and vetoes can no longer be changed."),
        ],
        "warning": _("This cannot be undone."),
        "button": _("Close the evaluation"),
        "back": back,
    }
    return render(request, "confirm.html", context)
