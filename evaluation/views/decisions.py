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
from django.views.decorators.http import require_safe

from communities.models import Role
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.declarations.states import DECIDED, WORKFLOW
from evaluation.forms.acceptance import DecisionForm
from evaluation.models import Certificate, Declaration, Level, Result, State
from evaluation.steps import take_step
from evaluation.views.review import READERS
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

ROWS = 25
TABS = {"waiting": {State.NOTICED}, "decided": DECIDED}


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Results that wait for the leading group, and those it has decided."""
    if not holds(request.user, *READERS):
        raise PermissionDenied
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else "waiting"
    rows = _with_result(request).filter(state__in=TABS[tab])
    order = ["closes_at"] if tab == "waiting" else ["-decision__at"]
    rows = rows.annotate(
        closes_at=Max("notice_entries__notice__closes_at"),
        notice_opens_at=Max("notice_entries__notice__opens_at"),
    ).order_by(*order, "community__code", "pk")
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "tab": tab,
        "now": clock.now(),
        "decides": holds(request.user, Role.LEADER),
        "crumbs": trail(_("Decisions")),
    }
    return render(request, "evaluation/decisions/list.html", context)


def _with_result(request: HttpRequest):
    """Declarations whose result this person may see."""
    results = Result.objects.visible_to(request.user)
    return Declaration.objects.filter(result__in=results).select_related(
        "community__parent", "stage__programme", "result", "decision__by"
    )


@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what is proposed, choose, and read the choice back before it is final."""
    declaration = get_object_or_404(_with_result(request), pk=pk)
    if refusal := WORKFLOW["accept"].refusal(declaration, request.user):
        messages.error(request, refusal)
        return redirect("evaluation:result", declaration.pk)
    proposed = declaration.result.level
    vetoes = list(declaration.vetoes.filter(struck_at=None).select_related("item"))
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        proposed=proposed,
        has_veto=bool(vetoes),
        initial={"level": proposed},
    )
    if form.is_valid() and "confirmed" in request.POST and _decided(request, declaration, form):
        return redirect("evaluation:decisions")
    back = reverse("evaluation:decisions")
    context = {
        "declaration": declaration,
        "form": form,
        "vetoes": vetoes,
        "read_back": form.is_valid() and "change" not in request.POST,
        "back": back,
        "crumbs": trail((_("Decisions"), back), declaration.community.name),
    }
    return render(request, "evaluation/decisions/decide.html", context)


def _decided(request: HttpRequest, declaration: Declaration, form: DecisionForm) -> bool:
    level, note = form.cleaned_data["level"], form.cleaned_data["note"]
    name, more = ("not_accept", {}) if level == Level.NOT_YET else ("accept", {"level": level})
    try:
        take_step(declaration, name, by=request.user, note=note, **more)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    messages.success(request, _told(declaration, level))
    return True


def _told(declaration: Declaration, level: str) -> str:
    """What was decided, with the level and the number of the certificate."""
    community = declaration.community.name
    if level == Level.NOT_YET:
        state = declaration.get_state_display()
        return _("%(community)s: %(state)s.") % {"community": community, "state": state}
    certificate = Certificate.objects.get(decision__declaration=declaration)
    return _("%(community)s: accepted as %(level)s; certificate %(number)s.") % {
        "community": community,
        "level": str(Level(level).label).lower(),
        "number": certificate.printed_number,
    }
