"""Versions of a questionnaire: copied, taken along as a file, published, thrown away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.views.crumbs import trail
from evaluation.forms.standard_head import SeenForm
from evaluation.models import Questionnaire
from evaluation.standards.plain_text import text_from_plain
from evaluation.surveys import services
from evaluation.surveys.promises import points_left_out
from evaluation.surveys.questionnaires import QuestionnaireRefused, content_of, plain_of
from evaluation.views.questionnaire_editor import SHOWN_SLIPS, may_be_sent, may_edit
from evaluation.views.questionnaire_words import told
from harmony.shared.workflow import TransitionRefused


@require_POST
@login_required
@may_edit
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    draft = services.copy_questionnaire(_visible(request, pk), by=request.user)
    messages.success(request, _("Version %(n)s is begun as a draft.") % {"n": draft.version})
    return redirect("evaluation:questionnaire-edit", draft.pk)


@require_safe
@login_required
@never_cache
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The content as it is kept, as YAML; taken in again it has the same hash."""
    shown = _visible(request, pk)
    response = HttpResponse(
        text_from_plain(plain_of(shown)), content_type="application/yaml; charset=utf-8"
    )
    name = f"{shown.key}-v{shown.version}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@may_be_sent
@login_required
@may_edit
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first; or tell what does not hold, each with the place where it is mended."""
    shown = _visible(request, pk)
    if request.method == "POST":
        try:
            services.publish_questionnaire(shown, by=request.user, seen=request.POST.get("seen"))
        except QuestionnaireRefused:
            return _refused(request, shown)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, _("The questionnaire is published."))
        return redirect(shown)
    is_draft = shown.state == Questionnaire.State.DRAFT
    if is_draft and services.what_does_not_hold(shown):
        return _refused(request, shown)
    context = {
        "title": _("Publish version %(version)s?") % {"version": shown.version},
        "subject": shown.title,
        "consequences": _consequences(shown),
        "button": _("Publish the questionnaire"),
        "back": shown.get_absolute_url(),
        "form": SeenForm(initial={"seen": shown.content_hash}),
    }
    return render(request, "confirm.html", context)


def _consequences(draft: Questionnaire) -> list[str]:
    lines = [
        _("Its words, weights and values can never be changed again."),
        _("Stages can ask it. A correction needs a new version."),
    ]
    privacy = content_of(draft).privacy
    hidden = points_left_out(privacy)
    for number, (key, _text) in enumerate(privacy, start=1):
        if key in hidden:
            text = _("Residents are not shown point %(number)s of the promises.")
            lines.append(text % {"number": number})
    return lines


def _refused(request: HttpRequest, draft: Questionnaire) -> HttpResponse:
    slips = services.what_does_not_hold(draft)
    context: dict[str, Any] = {
        "questionnaire": draft,
        "slips": told(draft, slips[:SHOWN_SLIPS]),
        "more_slips": max(len(slips) - SHOWN_SLIPS, 0),
        "crumbs": trail(
            (_("Questionnaire texts"), reverse("evaluation:questionnaires")),
            (f"{draft.title} · {draft.edition}", draft.get_absolute_url()),
            _("Publish the questionnaire"),
        ),
    }
    return render(request, "evaluation/questionnaires/refused.html", context)


@may_be_sent
@login_required
@may_edit
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    if request.method == "POST":
        try:
            services.discard_draft(shown, by=request.user, seen=request.POST.get("seen", ""))
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect(shown)
        messages.success(request, _("The draft is thrown away."))
        return redirect("evaluation:questionnaires")
    context = {
        "title": _("Throw this draft away?"),
        "subject": f"{shown.title} · {shown.edition}",
        "consequences": [_("The draft and its history are deleted for good.")],
        "button": _("Throw the draft away"),
        "danger": True,
        "back": shown.get_absolute_url(),
        "form": SeenForm(initial={"seen": shown.content_hash}),
    }
    return render(request, "confirm.html", context)


def _visible(request: HttpRequest, pk: int) -> Questionnaire:
    rows = Questionnaire.objects.visible_to(request.user).select_related("district")
    return get_object_or_404(rows, pk=pk)
