"""Handing a self-examination up: read it back, confirm, keep the receipt. And plain moves."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluation.declarations.answers import Chapter, answers_of
from evaluation.declarations.reading_back import ReadBackIsOld, marks_of, said_of
from evaluation.declarations.sheet import sheet_of
from evaluation.declarations.states import OPEN_STATES, WORKFLOW
from evaluation.forms.declarations import HandUpForm, NoteForm
from evaluation.models import Criterion, HandUp
from evaluation.steps import take_step
from evaluation.views.dossier_offer import offer_of
from evaluation.views.readiness import readiness_of, rehearsal_of
from evaluation.views.self_examination import crumbs_below, frame, visible_declaration
from harmony.shared.workflow import TransitionRefused

PLAIN_STEPS = {"begin", "receive", "appraise"}
"""The moves that need nothing but a remark, and can be made with one button."""


@login_required
def hand_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the whole back, and send it to the street."""
    shown = visible_declaration(request, pk)
    if not request.user.has_perm("evaluation.begin_declaration", shown):
        raise PermissionDenied
    if request.method == "POST":
        return _send(request, shown)
    if shown.state not in OPEN_STATES:
        return _sent_already(request, shown)
    return _read_back(request, shown)


def _send(request: HttpRequest, shown) -> HttpResponse:
    form = HandUpForm(request.POST)
    if not form.is_valid():
        return _read_back(request, shown, form)
    if shown.state not in OPEN_STATES or form.cleaned_data["rounds"] != shown.rounds:
        return _sent_already(request, shown)
    note, read = form.cleaned_data["note"], form.cleaned_data["read"]
    try:
        take_step(shown, "submit", by=request.user, note=note, read=read)
    except ReadBackIsOld as old:
        shown.refresh_from_db()
        return _read_back(request, shown, note=note, changed=old.codes)
    except TransitionRefused as refusal:
        shown.refresh_from_db()
        if shown.state not in OPEN_STATES:
            return _sent_already(request, shown)
        form.add_error(None, refusal.reason)
        return _read_back(request, shown, form)
    return redirect("evaluation:receipt", shown.pk, shown.rounds)


def _sent_already(request: HttpRequest, shown) -> HttpResponse:
    """A page from before: nothing is sent twice, and what was sent is shown."""
    if not shown.rounds:
        messages.info(request, _("There is nothing to send yet."))
        return redirect(shown)
    if shown.state in OPEN_STATES:
        text = _("This page was from before the last hand-up. Nothing was sent; read it again.")
        messages.warning(request, text)
        return redirect("evaluation:hand-up", shown.pk)
    messages.info(request, _("It has been sent already. Nothing was sent twice."))
    return redirect("evaluation:receipt", shown.pk, shown.rounds)


def _read_back(
    request: HttpRequest,
    shown,
    form: HandUpForm | None = None,
    *,
    note: str = "",
    changed: Sequence[str] = (),
) -> HttpResponse:
    """The whole in words, with ``form`` as it was sent or a new one beneath it.

    ``changed`` are the criteria that say something else than on the page that was sent.
    """
    sheet = sheet_of(shown)
    refusal = WORKFLOW["submit"].refusal(shown, request.user)
    answers = answers_of(sheet)
    if form is None:
        read = {"rounds": shown.rounds, "read": _marks_of(answers), "note": note}
        form = HandUpForm(initial=read)
    context = frame(request, sheet) | {
        "answers": answers,
        "files": len({file.pk for one in answers for said in one.answers for file in said.files}),
        "readiness": readiness_of(sheet, answers),
        "rehearsal": rehearsal_of(sheet, request.user),
        "form": form,
        "refusal": refusal,
        "can_send": not refusal,
        "uncorrected": sheet.uncorrected,
        "changed": [one for one in sheet.entries if one.criterion.code in changed],
    }
    context["crumbs"] = crumbs_below(shown, _("Read back and send"))
    status = 409 if changed else 200
    return render(request, "evaluation/declarations/hand_up.html", context, status=status)


def _marks_of(answers: list[Chapter]) -> str:
    return marks_of(
        said_of(one.entry, [file.sha256 for file in one.files])
        for chapter in answers
        for one in chapter.answers
    )


@require_safe
@login_required
def receipt(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was handed up in one round, when and by whom, with its hash."""
    shown = visible_declaration(request, pk)
    handed = get_object_or_404(
        HandUp.objects.select_related("by"), declaration=shown, round=number
    )
    bonuses = shown.entries.filter(criterion__kind=Criterion.Kind.BONUS).count()
    context = {
        "declaration": shown,
        "hand_up": handed,
        "criteria": len(handed.content["entries"]) - bonuses,
        "bonuses": bonuses,
        "files": len({file for entry in handed.content["entries"] for file in entry["files"]}),
        "dossier": offer_of(handed, request.user),
        "crumbs": crumbs_below(shown, _("Receipt")),
    }
    return render(request, "evaluation/declarations/receipt.html", context)


@require_POST
@login_required
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one plain step of the workflow, or say why it cannot be taken."""
    shown = visible_declaration(request, pk)
    form = NoteForm(request.POST)
    if name not in PLAIN_STEPS or not form.is_valid():
        raise Http404
    try:
        take_step(shown, name, by=request.user, note=form.cleaned_data["note"])
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        words = {"state": shown.get_state_display()}
        messages.success(request, _("The declaration is now: %(state)s.") % words)
    onward = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure())
    return redirect(onward if is_ours else shown)
