"""Checking what was handed up: the street examination, and the office before it receives."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Role
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.declarations.answers import answers_of
from evaluation.declarations.examining import note_remarks, reasons_of, remarks_on
from evaluation.declarations.reasons import latest_return
from evaluation.declarations.sheet import Sheet, sheet_of
from evaluation.declarations.states import WORKFLOW, State
from evaluation.forms.examination import ExaminationForm, OpinionForm, ReturnForm
from evaluation.models import Declaration, Remark
from evaluation.steps import take_step
from evaluation.views.last_year import last_year_of
from evaluation.views.rounds import changes_since
from evaluation.views.self_examination import due_of, shift_of, story_of, visible_declaration
from harmony.shared import clock
from harmony.shared.wording import moment, time_of_day
from harmony.shared.workflow import TransitionRefused


@dataclass(frozen=True)
class Desk:
    """Who checks, and where their pages are."""

    key: str
    role: Role
    state: State
    page: str
    return_page: str
    back: str

    def crumbs(self, shown: Declaration) -> list[dict]:
        label = _("Street examination") if self.key == Remark.Desk.STREET else _("Review queue")
        return trail((label, reverse(self.back)), shown.community.name)


STREET = Desk(
    Remark.Desk.STREET,
    Role.STREET_OFFICIAL,
    State.SUBMITTED,
    "evaluation:examine",
    "evaluation:examine-return",
    "evaluation:examination",
)
OFFICE = Desk(
    Remark.Desk.OFFICE,
    Role.OFFICE_REVIEWER,
    State.PASSED,
    "evaluation:office-return",
    "evaluation:office-return-confirm",
    "evaluation:review",
)


# ------------------------------------------------------------------ side by side
@login_required
def examine(request: HttpRequest, pk: int) -> HttpResponse:
    return _check(request, pk, STREET)


@login_required
def office_check(request: HttpRequest, pk: int) -> HttpResponse:
    return _check(request, pk, OFFICE)


def _check(request: HttpRequest, pk: int, desk: Desk) -> HttpResponse:
    """Requirement, claim and evidence beside each other, with agree or ask for each criterion."""
    shown = visible_declaration(request, pk)
    if not holds(request.user, desk.role, over=shown.community):
        raise PermissionDenied
    if shown.state != desk.state:
        return _elsewhere(request, shown, desk)
    sheet = sheet_of(shown)
    chapters, remarks = answers_of(sheet), remarks_on(shown, desk.key)
    typed = request.POST if request.method == "POST" else None
    form = ExaminationForm(typed, chapters=chapters, remarks=remarks, rounds=shown.rounds)
    if typed is not None and form.is_valid():
        answer = _noted(request, shown, desk, form)
        if answer is not None:
            return answer
    context = _context(request, sheet, desk) | {"form": form, "remarks": remarks}
    came_back = latest_return(shown)
    reasons = came_back.reasons if came_back else {}
    changed = changes_since(shown, came_back.step.at, request.user) if came_back else {}
    context["came_back"] = came_back
    context["corrected"] = [one for one in sheet.entries if one.criterion_id in reasons]
    earlier = last_year_of(sheet, request.user)
    context["chapters"] = [
        {
            "chapter": chapter,
            "rows": [
                {
                    "answer": answer,
                    "returned": reasons.get(answer.entry.criterion_id, ""),
                    "change": changed.get(answer.entry.criterion.code),
                    "earlier": earlier.get(answer.entry.pk),
                    **form.fields_of(answer.entry.criterion_id),
                }
                for answer in chapter.answers
            ],
        }
        for chapter in chapters
    ]
    return render(request, "evaluation/examination/check.html", context)


def _noted(
    request: HttpRequest, shown: Declaration, desk: Desk, form: ExaminationForm
) -> HttpResponse | None:
    """Keep the remarks and go where the button leads; nothing when that is refused."""
    try:
        note_remarks(
            shown,
            form.said,
            by=request.user,
            desk=desk.key,
            round_seen=form.cleaned_data["round_seen"],
        )
    except TransitionRefused as refusal:
        form.add_error(None, refusal.reason)
        return None
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Saved-At": time_of_day(clock.now())})
    asked = [said for said in form.said.values() if said.verdict == Remark.Verdict.ASK]
    go = request.POST.get("go")
    if go == "pass" and asked:
        form.add_error(
            None,
            _("You ask for corrections. Return the declaration, or agree with every criterion."),
        )
        return None
    if go == "pass" and desk is STREET:
        return redirect("evaluation:examine-pass", shown.pk)
    if go == "return":
        return redirect(desk.return_page, shown.pk)
    messages.success(request, _("The remarks are saved. Nobody else reads them yet."))
    return redirect(desk.page, shown.pk)


def _context(request: HttpRequest, sheet: Sheet, desk: Desk) -> dict[str, Any]:
    shown = sheet.declaration
    move = "return" if desk is STREET else "return_to_street"
    permission = WORKFLOW[move].permission
    return {
        "declaration": shown,
        "sheet": sheet,
        "desk": desk.key,
        "due": due_of(shown),
        "shift": shift_of(shown),
        "may_check": request.user.has_perm(permission, shown),
        "sent_it_myself": shown.has_acted(request.user, "submit"),
        "story": story_of(shown),
        "hand_up": shown.hand_ups.select_related("by").last(),
        "crumbs": desk.crumbs(shown),
    }


def _elsewhere(request: HttpRequest, shown: Declaration, desk: Desk) -> HttpResponse:
    """It is not on this desk: say where it is, and who moved it last."""
    words: dict[str, Any] = {"state": shown.get_state_display()}
    text = _("This declaration is not here to be checked. It is now: %(state)s.")
    if shown.history:
        words |= {"who": shown.history[-1].by, "at": moment(shown.history[-1].at)}
        text = _(
            "This declaration is not here to be checked. It is now: %(state)s (%(who)s, %(at)s)."
        )
    messages.info(request, text % words)
    return redirect(shown)


# ------------------------------------------------------------------ the decision
@login_required
def confirm_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass it on to the office, with the opinion of the street."""
    shown = _on_the_desk(request, pk, STREET)
    if reasons_of(remarks_on(shown, STREET.key)):
        messages.error(request, _("You ask for corrections. Return it, or agree first."))
        return redirect("evaluation:examine", pk)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _moved(request, shown, "pass", STREET, note=form.cleaned_data["note"])
    context = {
        "title": _("Pass %(community)s on to the office?") % {"community": shown.community},
        "consequences": [
            _("The office receives it for evaluation, or returns it to the street."),
            _("Criteria that you did not mark count as agreed."),
            _("Nobody can change what was handed up, unless the office returns it."),
        ],
        "warning": WORKFLOW["pass"].refusal(shown, request.user),
        "form": form,
        "button": _("Pass on to the office"),
        "back": reverse("evaluation:examine", args=[pk]),
    }
    return render(request, "confirm.html", context)


@login_required
def confirm_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back to the community, with the reasons."""
    return _confirm_return(request, pk, STREET, "return")


@login_required
def office_confirm_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back to the street, with the reasons."""
    return _confirm_return(request, pk, OFFICE, "return_to_street")


def _confirm_return(request: HttpRequest, pk: int, desk: Desk, move: str) -> HttpResponse:
    shown = _on_the_desk(request, pk, desk)
    remarks = [r for r in remarks_on(shown, desk.key) if r.verdict == Remark.Verdict.ASK]
    is_sent = request.method == "POST"
    form = ReturnForm(request.POST if is_sent else None, has_reasons=bool(remarks))
    if form.is_valid():
        note, reasons = form.cleaned_data["note"], reasons_of(remarks)
        return _moved(request, shown, move, desk, note=note, reasons=reasons)
    context = {
        "declaration": shown,
        "reasons": remarks,
        "form": form,
        "desk": desk.key,
        "back": reverse(desk.page, args=[pk]),
    }
    return render(request, "evaluation/examination/return.html", context)


def _on_the_desk(request: HttpRequest, pk: int, desk: Desk) -> Declaration:
    shown = visible_declaration(request, pk)
    if not holds(request.user, desk.role, over=shown.community):
        raise PermissionDenied
    return shown


def _moved(
    request: HttpRequest, shown: Declaration, move: str, desk: Desk, **details
) -> HttpResponse:
    """Make the move, and go on to what waits next."""
    try:
        take_step(shown, move, by=request.user, **details)
    except TransitionRefused as refusal:
        shown.refresh_from_db()
        if shown.state != desk.state:
            return _elsewhere(request, shown, desk)
        messages.error(request, refusal.reason)
        return redirect(shown)
    words = {"community": shown.community.name, "state": shown.get_state_display()}
    messages.success(request, _("%(community)s is now: %(state)s.") % words)
    return redirect(desk.back)
