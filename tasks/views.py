"""Slips: printed by a short-lived process, streamed to whoever prints, never stored."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.views.crumbs import trail
from evaluation.forms.surveys import FormsForm, ReprintForm, SlipsForm
from evaluation.models import SlipBatch, Survey
from evaluation.surveys.boxes import box_for
from evaluation.surveys.key_proofs import KeyNotProved, check_proved
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.services import draw, issue, replace
from evaluation.surveys.slips import refusal_to_replace
from evaluation.views.surveys import to_list, to_survey
from harmony.shared.pdf_libraries import available
from harmony.shared.workflow import TransitionRefused
from tasks.form_sheets import form_sheet
from tasks.slip_process import pdf_made_by, slips_as_pdf
from tasks.slips import SlipSheet

MAKE_FORMS = [sys.executable, "-m", "tasks.form_sheets"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch of slips: the form, and on sending it the PDF."""
    survey = survey_to_print(request, pk)
    form = SlipsForm(_sent(request), survey=survey)
    can_print = available()
    if can_print.ok and form.is_valid():
        label = form.cleaned_data["label"]
        if drawn := _drawn(form, survey, form.cleaned_data["count"]):
            sheet = sheet_of(survey, drawn, label=label, is_large=form.cleaned_data["is_large"])
            return _streamed(sheet, lambda: issue(survey, drawn, by=request.user, label=label))
    context = {
        "survey": survey,
        "form": form,
        "can_print": can_print,
        "to_prove": to_prove(survey),
        "crumbs": crumbs_of(survey, _("Slips")),
    }
    return render(request, "evaluation/surveys/slips.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def slips_again(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """The same batch with new codes, after a page that says what becomes of the old ones."""
    survey = survey_to_print(request, pk)
    old = get_object_or_404(SlipBatch, pk=batch, survey=survey)
    form, can_print = ReprintForm(_sent(request)), available()
    refusal = refusal_to_replace(old)
    can_try = can_print.ok and not refusal and request.method == "POST" and form.is_valid()
    if can_try and (drawn := _drawn(form, survey, old.printed)):
        is_large = form.cleaned_data["is_large"]
        sheet = sheet_of(survey, drawn, label=old.label, is_large=is_large)
        return _streamed(sheet, lambda: replace(old, drawn, by=request.user))
    context = {
        "survey": survey,
        "form": form,
        "can_print": can_print,
        "to_prove": to_prove(survey),
        "crumbs": crumbs_of(survey, _("Slips")),
    }
    context |= {"batch": old, "refusal": refusal}
    return render(request, "evaluation/surveys/slips_again.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire on paper: one form with boxes for a code, or a batch with codes on it."""
    survey = survey_to_print(request, pk)
    form, can_print = FormsForm(_sent(request), survey=survey), available()
    if can_print.ok and form.is_valid():
        given = form.cleaned_data
        count, label = given["count"] or 0, given["label"]
        drawn = _drawn(form, survey, count) if count else []
        if not form.errors:
            content = content_of(survey.questionnaire)
            sheet = form_sheet(survey, content, given["language"], drawn, label)
            return streamed(
                pdf_made_by(
                    MAKE_FORMS,
                    sheet.to_json(),
                    issue=lambda: drawn and issue(survey, drawn, by=request.user, label=label),
                ),
                f"forms-{count or 'blank'}.pdf",
            )
    context = {
        "survey": survey,
        "form": form,
        "can_print": can_print,
        "to_prove": to_prove(survey),
        "crumbs": crumbs_of(survey, _("Print forms")),
    }
    return render(request, "evaluation/surveys/forms.html", context)


@dataclass(frozen=True)
class ToProve:
    """Why nothing can be printed for a box yet, and where that is put right."""

    reason: str
    url: str


def to_prove(survey: Survey) -> ToProve | None:
    """What whoever holds the key has to do before slips are printed; nothing when it is done."""
    try:
        check_proved(box_for(survey))
    except KeyNotProved as refusal:
        url = reverse("evaluation:ballot-box-proof", args=[refusal.box.pk])
        return ToProve(refusal.reason, url)
    except TransitionRefused:  # no box yet, which is told when somebody prints
        pass
    return None


def _drawn(form: Form, survey: Survey, count: int) -> list[str]:
    """New codes; none, and the reason on the form, while there is nothing to print for."""
    try:
        return draw(survey, count)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.reason)
        return []


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; nothing while it is only being looked at."""
    return request.POST if request.method == "POST" else None


def survey_to_print(request: HttpRequest, pk: int) -> Survey:
    rows = Survey.objects.visible_to(request.user).select_related(
        "questionnaire", "declaration__community", "declaration__stage__programme"
    )
    survey = get_object_or_404(rows, pk=pk)
    may_print = request.user.has_perm("evaluation.run_survey", survey.declaration)
    if not may_print or survey.is_over:
        raise PermissionDenied
    return survey


def sheet_of(survey: Survey, drawn: list[str], *, label: str, is_large: bool) -> SlipSheet:
    """What the slips of this survey say."""
    community, programme = survey.declaration.community, survey.declaration.stage.programme
    closes_at: datetime = survey.closes_at
    return SlipSheet(
        codes=drawn,
        address=f"{settings.PORTAL_URL}{reverse('evaluation:answer')}",
        community_zh=community.name_zh,
        community_en=community.name_en,
        title_zh=survey.questionnaire.title_zh,
        title_en=survey.questionnaire.title_en,
        office_zh=programme.office_zh,
        office_en=programme.office_en,
        help_line=programme.help_line,
        label=label,
        closes_at=closes_at,
        is_large=is_large,
        is_sample=settings.SAMPLE_MODE,
    )


def _streamed(sheet: SlipSheet, issue_codes: Callable[[], object]) -> HttpResponse:
    return streamed(slips_as_pdf(sheet, issue=issue_codes), f"slips-{len(sheet.codes)}.pdf")


def streamed(pieces: Iterable[bytes], name: str) -> HttpResponse:
    """A PDF on its way, which nothing keeps."""
    response = StreamingHttpResponse(pieces, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def crumbs_of(survey: Survey, here: str) -> list[dict[str, str]]:
    return trail(to_list(), to_survey(survey), here)
