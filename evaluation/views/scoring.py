"""An appraiser's own work: the declarations charged with, and the sheet of each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Role
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.appraisal import services as appraisal
from evaluation.declarations.standing import due_by, next_deadline
from evaluation.models import Assignment, Score
from evaluation.views.score_page import CriterionPage, Sheet
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

ROWS = 25


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """What this appraiser is charged with, the open ones first."""
    if not holds(request.user, Role.APPRAISER):
        raise PermissionDenied
    mine = (
        _with_all(Assignment.objects.of(request.user))
        .annotate(n_scored=Count("scores", filter=Q(scores__is_complete=True)))
        .annotate(n_all=Count("scores"))
        .alias(deadline=next_deadline("declaration"))
        .annotate(due=due_by("declaration", "deadline"))
        .order_by(F("finished_at").asc(nulls_first=True), F("due").asc(nulls_last=True), "pk")
    )
    context = {
        "page": Paginator(mine, ROWS).get_page(request.GET.get("page")),
        "now": clock.now(),
        "crumbs": trail(_("Scoring")),
    }
    return render(request, "evaluation/scoring/list.html", context)


def _with_all(assignments):
    return assignments.select_related(
        "declaration__community__parent", "declaration__stage", "declaration__standard"
    )


@login_required
def sheet(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """All criteria beside the self-score; the chosen one beside its statement and evidence."""
    own = _own(request, pk)
    if own is None:
        return redirect("evaluation:scoring")
    shown = Sheet(own)
    row = shown.row(code)
    if row is None:
        return _show(request, shown) if not code else redirect("evaluation:score-sheet", pk)
    typed = request.POST if request.method == "POST" else None
    page = CriterionPage(shown, row, typed=typed, asked=request.GET)
    if typed is not None and (score := _saved(request, page)):
        return _go_on(request, page, score)
    return _show(request, shown, page)


def _own(request: HttpRequest, pk: int) -> Assignment | None:
    """The assignment, of nobody else; nothing where the office has ended it, and it says why."""
    own = _with_all(Assignment.objects.of(request.user)).filter(pk=pk).first()
    if own is not None:
        return own
    ended = Assignment.objects.filter(appraiser=request.user, ended_at__isnull=False)
    assignment = get_object_or_404(ended.select_related("declaration__community"), pk=pk)
    words = {
        "community": assignment.declaration.community.name,
        "reason": assignment.end_reason,
    }
    said = _("The office has taken you off the declaration of %(community)s: %(reason)s")
    messages.warning(request, said % words)
    return None


def _show(request: HttpRequest, shown: Sheet, page: CriterionPage | None = None) -> HttpResponse:
    community = shown.declaration.community
    here = reverse("evaluation:score-sheet", args=[shown.assignment.pk])
    steps = [(community.name, here), page.row.code] if page else [community.name]
    context = {
        "sheet": shown,
        "page": page,
        "form": page.form if page else None,
        "can_write": request.user.has_perm("evaluation.score_assignment", shown.assignment),
        "crumbs": trail((_("Scoring"), reverse("evaluation:scoring")), *steps),
    }
    return render(request, "evaluation/scoring/sheet.html", context)


def _saved(request: HttpRequest, page: CriterionPage) -> Score | None:
    """Store it, or say beside the form why not; what was typed stays."""
    agrees = "agree" in request.POST
    if not agrees and not page.form.is_valid():
        return None
    try:
        return page.save(by=request.user, agrees=agrees)
    except appraisal.ScoreConflict as conflict:
        page.conflict = conflict.theirs
        page.form.say_only(str(conflict), version=conflict.theirs.version)
    except TransitionRefused as refusal:
        page.form.say_only(str(refusal.reason))
    return None


def _go_on(request: HttpRequest, page: CriterionPage, score: Score) -> HttpResponse:
    """To the next criterion, or back to this one where it still lacks something."""
    code = page.row.code
    if not score.is_complete:
        messages.warning(request, _("%(code)s is saved, but not complete yet.") % {"code": code})
    elif {"next", "agree"} & request.POST.keys():
        messages.success(request, _("%(code)s is scored.") % {"code": code})
        code = page.after or page.next_unscored
        if not code:
            return redirect("evaluation:score-sheet", page.sheet.assignment.pk)
    else:
        messages.success(request, _("%(code)s is scored.") % {"code": code})
    address = reverse("evaluation:score-criterion", args=[page.sheet.assignment.pk, code])
    return redirect(f"{address}#criterion")


@login_required
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the scores in, after a last look; they are locked from then on."""
    own = _own(request, pk)
    if own is None:
        return redirect("evaluation:scoring")
    back = reverse("evaluation:score-sheet", args=[pk])
    try:
        if request.method == "POST":
            appraisal.finish(own, by=request.user)
            messages.success(request, _("Your scores are handed in."))
            return redirect("evaluation:scoring")
        appraisal.require_to_score(own, request.user)
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect(back)
    shown = Sheet(own)
    if not shown.is_complete:
        messages.error(request, _("Not every criterion is scored yet."))
        return redirect(back)
    name = own.declaration.community.name
    context = {
        "title": _("Hand in your scores for %(name)s?") % {"name": name},
        "consequences": [_("The office sees them beside those of the other appraisers.")],
        "warning": _("You cannot change them afterwards."),
        "button": _("Hand in the scores"),
        "back": back,
    }
    return render(request, "confirm.html", context)
