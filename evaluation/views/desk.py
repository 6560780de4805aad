"""Assisted entry: somebody of the staff enters an answer at a desk, and a second one confirms."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from communities.views.second_person import SecondPerson, second_person
from evaluation.models import Survey
from evaluation.surveys import services
from evaluation.surveys.marks import DESK, PAPER
from evaluation.surveys.sealing import receipts
from evaluation.views import answer_page
from evaluation.views.answer_page import Door, Helpers, Page
from evaluation.views.answer_words import not_a_helper
from evaluation.views.answering import speak, take, to_correct
from evaluation.views.surveys import visible_survey

View = Callable[..., HttpResponse]
ADDRESSES = {DESK: "evaluation:desk", PAPER: "evaluation:paper-form"}


def signed_in_or_kept(channel: str) -> Callable[[View], View]:
    """Like ``login_required``; but what was sent when the session was over comes back on its
    page: nobody who gave their answers at a desk is asked for them twice."""

    def wrap(view: View) -> View:
        @wraps(view)
        def either(request: HttpRequest, pk: int) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                return _kept(request, pk, channel)
            return login_required(view)(request, pk)

        return either

    return wrap


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in_or_kept(DESK)
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire with a place for a second name and password at its end."""
    survey = _answerable(request, pk)
    door = _door(request, survey, DESK)
    return _sent(request, survey, door) if request.method == "POST" else _blank(survey, door)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in_or_kept(PAPER)
def paper_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a form on paper, which two people type in, one after the other."""
    survey = _answerable(request, pk)
    door = _door(request, survey, PAPER)
    if request.method != "POST":
        return _blank(survey, door)
    record = partial(
        services.record_form,
        survey,
        by=request.user,
        starts_over=bool(request.POST.get("starts_over")),
    )
    return take(request, replace(door, record=record))


def _answerable(request: HttpRequest, pk: int) -> Survey:
    """The survey, for somebody who may enter answers, while there can be any."""
    survey = visible_survey(request, pk)
    may = request.user.has_perm("evaluation.assist_answers", survey.declaration)
    if not may or not survey.is_answerable():
        raise PermissionDenied
    speak(request)
    return survey


def _sent(request: HttpRequest, survey: Survey, door: Door) -> HttpResponse:
    if request.POST.get("language") or request.POST.get("look"):
        return take(request, door)
    second = confirmed_by(request, survey)
    if second.user is None:
        helpers = replace(door.helpers, problem=second.problem) if door.helpers else None
        return to_correct(request, replace(door, helpers=helpers))
    record = partial(
        services.record_for_somebody, survey, by=request.user, second=second.user, channel=DESK
    )
    return take(request, replace(door, record=record))


def confirmed_by(request: HttpRequest, survey: Survey) -> SecondPerson:
    """The second person of a form that was sent; nobody, and why, when they may not confirm."""
    typed = request.POST.get("second", "")[:200], request.POST.get("second_password", "")[:200]
    second = second_person(request, *typed)
    may = second.user and second.user.has_perm("evaluation.assist_answers", survey.declaration)
    return second if may or second.problem else SecondPerson(None, not_a_helper())


def _kept(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """The form as it was sent. Nothing of the portal is told: it may be a stranger."""
    speak(request)
    address = reverse(ADDRESSES[channel], args=[pk])
    helpers = Helpers(
        by="",
        community="",
        csrf_token=get_token(request),
        back=address,
        is_paper=channel == PAPER,
        second=request.POST.get("second", "")[:200],
        is_signed_out=True,
    )
    response = to_correct(request, Door(address, channel, helpers=helpers))
    response.status_code = 401
    return response


def _door(request: HttpRequest, survey: Survey, channel: str) -> Door:
    helpers = Helpers(
        by=str(request.user),
        community=survey.declaration.community.name,
        csrf_token=get_token(request),
        back=survey.get_absolute_url(),
        is_paper=channel == PAPER,
        second=request.POST.get("second", "")[:200],
    )
    return Door(reverse(ADDRESSES[channel], args=[survey.pk]), channel, helpers=helpers)


def _blank(survey: Survey, door: Door) -> HttpResponse:
    help_line = survey.declaration.stage.programme.help_line
    page = Page(receipt=receipts.new(), help_line=help_line)
    return HttpResponse(answer_page.filled_in(survey.questionnaire, page, door=door))
