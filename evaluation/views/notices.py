"""The office puts proposed levels on public notice."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from communities.models import CalendarException, Role, Stage
from communities.people.reach import holds
from communities.programme.notice_period import earliest_end
from communities.views.crumbs import trail
from evaluation.acceptance.services import publish_notice
from evaluation.forms.acceptance import NoticeForm
from evaluation.models import Declaration, Notice, State
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

ROWS = 25
READERS = (Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR)


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
    notices = Notice.objects.select_related("stage", "by").annotate(n=Count("entries"))
    context = {
        "waiting": waiting,
        "page": Paginator(notices, ROWS).get_page(request.GET.get("page")),
        "may_publish": request.user.has_perm("evaluation.publish_notice"),
        "now": clock.now(),
    }
    return render(request, "evaluation/notices/list.html", context)


@login_required
@permission_required("evaluation.publish_notice", raise_exception=True)
def publish(request: HttpRequest, stage_pk: int) -> HttpResponse:
    """Write the notice; a second press publishes what was read back."""
    stage = get_object_or_404(Stage.objects.select_related("programme__district"), pk=stage_pk)
    waiting = _waiting(request, stage)
    form = NoticeForm(request.POST or None, waiting=waiting, initial=_proposal(stage, waiting))
    if form.is_valid() and "confirmed" in request.POST:
        notice = _published(request, stage, form)
        if notice is not None:
            return redirect("evaluation:notices")
    context = {
        "form": form,
        "stage": stage,
        "read_back": form.is_valid() and "change" not in request.POST,
        "nothing_waits": not waiting,
        "crumbs": trail((_("Public notices"), "/publish/"), _("New notice")),
    }
    return render(request, "evaluation/notices/publish.html", context)


def _waiting(request: HttpRequest, stage: Stage):
    appraised = Declaration.objects.visible_to(request.user).filter(
        stage=stage, state=State.APPRAISED
    )
    return appraised.select_related("community__parent", "result").order_by("community__code")


def _published(request: HttpRequest, stage: Stage, form: NoticeForm) -> Notice | None:
    words = dict(form.cleaned_data)
    declarations = list(words.pop("declarations"))
    del words["first_day"], words["last_day"]
    try:
        notice = publish_notice(stage, declarations, by=request.user, **words)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return None
    said = ngettext(
        "The notice names %(n)s community.",
        "The notice names %(n)s communities.",
        len(declarations),
    )
    messages.success(request, said % {"n": len(declarations)})
    return notice


def _proposal(stage: Stage, waiting) -> dict:
    """Everything that waits, from tomorrow for as long as the rules ask, in usual words."""
    first = clock.today() + timedelta(days=1)
    days = CalendarException.objects.filter(district=stage.programme.district)
    last = earliest_end(first, exceptions=dict(days.values_list("day", "is_working")))
    facts = {"year": stage.year, "ordinal": stage.ordinal}
    with override("zh-hans"):
        title_zh = _("Proposed results of stage %(ordinal)s, %(year)s") % facts
    with override("en"):
        title_en = _("Proposed results of stage %(ordinal)s, %(year)s") % facts
    return {
        "declarations": [declaration.pk for declaration in waiting],
        "first_day": first,
        "last_day": last,
        "title_zh": title_zh,
        "title_en": title_en,
    }
