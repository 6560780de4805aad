"""The audit draw of a ballot box: its hash deposited before the close, its list checked after."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from communities.models import Place
from communities.views.crumbs import trail
from evaluation.forms.audit_draw import DepositForm, ListForm
from evaluation.models import BallotBox
from evaluation.surveys import audit_draw, services
from evaluation.surveys.questionnaires import content_of
from evaluation.views.answer_page import two_letters
from evaluation.views.ballot_boxes import to_boxes, visible_box
from harmony.shared.workflow import TransitionRefused

QUESTIONS = "harmony audit questions 1"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """How the draw of a box stands, and for the supervision body what comes next."""
    box = visible_box(request, pk)
    may_audit = request.user.has_perm("evaluation.audit_ballot_box", box.stage)
    if request.method == "POST" and not may_audit:
        raise PermissionDenied
    form = _form_for(request, box) if may_audit else None
    if request.method == "POST" and form is None:
        messages.warning(request, audit_draw.refusal_to_deposit(box))
    if form is not None and form.is_bound and form.is_valid():
        try:
            text = _act(request, box, form)
        except TransitionRefused as refusal:
            form.add_error(next(iter(form.fields)), refusal.reason)
        else:
            messages.success(request, text)
            return redirect("evaluation:audit-draw", pk=box.pk)
    context = {
        "box": box,
        "form": form,
        "deposit": audit_draw.deposit_of(box),
        "refusal": audit_draw.refusal_to_deposit(box),
        "outcome": outcome_in_words(box),
        "crumbs": trail(
            (_("Questionnaires"), reverse("evaluation:surveys")),
            to_boxes(),
            (str(box), box.get_absolute_url()),
            _("Audit draw"),
        ),
    }
    return render(request, "evaluation/ballot_boxes/draw.html", context)


def _form_for(request: HttpRequest, box: BallotBox) -> Form | None:
    """What can be sent now; nothing while one waits for the opening, or when all is done."""
    is_sent = request.method == "POST"
    if not audit_draw.refusal_to_deposit(box):
        return DepositForm(request.POST if is_sent else None)
    is_open = box.state == BallotBox.State.OPENED
    if audit_draw.deposit_of(box) and is_open and not audit_draw.outcome_of(box):
        return ListForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    return None


def _act(request: HttpRequest, box: BallotBox, form: Form) -> str:
    given = form.cleaned_data
    if isinstance(form, DepositForm):
        services.deposit_draw(box, given["digest"], slips=given["slips"], by=request.user)
        return _("The hash stands in the record of the ballot box.")
    services.check_draw(box, given["file"].read(), by=request.user)
    return _("The list was compared with the answers.")


@require_safe
@login_required
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be answered in this box, for the program that draws the patterns."""
    box = visible_box(request, pk)
    if not request.user.has_perm("evaluation.audit_ballot_box", box.stage):
        raise PermissionDenied
    surveys = box.surveys.select_related("questionnaire", "declaration__community")
    plain = {
        "format": QUESTIONS,
        "box": box.uid,
        "communities": {
            survey.declaration.community.code: _asked_in(survey)
            for survey in surveys.order_by("declaration__community__code")
        },
    }
    response = JsonResponse(plain, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="questions-{box.uid}.json"'
    return response


def _asked_in(survey) -> dict[str, Any]:
    """“I don't know” is no option here: a pattern of many would be no valid answer."""
    content, language = content_of(survey.questionnaire), two_letters()
    questions = {one.key: one.text for one in content.items}
    questions[content.overall.key] = content.overall.label
    return {
        "name": survey.declaration.community.name,
        "questions": {key: getattr(text, language) for key, text in questions.items()},
        "options": {one.key: getattr(one.label, language) for one in content.options},
    }


def outcome_in_words(box: BallotBox) -> dict[str, Any] | None:
    """The outcome with the communities by name, for this page and the public one."""
    line = audit_draw.outcome_of(box)
    if line is None:
        return None
    rows = line.facts["communities"]
    names = {place.code: place.name for place in Place.objects.filter(code__in=rows)}
    communities = [
        {"name": names.get(code, code), "is_whole": row["found"] == row["patterns"], **row}
        for code, row in rows.items()
    ]
    facts = line.facts
    return {
        "line": line,
        "patterns": facts["patterns"],
        "found": facts["found"],
        "is_whole": facts["found"] == facts["patterns"],
        "missing": facts["patterns"] - facts["found"],
        "communities": communities,
    }
