"""The office puts proposed levels on public notice."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_safe

from communities.models import CalendarException, Stage
from communities.people.reach import holds
from communities.programme.notice_period import NoEnd, earliest_end
from communities.views.crumbs import trail
from evaluation.acceptance.services import publish_notice
from evaluation.forms.acceptance import NoticeForm
from evaluation.models import Declaration, Notice, Result, State
from evaluation.views.review import READERS
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

ROWS = 25


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for a notice, by stage, and every notice so far."""
    if not holds(request.user, *READERS):
        raise PermissionDenied
    waiting = (
        Stage.objects.filter(declarations__state=State.APPRAISED)
        .annotate(n=Count("declarations"))
        .order_by("ordinal")
    )
    counted = Notice.objects.select_related("stage", "by").annotate(n=Count("entries"))
    notices = counted.order_by("-opens_at", "-pk")
    context = {
        "waiting": waiting,
        "page": Paginator(notices, ROWS).get_page(request.GET.get("page")),
        "may_publish": request.user.has_perm("evaluation.publish_notice"),
        "now": clock.now(),
        "crumbs": trail(_("Public notices")),
    }
    return render(request, "evaluation/notices/list.html", context)


@login_required
@permission_required("evaluation.publish_notice", raise_exception=True)
def publish(request: HttpRequest, stage_pk: int) -> HttpResponse:
    """Write the notice; a second press publishes what was read back."""
    stage = get_object_or_404(Stage.objects.select_related("programme__district"), pk=stage_pk)
    waiting = _waiting(request, stage)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        waiting=waiting,
        programme=stage.programme,
        initial=_proposal(stage, waiting) if request.method != "POST" else None,
    )
    if form.is_valid() and "confirmed" in request.POST and _published(request, stage, form):
        return redirect("evaluation:notices")
    back = reverse("evaluation:notices")
    context = {
        "form": form,
        "stage": stage,
        "read_back": form.is_valid() and "change" not in request.POST,
        "waiting": waiting,
        "back": back,
        "crumbs": trail((_("Public notices"), back), _("New notice")),
    }
    return render(request, "evaluation/notices/publish.html", context)


def _waiting(request: HttpRequest, stage: Stage):
    """What this person may put on the stage's next notice."""
    appraised = Declaration.objects.filter(
        stage=stage, state=State.APPRAISED, result__in=Result.objects.visible_to(request.user)
    )
    return appraised.select_related("community__parent", "result").order_by("community__code")


def _published(request: HttpRequest, stage: Stage, form: NoticeForm) -> bool:
    declarations = list(form.cleaned_data["declarations"])
    try:
        publish_notice(stage, declarations, by=request.user, **form.values())
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    said = ngettext(
        "The notice names %(n)s community.",
        "The notice names %(n)s communities.",
        len(declarations),
    )
    messages.success(request, said % {"n": len(declarations)})
    return True


def _proposal(stage: Stage, waiting) -> dict:
    """Everything that waits, from tomorrow for as long as the rules ask, in usual words."""
    first = clock.today() + timedelta(days=1)
    with override("zh-hans"):
        title_zh = _usual_title(stage)
    with override("en"):
        title_en = _usual_title(stage)
    return {
        "declarations": [declaration.pk for declaration in waiting],
        "first_day": first,
        "last_day": _earliest_end(stage, first),
        "title_zh": title_zh,
        "title_en": title_en,
    }


def _earliest_end(stage: Stage, first: date) -> date | None:
    """The first day on which it may end; nothing where the calendar has no such day."""
    days = CalendarException.objects.filter(district=stage.programme.district)
    try:
        return earliest_end(first, exceptions=dict(days.values_list("day", "is_working")))
    except NoEnd:
        return None


def _usual_title(stage: Stage) -> str:
    """Numbered from the second notice of a stage on, so that no two are called the same."""
    facts = {"year": stage.year, "ordinal": stage.ordinal, "number": stage.notices.count() + 1}
    if facts["number"] > 1:
        return _("Proposed results of stage %(ordinal)s, %(year)s (notice %(number)s)") % facts
    return _("Proposed results of stage %(ordinal)s, %(year)s") % facts
