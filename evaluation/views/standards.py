"""Evaluation standards: reading them, taking them in, publishing them."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from communities.models import Place, Tier
from communities.views.crumbs import trail
from evaluation.forms.standards import StandardFileForm, StandardFilter, WrittenStandardForm
from evaluation.models import Standard, StandardState
from evaluation.standards import services
from evaluation.standards.messages import place, sentence
from evaluation.standards.services import StandardRefused
from evaluation.views.standard_page import standard_page
from evaluation.views.standard_preview import standard_preview
from evaluation.views.standard_slips import slips_of
from harmony.shared.workflow import TransitionRefused

SORTS = {
    "edition": ("edition", "version"),
    "title": ("title_zh",),
    "state": ("state",),
    "published": ("published_at",),
    "stages": ("stages_count",),
}
USUAL_SORT = "-edition"
ROWS = 25
may_publish = permission_required("evaluation.publish_standard", raise_exception=True)


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    filters = StandardFilter(request.GET)
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else USUAL_SORT
    sign = "-" if sort.startswith("-") else ""
    columns = [f"{sign}{column}" for column in SORTS[sort.removeprefix("-")]]
    standards = Standard.objects.visible_to(request.user).defer("content", "levels")
    found = filters.narrow(standards).annotate(stages_count=Count("stages"))
    page = Paginator(found.order_by(*columns, "pk"), ROWS).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "filters": filters,
        "page": page,
        "sort": sort,
        "summary": ngettext("%(n)s standard", "%(n)s standards", count) % {"n": count},
        "may_publish": request.user.has_perm("evaluation.publish_standard"),
        "crumbs": trail(_("Evaluation standards")),
    }
    return render(request, "evaluation/standards/list.html", context)


@require_safe
@login_required
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    chosen = request.GET.get("class", "")
    if chosen not in shown.content.get("classes", ()):
        chosen = ""
    may_act = request.user.has_perm("evaluation.publish_standard", shown)
    slips = services.what_does_not_add_up(shown) if shown.state == StandardState.DRAFT else []
    context = {
        "standard": shown,
        "paper": standard_page(shown, chosen),
        "chosen": chosen,
        "slips": slips_of(shown, slips) if may_act else [],
        "may_act": may_act,
        "crumbs": trail(_to_list(), str(shown)),
    }
    return render(request, "evaluation/standards/standard.html", context)


@login_required
@may_publish
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose a file; what it would bring is shown before anything is stored."""
    is_sent = request.method == "POST"
    form = StandardFileForm(request.POST, request.FILES) if is_sent else StandardFileForm()
    context: dict[str, Any] = {
        "form": form,
        "crumbs": trail(_to_list(), _("Take in a standard")),
    }
    if form.is_valid():
        content, problems = form.read()
        if content is not None and not problems:
            context["preview"] = standard_preview(content, _district(), form.located)
            context["written"] = json.dumps(form.plain, ensure_ascii=False)
            return render(request, "evaluation/standards/preview.html", context)
        context |= {"problems": _told(problems), "has_errors": True}
    return render(request, "evaluation/standards/take_in.html", context)


@require_POST
@login_required
@may_publish
def take_in_confirmed(request: HttpRequest) -> HttpResponse:
    """Store what the preview showed, as a draft."""
    form = WrittenStandardForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The file did not arrive whole. Choose it again."))
        return redirect("evaluation:standard-import")
    try:
        made = services.import_standard(form.plain, district=_district(), by=request.user)
    except StandardRefused as refusal:
        context = {
            "form": StandardFileForm(),
            "problems": _told(refusal.problems),
            "has_errors": True,
        }
        return render(request, "evaluation/standards/take_in.html", context)
    if made.state == StandardState.DRAFT:
        messages.success(request, _("The standard is taken in as a draft."))
    else:
        messages.info(request, _("This standard is here already; nothing was changed."))
    return redirect(made)


@login_required
@may_publish
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    if request.method == "POST":
        return _done(request, shown, services.publish, _("The standard is published."))
    if shown.state != StandardState.DRAFT:
        return _too_late(request, shown, _("This version has been published already."))
    if services.what_does_not_add_up(shown):
        messages.error(request, _("It cannot be published yet. What is wrong stands below."))
        return redirect(shown)
    context = {
        "title": _("Publish version %(version)s?") % {"version": shown.version},
        "subject": str(shown),
        "consequences": [
            _("The text, the points and the rules can never be changed again."),
            _("Stages can be judged by it."),
            _("A correction needs a new version."),
        ],
        "button": _("Publish the standard"),
        "back": shown.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@login_required
@may_publish
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    if request.method == "POST":
        return _done(request, shown, services.retire, _("The standard is retired."))
    if shown.state != StandardState.PUBLISHED:
        return _too_late(request, shown, _("Only a published version can be retired."))
    context = {
        "title": _("Retire version %(version)s?") % {"version": shown.version},
        "subject": str(shown),
        "consequences": [
            _("No community can begin its self-examination by it any more."),
            _("What was begun or judged by it keeps it."),
        ],
        "button": _("Retire the standard"),
        "danger": True,
        "back": shown.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@login_required
@may_publish
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    if request.method == "POST":
        done = _("The draft is thrown away.")
        return _done(request, shown, services.discard, done, to="evaluation:standards")
    if shown.state != StandardState.DRAFT:
        return _too_late(request, shown, _("Only a draft can be thrown away."))
    context = {
        "title": _("Throw this draft away?"),
        "subject": str(shown),
        "consequences": [_("The draft and all its criteria are deleted for good.")],
        "button": _("Throw the draft away"),
        "danger": True,
        "back": shown.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
@login_required
@may_publish
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    draft = services.new_version(_visible(request, pk), by=request.user)
    messages.success(request, _("Version %(n)s is begun as a draft.") % {"n": draft.version})
    return redirect(draft)


def _too_late(request: HttpRequest, shown: Standard, why: str) -> HttpResponse:
    """Nobody is asked whether to do what is not possible any more."""
    messages.error(request, why)
    return redirect(shown)


def _done(
    request: HttpRequest, shown: Standard, verb: Callable[..., None], done: str, to: str = ""
) -> HttpResponse:
    """Do it and say so, or say why not."""
    try:
        verb(shown, by=request.user)
    except StandardRefused as refusal:
        text = _("It does not add up yet: %(slip)s") % {"slip": sentence(refusal.problems[0])}
        messages.error(request, text)
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, done)
        return redirect(to or shown)
    return redirect(shown)


def _visible(request: HttpRequest, pk: int) -> Standard:
    standards = Standard.objects.visible_to(request.user).select_related("published_by")
    return get_object_or_404(standards, pk=pk)


def _district() -> Place:
    return get_object_or_404(Place, tier=Tier.DISTRICT)


def _told(problems) -> list[dict[str, str]]:
    return [{"place": place(problem), "text": sentence(problem)} for problem in problems]


def _to_list() -> tuple[str, str]:
    return _("Evaluation standards"), reverse("evaluation:standards")
