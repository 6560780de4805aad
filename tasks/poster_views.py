"""Reminder posters of one survey, and of all open ones of a stage as one PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.models import Stage
from communities.views.crumbs import trail
from evaluation.forms.posters import PosterForm, StagePosterForm
from evaluation.models import Survey
from evaluation.views.surveys import to_list, to_survey, visible_survey
from harmony.shared.pdf_libraries import available
from tasks.posters import COMMAND, posters_as_json
from tasks.slip_process import pdf_made_by
from tasks.views import streamed


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def posters(request: HttpRequest, pk: int) -> HttpResponse:
    """One community's poster, for whoever follows its survey. There is nothing secret on it."""
    survey = visible_survey(request, pk)
    if survey.is_over:
        messages.error(request, _("This questionnaire is closed."))
        return redirect(survey)
    form = PosterForm(request.POST if request.method == "POST" else None)
    if available().ok and form.is_valid():
        return _printed([survey], form.cleaned_data["size"])
    context = {
        "form": form,
        "subject": survey.declaration.community.name,
        "back": survey.get_absolute_url(),
        "back_words": _("Back to the questionnaire"),
        "crumbs": trail(to_list(), to_survey(survey), _("Reminder posters")),
    }
    return _page(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stage_posters(request: HttpRequest) -> HttpResponse:
    """The posters of all open surveys of a stage, as far as this person follows them."""
    opened = Survey.objects.visible_to(request.user).answerable()
    stages = Stage.objects.filter(pk__in=opened.values("declaration__stage"))
    sent = request.POST if request.method == "POST" else None
    form = StagePosterForm(sent, stages=stages.select_related("programme"))
    if available().ok and form.is_valid():
        chosen = opened.filter(declaration__stage=form.cleaned_data["stage"])
        return _printed(_in_order(chosen), form.cleaned_data["size"])
    context = {
        "form": form,
        "subject": "",
        "back": reverse("evaluation:surveys"),
        "back_words": _("Questionnaires"),
        "nothing_open": not stages.exists(),
        "crumbs": trail(to_list(), _("Reminder posters")),
    }
    return _page(request, context)


def _in_order(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    wanted = surveys.select_related(
        "declaration__community", "declaration__stage__programme"
    ).defer("tally")
    return wanted.order_by("declaration__community__code")


def _printed(surveys, size: str) -> HttpResponse:
    return streamed(pdf_made_by(COMMAND, posters_as_json(surveys, size)), f"posters-{size}.pdf")


def _page(request: HttpRequest, context: dict) -> HttpResponse:
    context["can_print"] = available()
    return render(request, "evaluation/surveys/posters.html", context)
