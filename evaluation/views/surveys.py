"""Surveys: planned, opened, followed and closed by the office; followed by the streets."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from communities.models import Deadline
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.forms.surveys import PrepareForm, VoidForm
from evaluation.models import Declaration, Survey, UncompletedForms
from evaluation.surveys import services
from evaluation.surveys.assisting import assisted_so_far
from evaluation.surveys.commenting import published_comments
from evaluation.surveys.models import DISTRICT_READERS
from evaluation.surveys.moved_dates import were_moved
from evaluation.surveys.paper_forms import forms_waiting
from evaluation.surveys.participation import participation_of
from evaluation.surveys.running import refusal_of_new_dates, refusal_to_close, refusal_to_open
from evaluation.views.survey_list import asked, survey_list
from evaluation.views.survey_results import may_read, results_of, withheld_from
from evaluation.views.survey_words import (
    consequences_of_closing,
    consequences_of_new_dates,
    consequences_of_opening,
)
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

COMMENTS = 10
may_be_sent = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    context = survey_list(request) | {"crumbs": trail(_("Questionnaires"))}
    return render(request, "evaluation/surveys/list.html", context)


@require_safe
@login_required
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    shown = visible_survey(request, pk)
    counted = services.tally_of(shown)
    can_read = counted is not None and may_read(request.user, shown, counted)
    is_boarded = holds(request.user, *DISTRICT_READERS, over=shown.declaration.community)
    context = {
        "survey": shown,
        "community": shown.declaration.community,
        "participation": participation_of(shown),
        "may_assist": shown.is_answerable()
        and request.user.has_perm("evaluation.assist_answers", shown.declaration),
        "assisted": assisted_so_far(shown),
        "forms_waiting": forms_waiting(shown),
        "forms_uncompleted": UncompletedForms.objects.filter(survey=shown).first(),
        "may_run": request.user.has_perm("evaluation.run_survey", shown.declaration),
        "is_overdue": shown.is_overdue,
        "can_open": not refusal_to_open(shown),
        "is_too_late": clock.now() > shown.closes_at,
        "dates_differ": were_moved(shown),
        "counted": counted,
        "withheld": withheld_from(shown, counted) if counted else "",
        "may_review": shown.state == Survey.State.COUNTED
        and request.user.has_perm("evaluation.review_comments", shown.declaration),
        "comments": _comments(request, shown)
        if can_read and not withheld_from(shown, counted)
        else None,
        "results": results_of(shown, counted, request.user) if can_read else None,
        "is_boarded": is_boarded,
        "raised": shown.signals.filter(is_raised=True).count() if is_boarded else 0,
        "crumbs": trail(to_list(), shown.declaration.community.name),
    }
    return render(request, "evaluation/surveys/survey.html", context)


def _comments(request: HttpRequest, shown: Survey) -> Page:
    """The published comments, for those who may read the result."""
    return Paginator(published_comments(shown), COMMENTS).get_page(request.GET.get("page"))


@may_be_sent
@login_required
def prepare(request: HttpRequest, declaration: int) -> HttpResponse:
    """The plan of a community's survey, before anything is stored."""
    planned = get_object_or_404(asked(request.user), pk=declaration)
    if not request.user.has_perm("evaluation.run_survey", planned):
        raise PermissionDenied
    if already := Survey.objects.filter(declaration=planned).first():
        return redirect(already)
    form = PrepareForm(sent_by(request), community=planned.community)
    if form.is_valid():
        try:
            made = services.prepare(planned, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("The questionnaire is prepared. Now print the slips."))
            return redirect(made)
    context = {
        "form": form,
        "declaration": planned,
        "opens_at": planned.due(Deadline.QUESTIONNAIRE_OPENS),
        "closes_at": planned.due(Deadline.QUESTIONNAIRE_CLOSES),
        "crumbs": trail(to_list(), planned.community.name),
    }
    return render(request, "evaluation/surveys/prepare.html", context)


@may_be_sent
@login_required
def open_survey(request: HttpRequest, pk: int) -> HttpResponse:
    shown = survey_to_run(request, pk)
    if request.method == "POST":
        return _done(request, shown, services.open, _("Residents can answer from now on."))
    title = _("Open the questionnaire?")
    page = {"consequences": consequences_of_opening(shown), "button": _("Open it")}
    return _ask(request, shown, title, page, refusal=refusal_to_open(shown))


@may_be_sent
@login_required
def close_survey(request: HttpRequest, pk: int) -> HttpResponse:
    shown = survey_to_run(request, pk)
    if request.method == "POST":
        return _done(
            request,
            shown,
            services.close,
            _("Closed. The answers stay sealed until the ballot box is opened."),
        )
    title = _("Close the questionnaire for good?")
    page = {"consequences": consequences_of_closing(shown), "button": _("Close it")}
    page |= {"danger": True}
    return _ask(request, shown, title, page, refusal=refusal_to_close(shown))


@may_be_sent
@login_required
def new_dates(request: HttpRequest, pk: int) -> HttpResponse:
    shown = survey_to_run(request, pk)
    if request.method == "POST":
        return _done(request, shown, services.follow_deadlines, _("The new dates are in force."))
    title = _("Take over the dates of the stage?")
    page = {"consequences": consequences_of_new_dates(shown), "button": _("Take them over")}
    return _ask(request, shown, title, page, refusal=refusal_of_new_dates(shown))


@may_be_sent
@login_required
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips that were not delivered, typed one a line. What is refused is shown again."""
    shown = survey_to_run(request, pk)
    form, outcome = VoidForm(sent_by(request)), None
    if form.is_valid():
        try:
            outcome = services.void(shown, form.cleaned_data["codes"], by=request.user)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect(shown)
        left = "\n".join(text for text, _reason in outcome.refused)
        form = VoidForm(initial={"codes": left})
    context = {
        "survey": shown,
        "form": form,
        "outcome": outcome,
        "crumbs": trail(to_list(), to_survey(shown), _("Undelivered slips")),
    }
    return render(request, "evaluation/surveys/void.html", context)


@may_be_sent
@login_required
def chosen(request: HttpRequest) -> HttpResponse:
    """Prepare or open the surveys of several communities: asked first, then each by itself."""
    act = MANY.get(request.POST.get("act", ""))
    numbers = [n for n in request.POST.getlist("chosen") if n.isascii() and n.isdigit()][:500]
    rows = asked(request.user).filter(pk__in=[int(n) for n in numbers if len(n) < 10])
    declarations = list(rows.select_related("community__parent", "stage__basis__questionnaire"))
    if act is None or not declarations:
        messages.error(request, _("Choose at least one community first."))
        return redirect(_same_list(request))
    if request.POST.get("sure") != "yes":
        context = {"act": request.POST["act"], "declarations": declarations}
        context |= {"query": request.GET.urlencode(), "back": _same_list(request)}
        context["crumbs"] = trail(to_list(), _("Several communities"))
        return render(request, "evaluation/surveys/chosen.html", context)
    _each(request, declarations, act)
    return redirect(_same_list(request))


def _same_list(request: HttpRequest) -> str:
    """The list as it was filtered and sorted: forms on it carry its query on."""
    query = request.GET.urlencode()
    return reverse("evaluation:surveys") + (f"?{query}" if query else "")


def _each(request: HttpRequest, declarations: list[Declaration], act: Callable) -> None:
    """Do it for each; what is refused is told by name and holds up nobody else."""
    done = 0
    for declaration in declarations:
        try:
            act(declaration, by=request.user)
        except TransitionRefused as refusal:
            words = {"community": declaration.community.name, "reason": refusal.reason}
            messages.warning(request, _("%(community)s: %(reason)s") % words)
        except PermissionDenied:
            words = {"community": declaration.community.name}
            messages.warning(request, _("%(community)s: you may not do this.") % words)
        else:
            done += 1
    if done:
        text = ngettext("Done for %(n)d community.", "Done for %(n)d communities.", done)
        messages.success(request, text % {"n": done})


def _open_of(declaration: Declaration, *, by) -> None:
    made = Survey.objects.filter(declaration=declaration).first()
    if made is None:
        raise TransitionRefused(_("It is not prepared yet."))
    services.open(made, by=by)


MANY: dict[str, Callable[..., Any]] = {"prepare": services.prepare, "open": _open_of}


# ------------------------------------------------------------------ shared
def sent_by(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; nothing while it is only being looked at."""
    return request.POST if request.method == "POST" else None


def visible_survey(request: HttpRequest, pk: int) -> Survey:
    rows = Survey.objects.visible_to(request.user).select_related(
        "figures",
        "box",
        "questionnaire",
        "opened_by",
        "closed_by",
        "declaration__community__parent",
        "declaration__stage__programme__district",
        "declaration__standard",
    )
    return get_object_or_404(rows.defer("questionnaire__content"), pk=pk)


def survey_to_run(request: HttpRequest, pk: int) -> Survey:
    shown = visible_survey(request, pk)
    if not request.user.has_perm("evaluation.run_survey", shown.declaration):
        raise PermissionDenied
    return shown


def _ask(
    request: HttpRequest, shown: Survey, title: str, page: dict[str, Any], *, refusal: str
) -> HttpResponse:
    """Are you sure? Nobody is asked about what cannot be."""
    if refusal:
        messages.error(request, refusal)
        return redirect(shown)
    community = shown.declaration.community.name
    fixed = {"title": title, "subject": community, "back": shown.get_absolute_url()}
    return render(request, "confirm.html", fixed | page)


def _done(
    request: HttpRequest, shown: Survey, verb: Callable[..., None], text: str
) -> HttpResponse:
    try:
        verb(shown, by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, text)
    return redirect(shown)


def to_list() -> tuple[str, str]:
    return _("Questionnaires"), reverse("evaluation:surveys")


def to_survey(shown: Survey) -> tuple[str, str]:
    return shown.declaration.community.name, shown.get_absolute_url()
