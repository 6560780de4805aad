"""The office charges appraisers with scoring, and takes them off again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.appraisal import services as appraisal
from evaluation.appraisal.permission import require
from evaluation.forms.review import AppraiserForm, ReasonForm
from evaluation.models import Assignment
from evaluation.views.review import told_why_not, visible
from harmony.shared.workflow import TransitionRefused


@login_required
@told_why_not
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Charge the chosen appraisers; whoever cannot is named with the reason.

    Whoever only comes to look (after signing in again, or by Reload) is led to the form.
    """
    declaration = visible(request, pk)
    if request.method != "POST":
        return redirect("evaluation:review-declaration", pk)
    require(request.user, "assign_appraisers", declaration)
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
    assignment = get_object_or_404(Assignment.objects.select_related("appraiser"), pk=pk)
    return _end(request, assignment.declaration_id, assignment)


@told_why_not
def _end(request: HttpRequest, declaration_pk: int, assignment: Assignment) -> HttpResponse:
    assignment.declaration = visible(request, declaration_pk)
    require(request.user, "assign_appraisers", assignment.declaration)
    name = assignment.appraiser.name
    if assignment.ended_at is not None:
        raise TransitionRefused(_("%(name)s has been taken off already.") % {"name": name})
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        appraisal.end_assignment(assignment, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s has been taken off.") % {"name": name})
        return redirect("evaluation:review-declaration", declaration_pk)
    context = {
        "title": _("Take %(name)s off this declaration?") % {"name": name},
        "subject": assignment.declaration.community.name,
        "consequences": [
            _("The scores given so far stay readable and no longer count."),
            _("What was settled between the appraisers has to be settled again."),
        ],
        "form": form,
        "button": _("Take off"),
        "danger": True,
        "back": reverse("evaluation:review-declaration", args=[declaration_pk]),
    }
    return render(request, "confirm.html", context)
