"""The residents' page, /q: the code and all questions on one page, then a confirmation.

It reads no cookie and sets none, so there is no session a forged request could ride on, and no
CSRF token to check. What entitles somebody to answer is the one-time code, and whoever has one
needs no resident's browser to send it.

The page is sent compressed. Guessing a secret from the length of compressed pages (BREACH) needs
the same secret in page after page that somebody else has the browser ask for; here there is only
the receipt, which is drawn anew for each page, and a code only in answer to who sent it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from communities.models import Stage
from communities.programme.current import current_programme
from evaluation.models import Questionnaire, Survey
from evaluation.surveys import codes
from evaluation.surveys.answers import rated
from evaluation.surveys.attempts import NO_WAIT, Wait, note_failure
from evaluation.surveys.marks import KIOSK, Marks, seconds_from
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import receipts
from evaluation.surveys.services import Outcome, OutcomeKind, look_up
from evaluation.surveys.sheet import Filled
from evaluation.views import answer_page
from evaluation.views.addresses import address_of
from evaluation.views.answer_page import OWN_PHONE, Door, OpenQuestionnaire, Page
from evaluation.views.answer_words import problem_with_the_code, standing_of

TO_CORRECT = 422
CONFLICT = 409
TOO_MANY = 429
KEEPS_THE_CODE = {
    OutcomeKind.RECORDED,
    OutcomeKind.INVALID,
    OutcomeKind.SENT,
    OutcomeKind.FEW,
}
"""With these there is nothing wrong with the code."""


@gzip_page
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The page, or what became of what was sent."""
    speak(request)
    response = take(request, OWN_PHONE) if request.method == "POST" else _first_page()
    # Not “no-store”: after a lost connection the browser's Back brings the answers back.
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response


def speak(request: HttpRequest) -> None:
    """The language asked for by a button, the form or the address; else the browser's."""
    known = {code for code, _name in settings.LANGUAGES}
    asked = (request.POST.get("language"), request.POST.get("in"), request.GET.get("language"))
    if language := next((each for each in asked if each in known), None):
        translation.activate(language)


def _first_page() -> HttpResponse:
    questionnaires = open_questionnaires()
    if len(questionnaires) == 1:
        return HttpResponse(answer_page.blank(questionnaires[0]))
    page = answer_page.code_first(
        door=OWN_PHONE, is_closed=not questionnaires, help_line=_help_line()
    )
    return HttpResponse(page)


def open_questionnaires() -> list[OpenQuestionnaire]:
    """Every questionnaire that somebody can answer now; one query."""
    rows = Survey.objects.answerable().values_list(
        "questionnaire", "questionnaire__content_hash", "declaration__stage__programme__help_line"
    )
    return list({row[0]: OpenQuestionnaire(*row) for row in rows.distinct()}.values())


@sensitive_variables()
def take(request: HttpRequest, door: Door) -> HttpResponse:
    """What becomes of a form that was sent: the confirmation, or the form again."""
    sent = request.POST
    door = door.read_as(sent)
    if sent.get("look") or sent.get("language"):
        return _look(request, door)
    if not receipts.read(sent.get("receipt", "")):
        again = _("The page was not complete. What you chose is still here; please send it again.")
        return _form(sent, Outcome(OutcomeKind.INVALID), door, problems=[again])
    outcome = door.record(
        sent.get("code", ""),
        receipt=receipts.read(sent["receipt"]),
        choices=_chosen(sent),
        background=_about(sent),
        comment=sent.get("comment", ""),
        asks_if_few=not sent.get("few"),
        **({} if door.helpers else {"marks": _marks(request, door)}),
    )
    if outcome.is_recorded:
        receipt = receipts.read(sent["receipt"])
        page = answer_page.thanks(outcome.survey, receipt, _help_line(outcome), door)
        return HttpResponse(page)
    if outcome.kind == OutcomeKind.TYPED_ONCE:
        return HttpResponse(answer_page.typed_once(door))
    return _refused(request, outcome, door)


def to_correct(request: HttpRequest, door: Door) -> HttpResponse:
    """The form again with everything in it, because of what stands in its door."""
    return _form(request.POST, Outcome(OutcomeKind.INVALID), door.read_as(request.POST))


def _refused(request: HttpRequest, outcome: Outcome, door: Door) -> HttpResponse:
    """The form again with everything in it, and why it was not taken."""
    wait = _wait_after(request, outcome)
    return _form(request.POST, outcome, door, wait=wait, problems=_general(outcome))


def _look(request: HttpRequest, door: Door) -> HttpResponse:
    """The questions that belong to a code; or the page that was shown, in another language."""
    sent = request.POST
    typed = sent.get("code", "")
    is_search = bool(sent.get("look")) and not sent.get("language")
    outcome = look_up(typed) if typed.strip() else Outcome(OutcomeKind.WRONG)
    wait = _wait_after(request, outcome)
    if outcome.is_recorded or not is_search:
        return _form(sent, outcome, door, is_shown_again=True)
    return _code_first(sent, outcome, wait, door)


def _wait_after(request: HttpRequest, outcome: Outcome) -> Wait:
    """What somebody is told who sent one of many wrong codes; only wrong ones are counted."""
    typed = request.POST.get("code", "")
    if outcome.kind != OutcomeKind.WRONG or not typed.strip():
        return NO_WAIT
    return note_failure(address_of(request), typed)


def _marks(request: HttpRequest, door: Door) -> Marks:
    """How the answer came; sealed with it. A kiosk is one device for many people."""
    if door.channel == KIOSK:
        return Marks(channel=KIOSK, seconds=seconds_from(request.POST.get("seconds", "")))
    browser = request.headers.get("User-Agent", "")[:300]
    return Marks(address_of(request), browser, seconds_from(request.POST.get("seconds", "")))


# ------------------------------------------------------------------ pages
def _form(
    sent: QueryDict,
    outcome: Outcome,
    door: Door,
    *,
    problems: list[str] | None = None,
    wait: Wait = NO_WAIT,
    is_shown_again: bool = False,
) -> HttpResponse:
    """The form with everything that was sent; the page for the code where it is not known which
    questionnaire is meant."""
    questionnaire = _questionnaire_of(sent, outcome)
    if questionnaire is None:
        return _code_first(sent, outcome, wait, door, is_shown_again=is_shown_again)
    is_few = outcome.kind == OutcomeKind.FEW
    is_fine = is_shown_again or outcome.kind in KEEPS_THE_CODE
    help_line, typed = _help_line(outcome), sent.get("code", "")[: codes.LONGEST_TYPED]
    receipt = "" if outcome.kind == OutcomeKind.SENT else receipts.read(sent.get("receipt", ""))
    page = Page(
        receipt=receipt or receipts.new(),
        code=typed,
        code_problem="" if is_fine else problem_with_the_code(outcome.kind, typed, wait),
        community=outcome.survey.declaration.community.name if outcome.survey else "",
        standing=None if is_fine else standing_of(outcome.kind, outcome.survey, help_line),
        few=rated(content_of(questionnaire), _chosen(sent)) if is_few else None,
        needed=content_of(questionnaire).rated_items_at_least,
        help_line=help_line,
        problems=problems or [],
        seconds=str(seconds_from(sent.get("seconds", "")) or ""),
    )
    filled = Filled(
        choices=_chosen(sent),
        background=_about(sent),
        comment=sent.get("comment", ""),
        problems={each.key: each.text for each in outcome.problems if each.key},
    )
    html = answer_page.filled_in(questionnaire, page, filled, door)
    return _with_status(html, outcome, wait, is_fine=is_shown_again or is_few)


def _code_first(
    sent: QueryDict, outcome: Outcome, wait: Wait, door: Door, *, is_shown_again: bool = False
) -> HttpResponse:
    help_line, typed = _help_line(outcome), sent.get("code", "")[: codes.LONGEST_TYPED]
    html = answer_page.code_first(
        door=door,
        is_closed=not open_questionnaires(),
        code=typed,
        code_problem="" if is_shown_again else problem_with_the_code(outcome.kind, typed, wait),
        standing=standing_of(outcome.kind, outcome.survey, help_line),
        help_line=help_line,
    )
    return _with_status(html, outcome, wait, is_fine=is_shown_again)


def _with_status(html: str, outcome: Outcome, wait: Wait, *, is_fine: bool) -> HttpResponse:
    if wait:
        return HttpResponse(html, status=TOO_MANY, headers={"Retry-After": str(wait.seconds)})
    if is_fine:
        return HttpResponse(html)
    to_correct = outcome.kind in {OutcomeKind.WRONG, OutcomeKind.INVALID, OutcomeKind.SENT}
    return HttpResponse(html, status=TO_CORRECT if to_correct else CONFLICT)


def _questionnaire_of(sent: QueryDict, outcome: Outcome) -> Questionnaire | None:
    """The one the code belongs to, the one that was shown, or the only one that is open."""
    if outcome.survey is not None:
        return outcome.survey.questionnaire
    shown = sent.get("questionnaire", "")
    published = Questionnaire.objects.filter(state=Questionnaire.State.PUBLISHED)
    is_number = shown.isascii() and shown.isdigit() and len(shown) < 10
    if is_number and (found := published.filter(pk=int(shown)).first()):
        return found
    opened = open_questionnaires()
    return published.get(pk=opened[0].pk) if len(opened) == 1 else None


def _help_line(outcome: Outcome | None = None) -> str:
    """Whom to call: the office of the programme the code belongs to, or the present one's."""
    if outcome is not None and outcome.survey is not None:
        stage = Stage.objects.filter(pk=outcome.survey.declaration.stage_id)
        return stage.values_list("programme__help_line", flat=True)[0]
    programme = current_programme()
    return programme.help_line if programme else ""


# ------------------------------------------------------------------ what was sent
def _given(sent: QueryDict, prefix: str) -> dict[str, str]:
    return {name[len(prefix) :]: sent[name] for name in sent if name.startswith(prefix)}


def _chosen(sent: QueryDict) -> dict[str, str]:
    return _given(sent, "a-")


def _about(sent: QueryDict) -> dict[str, str]:
    return _given(sent, "b-")


def _general(outcome: Outcome) -> list[str]:
    return [each.text for each in outcome.problems if not each.key]
