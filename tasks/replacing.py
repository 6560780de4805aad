"""A single slip anew: two of the staff sign, and the PDF is streamed as for a batch."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from evaluation.forms.replacing import ReplaceForm
from evaluation.models import Survey
from evaluation.surveys.replacing import refusal_to_replace_slip
from evaluation.surveys.services import draw, replace_slip
from evaluation.views.desk import confirmed_by
from harmony.shared.pdf_libraries import available
from harmony.shared.workflow import TransitionRefused
from tasks.slip_process import slips_as_pdf
from tasks.views import crumbs_of, sheet_of, streamed, survey_to_print


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def replacement(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, and on sending it one slip."""
    survey, can_print = survey_to_print(request, pk), available()
    form = ReplaceForm(request.POST if request.method == "POST" else None, survey=survey)
    if can_print.ok and form.is_valid() and (slip := _slip(request, survey, form)):
        return slip
    context = {
        "survey": survey,
        "form": form,
        "can_print": can_print,
        "crumbs": crumbs_of(survey, _("Replacement slip")),
    }
    return render(request, "evaluation/surveys/replacement.html", context)


def _slip(request: HttpRequest, survey: Survey, form: ReplaceForm) -> HttpResponse | None:
    """The PDF; nothing, and the reason on the form, when there is none to be had."""
    batch, old_code = form.cleaned_data["batch"], form.cleaned_data["old_code"]
    if refusal := refusal_to_replace_slip(survey, batch, old_code):
        form.add_error("old_code" if old_code else "batch", refusal)
        return None
    second = confirmed_by(request, survey)
    if second.user is None:
        form.add_error("second", second.problem)
        return None
    try:
        drawn = draw(survey, 1)
    except TransitionRefused as refused:
        form.add_error(None, refused.reason)
        return None
    label = batch.label if batch else ""
    sheet = sheet_of(survey, drawn, label=label, is_large=form.cleaned_data["is_large"])

    def issue() -> None:
        replace_slip(
            survey, drawn, by=request.user, second=second.user, batch=batch, old_code=old_code
        )

    return streamed(slips_as_pdf(sheet, issue=issue), "slip.pdf")
