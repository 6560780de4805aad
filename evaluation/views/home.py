"""The page a person lands on: what waits for them, and by when."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Deadline, Role, User
from communities.people.reach import holds, posts_of
from communities.programme.current import current_stage
from evaluation.models import Assignment, Declaration, State
from evaluation.views.waiting import IN_STATES, waiting_for
from harmony.shared.gallery import sample_values

SHOWN = 10
"""Rows of one list on the start page; the rest is one click away."""


@login_required
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    stage = current_stage()
    context = {
        "lists": _lists(user),
        "duties": _duties(user),
        "stage": stage,
        "dates": _next_dates(stage),
        "has_post": bool(posts_of(user)),
        "is_administrator": holds(user, Role.ADMINISTRATOR),
    }
    return render(request, "evaluation/home.html", context)


@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    if not holds(request.user, Role.ADMINISTRATOR):
        raise PermissionDenied
    return render(request, "gallery.html", sample_values())


def _duties(user: User) -> list[dict]:
    """One line for each thing that waits, most pressing first; nothing where nothing waits."""
    waiting = waiting_for(user)
    roles = {post.role for post in posts_of(user)}
    lines = [
        (Role.STREET_OFFICIAL, waiting.returned, _returned_line, "declarations"),
        (Role.COMMUNITY_WORKER, waiting.returned, _returned_line, "declarations"),
        (Role.STREET_OFFICIAL, waiting.to_examine, _examine_line, "examination"),
        (Role.STREET_OFFICIAL, waiting.to_write, _write_line, "declarations"),
        (Role.COMMUNITY_WORKER, waiting.to_write, _write_line, "declarations"),
        (Role.STREET_OFFICIAL, waiting.to_begin, _begin_line, "declarations"),
        (Role.OFFICE_REVIEWER, waiting.to_receive, _receive_line, "review"),
        (Role.OFFICE_REVIEWER, waiting.in_evaluation, _evaluation_line, "review"),
        (Role.OFFICE_REVIEWER, waiting.to_notice, _notice_line, "notices"),
        (Role.APPRAISER, waiting.to_score, _score_line, "scoring"),
        (Role.LEADER, waiting.to_decide, _decide_line, "decisions"),
    ]
    duties: dict[str, dict] = {}
    for role, count, sentence, name in lines:
        if role in roles and count:
            text = sentence(count)
            duties.setdefault(text, {"text": text, "url": reverse(f"evaluation:{name}")})
    return list(duties.values())


def _returned_line(n: int) -> str:
    return ngettext("%(n)s returned declaration", "%(n)s returned declarations", n) % {"n": n}


def _examine_line(n: int) -> str:
    return ngettext("%(n)s declaration to examine", "%(n)s declarations to examine", n) % {"n": n}


def _write_line(n: int) -> str:
    return ngettext(
        "%(n)s self-examination to complete", "%(n)s self-examinations to complete", n
    ) % {"n": n}


def _begin_line(n: int) -> str:
    return ngettext(
        "%(n)s planned community to begin", "%(n)s planned communities to begin", n
    ) % {"n": n}


def _receive_line(n: int) -> str:
    return ngettext(
        "%(n)s declaration to receive or return", "%(n)s declarations to receive or return", n
    ) % {"n": n}


def _evaluation_line(n: int) -> str:
    return ngettext("%(n)s declaration in evaluation", "%(n)s declarations in evaluation", n) % {
        "n": n
    }


def _notice_line(n: int) -> str:
    return ngettext(
        "%(n)s result to put on public notice", "%(n)s results to put on public notice", n
    ) % {"n": n}


def _score_line(n: int) -> str:
    return ngettext("%(n)s declaration to score", "%(n)s declarations to score", n) % {"n": n}


def _decide_line(n: int) -> str:
    return ngettext("%(n)s result to decide", "%(n)s results to decide", n) % {"n": n}


def _lists(user: User) -> list[dict]:
    """The declarations this person works at, nearest deadline first."""
    if holds(user, Role.APPRAISER):
        return [_scoring_list(user)]
    states = _states_at_work(user)
    if not states:
        return []
    rows = (
        Declaration.objects.visible_to(user)
        .filter(state__in=states)
        .for_listing()
        .order_by("state_since", "community__code")[:SHOWN]
    )
    return [{"title": _("Waiting for you"), "rows": [_row(d) for d in rows]}]


def _states_at_work(user: User) -> set[str]:
    states: set[str] = set()
    if holds(user, Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL):
        states |= IN_STATES["to_begin"] | IN_STATES["to_write"]
    if holds(user, Role.STREET_OFFICIAL):
        states |= IN_STATES["to_examine"]
    if holds(user, Role.OFFICE_REVIEWER):
        states |= IN_STATES["to_receive"] | IN_STATES["in_evaluation"] | IN_STATES["to_notice"]
    if holds(user, Role.LEADER):
        states |= IN_STATES["to_decide"]
    return states


DUE_BY_STATE = {
    State.PLANNED: Deadline.HAND_UP_STREET,
    State.DRAFT: Deadline.HAND_UP_STREET,
    State.RETURNED: Deadline.HAND_UP_OFFICE,
    State.SUBMITTED: Deadline.HAND_UP_OFFICE,
    State.RETURNED_TO_STREET: Deadline.HAND_UP_OFFICE,
    State.PASSED: Deadline.SCORING,
    State.RECEIVED: Deadline.SCORING,
    State.APPRAISED: Deadline.NOTICE_OPENS,
    State.NOTICED: Deadline.DECISION,
}

PAGE_BY_STATE = {
    State.SUBMITTED: "evaluation:examine",
    State.PASSED: "evaluation:review-declaration",
    State.RECEIVED: "evaluation:review-declaration",
    State.APPRAISED: "evaluation:result",
    State.NOTICED: "evaluation:result",
}


def _row(declaration: Declaration) -> dict:
    page = PAGE_BY_STATE.get(State(declaration.state), "evaluation:declaration")
    return {
        "declaration": declaration,
        "url": reverse(page, args=[declaration.pk]),
        "due": getattr(declaration.stage, DUE_BY_STATE[State(declaration.state)].value),
    }


def _scoring_list(user: User) -> dict:
    mine = (
        Assignment.objects.filter(
            appraiser=user, ended_at=None, finished_at=None, declaration__state=State.RECEIVED
        )
        .select_related("declaration__community__parent", "declaration__stage")
        .order_by("assigned_at")[:SHOWN]
    )
    rows = [
        {
            "declaration": assignment.declaration,
            "url": reverse("evaluation:score-sheet", args=[assignment.pk]),
            "due": assignment.declaration.stage.scoring,
        }
        for assignment in mine
    ]
    return {"title": _("To score"), "rows": rows}


def _next_dates(stage) -> list[dict]:
    """The deadlines of the stage that are set, in order."""
    if stage is None:
        return []
    dates = [
        {"label": deadline.label, "at": getattr(stage, deadline.value)} for deadline in Deadline
    ]
    return sorted((date for date in dates if date["at"]), key=lambda date: date["at"])
