"""One declaration at the office: what is done, what is missing, and closing its evaluation."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Role
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.acceptance.results import what_is_missing
from evaluation.appraisal.agreement import agreements
from evaluation.appraisal.impartiality import outcome_hidden_from
from evaluation.appraisal.permission import require
from evaluation.declarations.states import WORKFLOW
from evaluation.forms.review import AppraiserForm
from evaluation.models import Declaration
from evaluation.steps import take_step
from evaluation.views.review_page import Review, with_everything
from evaluation.views.self_examination import story_of
from harmony.shared.wording import together
from harmony.shared.workflow import TransitionRefused

READERS = (Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR)


def visible(request: HttpRequest, pk: int) -> Declaration:
    """A handed-up declaration that one of the district's readers may review; otherwise 404.

    Not to whoever scores it, in whatever other post: the others' scores are here.
    """
    if not holds(request.user, *READERS):
        raise PermissionDenied
    declarations = Declaration.objects.visible_to(request.user).handed_up()
    return get_object_or_404(
        declarations.exclude(pk__in=outcome_hidden_from(request.user)).select_related(
            "community__parent", "stage__programme", "standard", "survey"
        ),
        pk=pk,
    )


def permitted(request: HttpRequest, pk: int, permission: str) -> Declaration:
    """The same, for somebody who may do this to it now.

    Whoever sends a form is judged by the verb behind it, so that nothing typed is lost where
    the page was out of date.
    """
    declaration = visible(request, pk)
    if request.method != "POST":
        require(request.user, permission, declaration)
    return declaration


def told_why_not(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where something is not possible any more, say why on the declaration's page."""

    @wraps(view)
    def told(request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect("evaluation:review-declaration", pk)

    return told


def crumbs_of(declaration: Declaration, *last: str | tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page about one declaration at the office."""
    here = reverse("evaluation:review-declaration", args=[declaration.pk])
    queue = (_("Review queue"), reverse("evaluation:review"))
    return trail(queue, (declaration.community.name, here), *last)


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    declaration = with_everything(visible(request, pk))
    found = agreements(declaration)
    review = Review(declaration, request.user, what_is_missing(declaration, found), found)
    context = {
        "declaration": declaration,
        "review": review,
        "appraiser_form": _appraiser_form(declaration) if review.may.assign_appraisers else None,
        "opinion": review.opinion,
        "story": story_of(declaration),
        "crumbs": trail(
            (_("Review queue"), reverse("evaluation:review")), declaration.community.name
        ),
    }
    return render(request, "evaluation/review/detail.html", context)


def _appraiser_form(declaration: Declaration) -> AppraiserForm:
    return AppraiserForm(declaration=declaration)


@login_required
@told_why_not
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the evaluation: the result is computed and frozen."""
    declaration = visible(request, pk)
    if request.method == "POST":
        take_step(declaration, "appraise", by=request.user)
        messages.success(request, _("The evaluation is closed; this is its result."))
        return redirect("evaluation:result", pk)
    if reason := WORKFLOW["appraise"].refusal(declaration, request.user):
        raise TransitionRefused(reason)
    if missing := what_is_missing(declaration, agreements(declaration)):
        raise TransitionRefused(together(missing))
    context = {
        "title": _("Close the evaluation of %(name)s?") % {"name": declaration.community.name},
        "consequences": [
            _("The result is computed from the scores, the records and the questionnaire."),
            _("Scores, visits, penalties and vetoes can no longer be changed."),
        ],
        "warning": _("This cannot be undone."),
        "button": _("Close the evaluation"),
        "back": reverse("evaluation:review-declaration", args=[pk]),
    }
    return render(request, "confirm.html", context)
