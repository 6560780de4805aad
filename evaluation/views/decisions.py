"""The leading group decides: what is on notice, and what was decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Role
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.declarations.states import WORKFLOW
from evaluation.forms.acceptance import DecisionForm
from evaluation.models import Declaration, Level, State
from evaluation.steps import take_step
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

ROWS = 25
READERS = (Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR)
TABS = {
    "waiting": {State.NOTICED},
    "decided": {State.ACCEPTED, State.NOT_ACCEPTED},
}


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Results that wait for the leading group, and those it has decided."""
    if not holds(request.user, *READERS):
        raise PermissionDenied
    tab = request.GET.get("show", "waiting")
    tab = tab if tab in TABS else "waiting"
    rows = (
        Declaration.objects.visible_to(request.user)
        .filter(state__in=TABS[tab])
        .select_related("community__parent", "stage", "result", "decision__by")
        .annotate(closes_at=Max("notice_entries__notice__closes_at"))
        .order_by("-stage__ordinal", "community__code")
    )
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "tab": tab,
        "now": clock.now(),
    }
    return render(request, "evaluation/decisions/list.html", context)


@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what is proposed, choose, and read the choice back before it is final."""
    declaration = _visible(request, pk)
    if refusal := _refusal(request, declaration):
        messages.error(request, refusal)
        return redirect("evaluation:result", declaration.pk)
    proposed = declaration.result.level
    form = DecisionForm(request.POST or None, initial={"level": proposed})
    if form.is_valid() and "confirmed" in request.POST and _decided(request, declaration, form):
        return redirect("evaluation:decisions")
    context = {
        "declaration": declaration,
        "form": form,
        "read_back": form.is_valid() and "change" not in request.POST,
        "chosen": form.cleaned_data.get("level") if form.is_valid() else "",
        "crumbs": trail(
            (_("Decisions"), reverse("evaluation:decisions")), declaration.community.name
        ),
    }
    return render(request, "evaluation/decisions/decide.html", context)


def _visible(request: HttpRequest, pk: int) -> Declaration:
    declarations = Declaration.objects.visible_to(request.user).select_related(
        "community__parent", "stage__programme", "result"
    )
    return get_object_or_404(declarations, pk=pk, result__isnull=False)


def _refusal(request: HttpRequest, declaration: Declaration) -> str:
    """Why this person cannot decide now; empty when they can."""
    return WORKFLOW["accept"].refusal(declaration, request.user)


def _decided(request: HttpRequest, declaration: Declaration, form: DecisionForm) -> bool:
    level, note = form.cleaned_data["level"], form.cleaned_data["note"]
    accepts = level != Level.NOT_YET
    name, more = ("accept", {"level": level}) if accepts else ("not_accept", {})
    try:
        take_step(declaration, name, by=request.user, note=note, **more)
    except TransitionRefused as refusal:
        form.add_error("note" if not note else None, str(refusal.reason))
        return False
    text = _("%(community)s: %(state)s.")
    facts = {
        "community": declaration.community.name,
        "state": declaration.get_state_display(),
    }
    messages.success(request, text % facts)
    return True
