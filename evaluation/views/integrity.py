"""The integrity board: signals of stuffing, their reviews, and complaints of residents."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.forms.integrity import ComplaintOutcomeForm, ReviewForm
from evaluation.models import Complaint, SignalReview, Survey
from evaluation.surveys import services
from evaluation.surveys.models import DISTRICT_READERS
from evaluation.surveys.signal_models import boarded
from evaluation.surveys.signalling import rules_of
from evaluation.views.confirming import hidden_form
from evaluation.views.integrity_list import board, table_of
from evaluation.views.signal_words import told
from harmony.shared import tables
from harmony.shared.workflow import TransitionRefused


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    _require_reader(request)
    context = board(request) | {"crumbs": trail(_to_surveys(), _("Integrity board"))}
    return render(request, "evaluation/integrity/board.html", context)


@require_safe
@login_required
def download(request: HttpRequest, ending: str) -> HttpResponse:
    """The signals of the list as it is filtered."""
    _require_reader(request)
    return tables.download(table_of(request), ending, "integrity-board")


@require_safe
@login_required
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """The signals of one community, what was made of them, and its complaints."""
    shown = _visible(request, pk)
    return _page(request, shown, _form(shown))


def _page(request: HttpRequest, shown: Survey, form: ReviewForm, status: int = 200):
    rules = rules_of(shown.box) if shown.box else None
    signals = [told(signal, rules) for signal in shown.signals.all()]
    reviews = shown.signal_reviews.select_related("signal", "by")
    context = {
        "survey": shown,
        "community": shown.declaration.community,
        "raised": [one for one in signals if one.signal.is_raised],
        "quiet": [one for one in signals if not one.signal.is_raised],
        "figures": getattr(shown, "figures", None),
        "has_rules": rules is not None,
        "rules_hash": rules.hash if rules else "",
        "reviews": reviews,
        "complaints": shown.complaints.select_related("closed_by"),
        "form": form,
        "may_review": request.user.has_perm("evaluation.review_signals", shown.declaration),
        "crumbs": trail(_to_surveys(), _to_board(), shown.declaration.community.name),
    }
    return render(request, "evaluation/integrity/survey.html", context, status=status)


def _form(shown: Survey, sent=None) -> ReviewForm:
    raised = list(shown.signals.filter(is_raised=True))
    return ReviewForm(sent, signals=raised)


@require_POST
@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What was filled in is shown once more before it is kept for good."""
    shown = _to_review(request, pk)
    form = _form(shown, request.POST)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    if request.POST.get("sure") != "yes":
        return _confirm_review(request, shown, form)
    try:
        services.review(shown, by=request.user, **form.review())
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("The review is kept."))
    return redirect("evaluation:integrity-survey", pk)


def _confirm_review(request: HttpRequest, shown: Survey, form: ReviewForm) -> HttpResponse:
    given = form.cleaned_data
    about = dict(form.fields["about"].choices)[given["about"]]
    outcome = SignalReview.Outcome(given["outcome"]).label
    context: dict[str, Any] = {
        "title": _("Keep this review?"),
        "subject": f"{shown.declaration.community.name} · {about}",
        "consequences": [
            _("Outcome: %(outcome)s.") % {"outcome": outcome},
            given["text"],
            _("It is kept with your name and cannot be changed; another can be added."),
            _("No score changes by itself."),
        ],
        "form": hidden_form({**given, "sure": "yes"}),
        "button": _("Keep the review"),
        "back": reverse("evaluation:integrity-survey", args=[shown.pk]),
        "crumbs": trail(_to_surveys(), _to_board(), shown.declaration.community.name),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def complaint(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Close one complaint, with what became of it."""
    shown = _to_review(request, pk)
    found = get_object_or_404(
        Complaint.objects.select_related("survey__declaration__community"), pk=number, survey=shown
    )
    back = reverse("evaluation:integrity-survey", args=[pk])
    form = ComplaintOutcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.close_complaint(found, by=request.user, outcome=form.cleaned_data["outcome"])
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, _("The complaint is closed."))
        return redirect(back)
    context = {
        "form": form,
        "title": _("Close this complaint?"),
        "subject": shown.declaration.community.name,
        "consequences": [found.get_kind_display(), *([found.text] if found.text else [])],
        "button": _("Close the complaint"),
        "back": back,
        "crumbs": trail(_to_surveys(), _to_board(), shown.declaration.community.name),
    }
    return render(request, "confirm.html", context)


# ------------------------------------------------------------------ shared
def _require_reader(request: HttpRequest) -> None:
    if not holds(request.user, *DISTRICT_READERS):
        raise PermissionDenied


def _visible(request: HttpRequest, pk: int) -> Survey:
    rows = boarded(request.user).select_related(
        "box", "figures", "declaration__community__parent", "declaration__stage"
    )
    return get_object_or_404(rows, pk=pk)


def _to_review(request: HttpRequest, pk: int) -> Survey:
    shown = _visible(request, pk)
    if not request.user.has_perm("evaluation.review_signals", shown.declaration):
        raise PermissionDenied
    return shown


def _to_surveys() -> tuple[str, str]:
    return _("Questionnaires"), reverse("evaluation:surveys")


def _to_board() -> tuple[str, str]:
    return _("Integrity board"), reverse("evaluation:integrity")
