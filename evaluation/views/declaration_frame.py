"""What stands around every page of a self-examination."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import DeadlineShift
from communities.views.crumbs import trail
from evaluation.declarations.sheet import Sheet
from evaluation.declarations.states import HAND_UP_BY, OPEN_STATES, State
from evaluation.models import Declaration
from evaluation.views.community_story import moves_told
from harmony.shared import clock


def visible_declaration(request: HttpRequest, pk: int) -> Declaration:
    declarations = Declaration.objects.visible_to(request.user).select_related(
        "community__parent", "stage__programme", "standard"
    )
    return get_object_or_404(declarations, pk=pk)


def due_of(declaration: Declaration):
    """By when it has to move on; nothing where no deadline binds."""
    deadline = HAND_UP_BY.get(declaration.state)
    return declaration.due(deadline) if deadline else None


def shift_of(declaration: Declaration) -> DeadlineShift | None:
    """How the office moved the deadline that binds now, with its reason; None where it did not."""
    deadline = HAND_UP_BY.get(declaration.state)
    moved = [shift for shift in declaration.shifts if shift.deadline == deadline]
    return moved[-1] if moved else None


def free_since(declaration: Declaration) -> datetime | None:
    """When the office gave it back, whose return no deadline binds; None in every other state."""
    is_free = declaration.state == State.RETURNED_TO_STREET
    return declaration.state_since if is_free else None


def frame(request: HttpRequest, sheet: Sheet) -> dict:
    """What stands around every page of one self-examination."""
    declaration = sheet.declaration
    user, due = request.user, due_of(declaration)
    return {
        "declaration": declaration,
        "sheet": sheet,
        "due": due,
        "shift": shift_of(declaration),
        "free_since": free_since(declaration),
        "is_late": due is not None and clock.now() > due,
        "is_open": declaration.state in OPEN_STATES,
        "may_write": user.has_perm("evaluation.write_declaration", declaration),
        "may_submit": user.has_perm("evaluation.submit_declaration", declaration),
        "crumbs": trail(list_crumb(), declaration.community.name),
    }


def story_of(declaration: Declaration) -> list[dict]:
    """What happened to it, newest first."""
    steps = declaration.steps.select_related("by").prefetch_related("reasons__criterion")
    return moves_told(steps, {declaration.pk: declaration}, {})


def crumbs_below(declaration: Declaration, label: str) -> list[dict]:
    """The way to a page that belongs to a declaration."""
    here = (declaration.community.name, declaration.get_absolute_url())
    return trail(list_crumb(), here, label)


def list_crumb() -> tuple[str, str]:
    """The way to the list of self-examinations."""
    return _("Self-examinations"), reverse("evaluation:declarations")
