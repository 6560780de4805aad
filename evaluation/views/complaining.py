"""A complaint of a resident, /q/complaint: no name, no cookie, and of the time only the day.

As on the residents' page there is no session, so there is no CSRF token to check. Wrong codes
count as guesses, and complaints are limited for each address, so that nobody can bury them.
"""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from communities.programme.current import current_programme
from evaluation.forms.complaining import BY_CODE, ComplaintForm
from evaluation.models import Survey
from evaluation.surveys.attempts import NO_WAIT, Wait, note_complaint, note_failure
from evaluation.surveys.complaining import open_to_complaints
from evaluation.surveys.sealing import receipts
from evaluation.surveys.services import OutcomeKind, look_up
from evaluation.surveys.services import complain as keep
from evaluation.views import answer_page
from evaluation.views.addresses import address_of
from evaluation.views.answer_page import OWN_PHONE
from evaluation.views.answer_words import problem_with_the_code
from evaluation.views.answering import TO_CORRECT, TOO_MANY, speak

REMEMBERED = 3600
"""Seconds for which a form that was sent twice is known."""


@dataclass(frozen=True)
class _Place:
    """The survey that is complained of, or what is wrong with how it was named."""

    survey: Survey | None = None
    field: str = ""
    problem: str = ""
    wait: Wait = NO_WAIT


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """The form, or the word that it has arrived."""
    speak(request)
    response = _answer(request)
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    if not sent.get("send") or sent.get("language"):
        return _shown(request, ComplaintForm(initial=_begun(request)))
    form = ComplaintForm(sent)
    if not form.is_valid():
        return _shown(request, form, status=TO_CORRECT)
    place = _place_of(request, form)
    if place.survey is None:
        form.add_error(place.field, place.problem)
        status = TOO_MANY if place.wait else TO_CORRECT
        return _shown(request, form, status=status, wait=place.wait.seconds)
    return _kept(request, form, place.survey)


def _kept(request: HttpRequest, form: ComplaintForm, survey: Survey) -> HttpResponse:
    """Keep it, unless this very form has arrived before or too many came from this address."""
    number = receipts.read(form.cleaned_data["number"])
    known = f"complaint:{number}"
    if not number or cache.get(known) is None:
        if wait := note_complaint(address_of(request)):
            form.add_error(None, _too_many(wait))
            return _shown(request, form, status=TOO_MANY, wait=wait)
        keep(survey, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"])
        if number:
            cache.set(known, "1", REMEMBERED)
    help_line = survey.declaration.stage.programme.help_line
    return HttpResponse(
        answer_page.complaint_arrived(
            door=OWN_PHONE.read_as(request.POST),
            community=survey.declaration.community.name,
            help_line=help_line,
        )
    )


def _begun(request: HttpRequest) -> dict[str, str]:
    """What is known when somebody comes from another page, or changes the language."""
    sent = request.POST
    begun = {name: sent.get(name, "") for name in ("code", "community", "text")}
    kind = sent.get("complain") or sent.get("kind", "")
    return begun | {"kind": kind, "number": receipts.new()}


def _place_of(request: HttpRequest, form: ComplaintForm) -> _Place:
    given = form.cleaned_data
    typed = given["code"]
    if not typed:
        return _Place(_listed().get(pk=given["community"]))
    outcome = look_up(typed)
    if outcome.survey is None:
        wait = note_failure(address_of(request), typed)
        problem = problem_with_the_code(OutcomeKind.WRONG, typed, wait)
        return _Place(None, "code", problem, wait)
    if given["kind"] == BY_CODE and outcome.kind != OutcomeKind.USED:
        text = _("This code has not been used. You can still answer with it.")
        if not outcome.is_recorded:
            text = problem_with_the_code(outcome.kind, typed)
        return _Place(None, "code", text)
    return _Place(outcome.survey)


def _listed():
    return open_to_complaints().select_related(
        "declaration__community", "declaration__stage__programme"
    )


def _too_many(wait: int) -> str:
    minutes = -(-wait // 60)
    return ngettext(
        "Many complaints have come from this connection. Please try again in %(minutes)d minute, "
        "or call the office.",
        "Many complaints have come from this connection. Please try again in %(minutes)d minutes, "
        "or call the office.",
        minutes,
    ) % {"minutes": minutes}


def _shown(
    request: HttpRequest, form: ComplaintForm, *, status: int = 200, wait: int = 0
) -> HttpResponse:
    programme = current_programme()
    html = answer_page.complaint(
        door=OWN_PHONE.read_as(request.POST),
        form=form,
        help_line=programme.help_line if programme else "",
    )
    headers = {"Retry-After": str(wait)} if wait else {}
    return HttpResponse(html, status=status, headers=headers)
