"""What is done to a question of a draft: added, moved, taken out."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluation.forms.standard_head import SeenForm
from evaluation.models import Questionnaire
from evaluation.standards.messages import sentence
from evaluation.standards.wording import said
from evaluation.surveys import services
from evaluation.surveys.questionnaire_content import editing
from evaluation.surveys.questionnaire_drafts import Change
from evaluation.surveys.questionnaires import QuestionnaireRefused
from evaluation.views.questionnaire_editor import (
    Act,
    draft_of,
    item_of,
    may_be_sent,
    may_edit,
    outline_page,
)
from harmony.shared.workflow import TransitionRefused


@require_POST
@login_required
@may_edit
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A blank question at the end of its section; its page comes next."""
    draft = draft_of(request, pk)
    dimension = request.POST.get("dimension", "").strip()
    keys: list[str] = []

    def change(plain: Mapping[str, Any]) -> dict[str, Any]:
        new, key = editing.item_added(plain, dimension)
        keys.append(key)
        return new

    if not _done(request, draft, change, Act.ADDED):
        return redirect("evaluation:questionnaire-edit", pk)
    return redirect("evaluation:questionnaire-edit-item", pk, keys[-1])


@require_POST
@login_required
@may_edit
def move(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One place up or down among the questions about the same dimension."""
    draft = draft_of(request, pk)
    change: Change = partial(editing.item_moved, key=key, by=_way(request))
    _done(request, draft, change, Act.MOVED)
    return redirect(f"{outline_page(pk)}#item-{key}")


@require_POST
@login_required
@may_edit
def move_section(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    dimension = request.POST.get("dimension", "")
    change: Change = partial(editing.section_moved, dimension=dimension, by=_way(request))
    _done(request, draft, change, Act.MOVED)
    return redirect("evaluation:questionnaire-edit", pk)


@may_be_sent
@login_required
@may_edit
def remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    draft = draft_of(request, pk)
    plain, place = item_of(draft, key)
    if plain is None:
        messages.error(request, _("This question is no longer there."))
        return redirect("evaluation:questionnaire-edit", pk)
    if request.method == "POST":
        change: Change = partial(editing.item_removed, key=key)
        if _done(request, draft, change, Act.REMOVED):
            messages.success(request, _("The question is taken out."))
        return redirect("evaluation:questionnaire-edit", pk)
    context = {
        "title": _("Take question %(number)s out of the draft?") % {"number": place + 1},
        "subject": said(plain["text"]) or key,
        "consequences": [
            _("Its weight of %(weight)s has to go to other questions.")
            % {"weight": plain["weight"]},
            _("Its texts stay readable in the history of the draft."),
        ],
        "button": _("Take it out"),
        "danger": True,
        "back": f"{outline_page(pk)}#item-{key}",
        "form": SeenForm(initial={"seen": draft.content_hash}),
    }
    return render(request, "confirm.html", context)


def _way(request: HttpRequest) -> int:
    return -1 if request.POST.get("way") == "up" else 1


def _done(request: HttpRequest, draft: Questionnaire, change: Change, act: str) -> bool:
    """Do it; say why not where it is refused."""
    seen = request.POST.get("seen") or draft.content_hash
    try:
        services.edit_draft(draft, change, by=request.user, seen=seen, act=act)
    except QuestionnaireRefused as refusal:
        messages.error(request, sentence(refusal.problems[0]))
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        return True
    return False
