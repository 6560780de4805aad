"""Ballot boxes: made by the office, followed by the district, their key destroyed at the end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from communities.models import Role, Stage
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.forms.ballot_boxes import MakeBoxForm
from evaluation.models import BallotBox, Survey
from evaluation.surveys import services
from evaluation.surveys.alarms import alarms_of
from evaluation.surveys.box_models import READERS
from evaluation.surveys.boxes import MadeMeanwhile, refusal_to_destroy_key
from evaluation.surveys.key_proofs import holders_of
from evaluation.surveys.opening import obstacles
from evaluation.surveys.signalling import rules_of
from evaluation.views.box_story import job_of, story_of, warnings_of
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

ROWS = 25
MOST_ALARMS = 24
"""On the page of a box: a day full of them."""
SORTS = {"stage": ("stage__year", "number"), "made": ("made_at",), "opened": ("opened_at",)}
USUAL_SORT = "-stage"


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Every box of the district, the newest first."""
    if not holds(request.user, *READERS):
        raise PermissionDenied
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else USUAL_SORT
    sign = "-" if sort.startswith("-") else ""
    columns = [f"{sign}{column}" for column in SORTS[sort.removeprefix("-")]]
    rows = BallotBox.objects.visible_to(request.user).select_related("stage__programme")
    open_surveys = Count("surveys", filter=Q(surveys__state__in=["prepared", "open"]))
    rows = rows.annotate(n_surveys=Count("surveys"), n_open=open_surveys)
    context = {
        "page": Paginator(rows.order_by(*columns, "pk"), ROWS).get_page(request.GET.get("page")),
        "sort": sort,
        "may_make": request.user.has_perm("evaluation.keep_ballot_box"),
        "crumbs": trail(_to_surveys(), _("Ballot boxes")),
    }
    return render(request, "evaluation/ballot_boxes/list.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """A new box; where three hold its key, their shares are shown once."""
    if not request.user.has_perm("evaluation.keep_ballot_box"):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = MakeBoxForm(sent, stages=_stages(request))
    context = {"form": form, "crumbs": trail(_to_surveys(), to_boxes(), _("New ballot box"))}
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = services.make_box(
                given["stage"],
                by=request.user,
                passphrase=given["passphrase"],
                newest_seen=given["newest_seen"],
            )
        except MadeMeanwhile as refusal:
            form.ask_again(refusal.reason)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            if not made.shares:
                messages.success(
                    request, _("The ballot box is made. Try its passphrase, then print slips.")
                )
                return redirect("evaluation:ballot-box-proof", made.box.pk)
            shown = {"box": made.box, "shares": made.shares, "crumbs": context["crumbs"]}
            return render(request, "evaluation/ballot_boxes/shares.html", shown)
    return render(request, "evaluation/ballot_boxes/make.html", context)


@require_safe
@login_required
def ballot_box(request: HttpRequest, pk: int) -> HttpResponse:
    """One box: what it waits for, how far its opening is, and its record."""
    box = visible_box(request, pk)
    surveys = Survey.objects.filter(box=box).select_related("declaration__community__parent")
    holders = holders_of(box)
    page = Paginator(surveys.order_by("state", "declaration__community__code"), ROWS)
    context = {
        "box": box,
        "job": job_of(box),
        "obstacles": obstacles(box) if box.state == BallotBox.State.SEALED else [],
        "page": page.get_page(request.GET.get("page")),
        "story": story_of(box),
        "holders": holders,
        "due": [holder for holder in holders if holder.is_due],
        "warnings": warnings_of(box),
        "is_time_over": _is_time_over(surveys),
        "is_proved": all(holder.last for holder in holders),
        "alarms": alarms_of(box)[:MOST_ALARMS],
        "rules_hash": rules.hash if (rules := rules_of(box)) else "",
        "may_keep": request.user.has_perm("evaluation.keep_ballot_box", box.stage),
        "may_prove": request.user.has_perm("evaluation.prove_key", box.stage),
        "crumbs": trail(_to_surveys(), to_boxes(), str(box)),
    }
    has_key = box.state == BallotBox.State.OPENED and not box.key_destroyed_at
    is_another = box.opened_by_id != request.user.pk
    context["may_audit"] = request.user.has_perm("evaluation.audit_ballot_box", box.stage)
    context["may_destroy"] = context["may_keep"] and has_key and is_another
    response = render(request, "evaluation/ballot_boxes/box.html", context)
    if request.htmx and not (context["job"] and context["job"]["is_running"]):
        response["HX-Refresh"] = "true"  # opened or refused: the whole page has to say so
    return response


def _is_time_over(surveys: QuerySet[Survey]) -> bool:
    """Whether no questionnaire of the box takes answers any more, closed or not."""
    coming = [Survey.State.PREPARED, Survey.State.OPEN]
    return not surveys.filter(state__in=coming, closes_at__gte=clock.now()).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def destroy_key(request: HttpRequest, pk: int) -> HttpResponse:
    """The key of an opened box is removed for good, by somebody else than who opened it."""
    box = visible_box(request, pk)
    if not request.user.has_perm("evaluation.keep_ballot_box", box.stage):
        raise PermissionDenied
    if request.method == "POST":
        try:
            services.destroy_key(box, by=request.user)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, _("The key is destroyed."))
        return redirect(box)
    if refusal := refusal_to_destroy_key(box, request.user):
        messages.error(request, refusal)
        return redirect(box)
    context: dict[str, Any] = {
        "title": _("Destroy the key of this ballot box?"),
        "subject": str(box),
        "back": box.get_absolute_url(),
        "button": _("Destroy the key"),
        "danger": True,
        "consequences": _consequences(box),
    }
    return render(request, "confirm.html", context)


def _consequences(box: BallotBox) -> list[str]:
    lines = [
        _("The answers that came out of the box stay; they are counted."),
        _("From then on no old backup of the portal says any more who answered what."),
    ]
    if box.custody == BallotBox.Custody.TWO_OF_THREE:
        lines.append(_("The three holders shred their shares before you confirm this."))
    return lines


def visible_box(request: HttpRequest, pk: int) -> BallotBox:
    rows = BallotBox.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("stage__programme", "made_by", "opened_by", "key_destroyed_by"), pk=pk
    )


def _stages(request: HttpRequest):
    """Stages of the districts whose boxes this person keeps."""
    reachable = Q(pk__in=[])
    for post in request.user.posts_in_force:
        if post.role == Role.OFFICE_REVIEWER:
            reachable |= Q(programme__district__code__startswith=post.reach)
    return Stage.objects.filter(reachable, kind=Stage.Kind.EVALUATION).order_by("-year")


def _to_surveys() -> tuple[str, str]:
    return _("Questionnaires"), reverse("evaluation:surveys")


def to_boxes() -> tuple[str, str]:
    return _("Ballot boxes"), reverse("evaluation:ballot-boxes")
