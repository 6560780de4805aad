"""Kiosks: opened and ended by the office; and the page that stands on the screen itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from communities.views.crumbs import trail
from evaluation.forms.kiosks import KioskForm
from evaluation.models import Kiosk, Survey
from evaluation.surveys import services
from evaluation.surveys.marks import KIOSK
from evaluation.surveys.sealing import receipts
from evaluation.views import answer_page
from evaluation.views.answer_page import Door, Page
from evaluation.views.answering import speak, take
from evaluation.views.surveys import sent_by, survey_to_run, to_list, to_survey
from harmony.shared.workflow import TransitionRefused

ROWS = 25
SECONDS_WITHOUT_A_TOUCH = 60
"""After these a receipt, and a form that somebody left half filled in, make room."""
may_be_sent = require_http_methods(["GET", "HEAD", "POST"])


@may_be_sent
@never_cache
@login_required
def kiosks(request: HttpRequest, pk: int) -> HttpResponse:
    """The kiosks of a survey, and a form to open one; its address is shown once."""
    survey = survey_to_run(request, pk)
    form, address = KioskForm(sent_by(request)), ""
    if form.is_valid():
        try:
            kiosk, token = services.open_kiosk(
                survey, by=request.user, place=form.cleaned_data["place"]
            )
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            address = f"{settings.PORTAL_URL}{address_of_kiosk(token)}"
            form = KioskForm()
    rows = survey.kiosks.select_related("opened_by", "ended_by")
    context = {
        "survey": survey,
        "form": form,
        "address": address,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "crumbs": trail(to_list(), to_survey(survey), _("Kiosks")),
    }
    return render(request, "evaluation/surveys/kiosks.html", context)


@may_be_sent
@login_required
def end_kiosk(request: HttpRequest, pk: int, kiosk: int) -> HttpResponse:
    survey = survey_to_run(request, pk)
    ended = get_object_or_404(Kiosk, pk=kiosk, survey=survey)
    back = reverse("evaluation:kiosks", args=[survey.pk])
    if request.method == "POST":
        services.end_kiosk(ended, by=request.user)
        messages.success(request, _("The kiosk is ended."))
        return redirect(back)
    context = {
        "title": _("End this kiosk?"),
        "subject": f"{survey.declaration.community.name} · {ended.place}",
        "consequences": [
            _("Its address shows nothing any more. Answers that were sent there are in.")
        ],
        "button": _("End the kiosk"),
        "back": back,
    }
    return render(request, "confirm.html", context)


def address_of_kiosk(token: str) -> str:
    return reverse("evaluation:kiosk", args=[token])


# ------------------------------------------------------------------ on the screen
@gzip_page
@csrf_exempt
@sensitive_post_parameters()
@may_be_sent
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire for one person after the other. No link leads anywhere else.

    As on /q there is no cookie and no session; what entitles to answer is the code of a slip.
    """
    speak(request)
    found = services.kiosk_at(token)
    door = Door(
        address_of_kiosk(token),
        KIOSK,
        next_after=SECONDS_WITHOUT_A_TOUCH,
        is_begun=request.method == "POST",
    )
    if found is None:
        response = HttpResponse(answer_page.kiosk_over(), status=404)
    elif request.method == "POST":
        response = take(request, door)
    else:
        response = HttpResponse(_blank(found.survey, door))
    # Unlike /q: nothing of one person's answers may come back for the next.
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _blank(survey: Survey, door: Door) -> str:
    help_line = survey.declaration.stage.programme.help_line
    page = Page(receipt=receipts.new(), help_line=help_line)
    return answer_page.filled_in(survey.questionnaire, page, door=door)
