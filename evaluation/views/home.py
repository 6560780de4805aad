"""The page a person lands on: what waits for them, and by when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Deadline, Role, Stage, User
from communities.people.reach import holds, posts_of
from communities.programme.current import stage_of, stages_for
from communities.views.tasks import departments_of, task_rows
from evaluation.declarations.listing import with_due
from evaluation.declarations.standing import due_by, next_deadline
from evaluation.models import Assignment, Declaration, State
from evaluation.views.duties import duties_of
from evaluation.views.navigation import lands_on_overview
from evaluation.views.own_communities import assigned_criteria, own_communities
from evaluation.views.waiting import IN_STATES, can_be_decided
from harmony.shared import clock
from harmony.shared.gallery import sample_values

SHOWN = 10
"""Rows of one list on the start page; the rest is one click away."""

PAGE_BY_STATE = {
    State.PASSED: "evaluation:review-declaration",
    State.RECEIVED: "evaluation:review-declaration",
    State.APPRAISED: "evaluation:result",
    State.NOTICED: "evaluation:result",
}


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if lands_on_overview(user):
        return redirect("evaluation:overview")
    stage, duties = stage_of(stages_for(request)), duties_of(user)
    context = {
        "own": own_communities(request),
        "assigned": assigned_criteria(user),
        "lists": [one for one in (_declarations(user), _assignments(user)) if one],
        "duties": duties,
        "waiting": sum(duty.count for duty in duties),
        "departments": [
            {"department": each, "rows": task_rows(user, each)} for each in departments_of(user)
        ],
        "stage": stage,
        "dates": _dates(stage),
        "now": clock.now(),
        "has_post": bool(posts_of(user)),
        "is_administrator": holds(user, Role.ADMINISTRATOR),
    }
    return render(request, "evaluation/home.html", context)


@require_safe
@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    if not holds(request.user, Role.ADMINISTRATOR):
        raise PermissionDenied
    return render(request, "gallery.html", sample_values())


@dataclass(frozen=True)
class Work:
    """One thing to do, with where it is done and by when."""

    declaration: Declaration
    url: str
    due: datetime | None


def _declarations(user: User) -> dict[str, Any] | None:
    """The declarations this person works at, nearest deadline first."""
    at_work = _at_work(user)
    if not at_work:
        return None
    rows = with_due(Declaration.objects.visible_to(user).filter(at_work).for_listing())
    rows = rows.order_by(F("due_at").asc(nulls_last=True), "state_since", "community__code")
    work = [Work(row, _page_of(row), row.due_at) for row in rows[:SHOWN]]
    return {"title": _("Waiting for you"), "rows": work, "count": rows.count(), "all": _all(user)}


def _all(user: User) -> str:
    """Where everything of the list stands."""
    is_office = holds(user, Role.OFFICE_REVIEWER)
    return reverse("evaluation:review" if is_office else "evaluation:decisions")


def _at_work(user: User) -> Q:
    """Which declarations wait for somebody in these posts; empty where none could. What a street
    and a community work at is listed as a whole."""
    states: set[str] = set()
    if holds(user, Role.OFFICE_REVIEWER):
        states |= IN_STATES["to_receive"] | IN_STATES["in_evaluation"] | IN_STATES["to_notice"]
    at_work = Q(state__in=states) if states else Q()
    return at_work | can_be_decided() if holds(user, Role.LEADER) else at_work


def _page_of(declaration: Declaration) -> str:
    page = PAGE_BY_STATE.get(State(declaration.state), "evaluation:declaration")
    return reverse(page, args=[declaration.pk])


def _assignments(user: User) -> dict[str, Any] | None:
    """The declarations this person still has to score, nearest deadline first."""
    if not holds(user, Role.APPRAISER):
        return None
    mine = (
        Assignment.objects.of(user)
        .filter(finished_at=None, declaration__state=State.RECEIVED)
        .select_related("declaration__community__parent", "declaration__stage")
        .alias(deadline=next_deadline("declaration"))
        .annotate(due=due_by("declaration", "deadline"))
        .order_by(F("due").asc(nulls_last=True), "assigned_at", "pk")
    )
    rows = [
        Work(one.declaration, reverse("evaluation:score-sheet", args=[one.pk]), one.due)
        for one in mine[:SHOWN]
    ]
    address = reverse("evaluation:scoring")
    return {"title": _("To score"), "rows": rows, "count": mine.count(), "all": address}


def _dates(stage: Stage | None) -> list[dict[str, Any]]:
    """The deadlines of the stage that are set, in order, with whether they have passed."""
    if stage is None:
        return []
    moment = clock.now()
    dates = [{"label": d.label, "at": getattr(stage, d.value)} for d in Deadline]
    dates = [date | {"has_passed": date["at"] < moment} for date in dates if date["at"]]
    return sorted(dates, key=lambda date: date["at"])
