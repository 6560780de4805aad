"""Where appraisers differ beyond the tolerance, the office settles it with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.views.crumbs import trail
from evaluation.appraisal.agreement import Agreement, agreements
from evaluation.appraisal import services as appraisal
from evaluation.forms.appraisal import ModerationForm
from evaluation.models import Assignment, Declaration
from evaluation.views.review import visible
from harmony.shared.workflow import TransitionRefused


@login_required
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every criterion with the appraisers' scores side by side, what differs first."""
    declaration = visible(request, pk)
    found = [one for one in agreements(declaration) if one.scores]
    context = {
        "declaration": declaration,
        "open": [one for one in found if not one.is_settled],
        "settled": [one for one in found if one.is_settled],
        "assignments": _finished(declaration),
        "may_moderate": request.user.has_perm("evaluation.moderate_declaration", declaration),
        "crumbs": _crumbs(declaration, _("Moderation")),
    }
    return render(request, "evaluation/review/moderation.html", context)


@login_required
def settle(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Settle one criterion: both scores, both reasons, the claim and its evidence in view."""
    declaration = visible(request, pk)
    if not request.user.has_perm("evaluation.moderate_declaration", declaration):
        raise PermissionDenied
    one = next((a for a in agreements(declaration) if a.criterion.code == code and a.scores), None)
    if one is None:
        raise Http404
    entry = declaration.entries.get(criterion=one.criterion)
    form = ModerationForm(
        request.POST or None, most=one.points, claimed=entry.modifier, initial=_initial(one)
    )
    if form.is_valid() and _settled(request, declaration, one, form):
        return redirect("evaluation:moderation", pk)
    context = {
        "declaration": declaration,
        "one": one,
        "entry": entry,
        "uses": entry.uses.select_related("evidence"),
        "form": form,
        "crumbs": _crumbs(declaration, code),
    }
    return render(request, "evaluation/review/settle.html", context)


def _initial(one: Agreement) -> dict:
    if one.moderation is None:
        return {}
    return {
        "points": one.moderation.points,
        "modifier": one.moderation.modifier,
        "reason": one.moderation.reason,
    }


def _settled(request: HttpRequest, declaration: Declaration, one: Agreement, form) -> bool:
    try:
        appraisal.moderate(declaration, one.criterion, by=request.user, **form.cleaned_data)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    messages.success(request, _("%(code)s is settled.") % {"code": one.criterion.code})
    return True


def _finished(declaration: Declaration) -> list[Assignment]:
    rows = declaration.assignments.filter(ended_at=None, finished_at__isnull=False)
    return list(rows.select_related("appraiser").order_by("assigned_at", "pk"))


def _crumbs(declaration: Declaration, *last: str) -> list[dict[str, str]]:
    back = reverse("evaluation:review-declaration", args=[declaration.pk])
    return trail(
        (_("Review queue"), reverse("evaluation:review")),
        (declaration.community.name, back),
        *last,
    )
