"""An appraiser's own work: the declarations charged with, and the sheet of each.

Nothing here shows another appraiser's score, a residents' result, a composite or a level.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Role
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.appraisal import services as appraisal
from evaluation.forms.scoring import ScoreForm
from evaluation.models import Assignment, Entry, Score
from evaluation.standards.criterion_words import criterion_in_words, departments_of
from harmony.shared.workflow import TransitionRefused

ROWS = 25


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """What this appraiser is charged with, the open ones first."""
    if not holds(request.user, Role.APPRAISER):
        raise PermissionDenied
    mine = (
        _own(request)
        .annotate(n_scored=Count("scores", filter=Q(scores__is_complete=True)))
        .annotate(n_all=Count("scores"))
        .order_by("finished_at", "assigned_at")
    )
    context = {"page": Paginator(mine, ROWS).get_page(request.GET.get("page"))}
    return render(request, "evaluation/scoring/list.html", context)


def _own(request: HttpRequest):
    return Assignment.objects.filter(appraiser=request.user, ended_at=None).select_related(
        "declaration__community__parent", "declaration__stage", "declaration__standard"
    )


@dataclass(frozen=True)
class Row:
    """One criterion on the sheet."""

    score: Score
    entry: Entry
    files: int
    is_current: bool

    @property
    def most(self) -> Decimal:
        return self.score.criterion.points_for(self.entry.declaration.community)

    @property
    def difference(self) -> Decimal | None:
        """Own points minus the self-score, where both are there."""
        if self.score.points is None or self.entry.points is None:
            return None
        return self.score.points - self.entry.points


@login_required
def sheet(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """All criteria beside the self-score; the chosen one beside its statement and evidence."""
    assignment = get_object_or_404(_own(request), pk=pk)
    rows = _rows(assignment, code)
    current = next((row for row in rows if row.is_current), None)
    if code and current is None:
        return redirect("evaluation:score-sheet", pk)
    form = _form(request, assignment, current) if current else None
    if current and form and request.method == "POST" and _saved(request, assignment, form):
        return redirect(_next_address(request, assignment, rows, current))
    context = {
        "assignment": assignment,
        "declaration": assignment.declaration,
        "groups": _grouped(rows),
        "current": current,
        "form": form,
        "words": _words(assignment, current) if current else None,
        "uses": current.entry.uses.select_related("evidence") if current else [],
        "n_scored": sum(row.score.is_complete for row in rows),
        "n_all": len(rows),
        "next_unscored": _after(rows, current, unscored=True),
        "can_write": request.user.has_perm("evaluation.score_assignment", assignment),
        "crumbs": trail(
            (_("Scoring"), reverse("evaluation:scoring")), assignment.declaration.community.name
        ),
    }
    return render(request, "evaluation/scoring/sheet.html", context)


def _words(assignment: Assignment, row: Row):
    community = assignment.declaration.community
    departments = departments_of(assignment.declaration.standard.district)
    return criterion_in_words(row.score.criterion, departments, community)


def _rows(assignment: Assignment, code: str) -> list[Row]:
    entries = {
        entry.criterion_id: entry
        for entry in assignment.declaration.entries.annotate(n_files=Count("uses"))
    }
    scores = assignment.scores.select_related("criterion__indicator__dimension")
    rows = []
    for score in scores.order_by("criterion__position"):
        entry = entries[score.criterion_id]
        entry.declaration = assignment.declaration
        entry.criterion = score.criterion
        rows.append(Row(score, entry, entry.n_files, score.criterion.code == code))
    return rows


def _grouped(rows: list[Row]) -> list[dict]:
    """By dimension, with how much of it is scored; bonuses come last."""
    groups: dict[str, dict] = {}
    for row in rows:
        indicator = row.score.criterion.indicator
        title = str(indicator.dimension) if indicator else _("Bonus")
        group = groups.setdefault(title, {"title": title, "rows": [], "done": 0})
        group["rows"].append(row)
        group["done"] += row.score.is_complete
    return list(groups.values())


def _form(request: HttpRequest, assignment: Assignment, row: Row) -> ScoreForm:
    data = request.POST if request.method == "POST" else None
    return ScoreForm(data, score=row.score, entry=row.entry)


def _saved(request: HttpRequest, assignment: Assignment, form: ScoreForm) -> bool:
    """Store it, or say beside the form why not; what was typed stays."""
    agrees = "agree" in request.POST
    if not agrees and not form.is_valid():
        return False
    values = form.as_claimed() if agrees else form.values()
    try:
        appraisal.save_score(assignment, form.score.criterion, by=request.user, **values)
    except appraisal.ScoreConflict as conflict:
        form.add_error(None, str(conflict))
        form.take_version(conflict.theirs.version)
        return False
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True


def _next_address(request: HttpRequest, assignment: Assignment, rows, current: Row) -> str:
    code = current.score.criterion.code
    if {"next", "agree"} & request.POST.keys():
        code = _after(rows, current) or code
    return reverse("evaluation:score-criterion", args=[assignment.pk, code])


def _after(rows: list[Row], current: Row | None, *, unscored: bool = False) -> str:
    """The code of the row after this one (that is not scored yet), from the top if need be."""
    start = rows.index(current) + 1 if current else 0
    order = rows[start:] + (rows[:start] if unscored else [])
    wanted = (r for r in order if r is not current and not (unscored and r.score.is_complete))
    return next((row.score.criterion.code for row in wanted), "")


@login_required
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the scores in, after a last look; they are locked from then on."""
    assignment = get_object_or_404(_own(request), pk=pk)
    back = reverse("evaluation:score-sheet", args=[pk])
    if request.method == "POST":
        try:
            appraisal.finish(assignment, by=request.user)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect(back)
        messages.success(request, _("Your scores are handed in."))
        return redirect("evaluation:scoring")
    name = assignment.declaration.community.name
    context = {
        "title": _("Hand in your scores for %(name)s?") % {"name": name},
        "consequences": [_("The office sees them beside those of the other appraisers.")],
        "warning": _("You cannot change them afterwards."),
        "button": _("Hand in the scores"),
        "back": back,
    }
    return render(request, "confirm.html", context)
