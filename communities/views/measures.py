"""One measure in the communities: what departments say, and where they note it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.forms.tasks import ReportForm, ReportForManyForm
from communities.forms.verbs import result_of
from communities.models import Department, Measure, MeasureReport, Place
from communities.programme.task_services import report_measure
from communities.views.crumbs import trail
from communities.views.measure_list import TAG_OF, MeasureList
from communities.views.tasks import (
    chosen_department,
    communities_of,
    departments_of,
    may_see,
    tabs,
    to_tasks,
)
from harmony.shared import wording


@login_required
@may_see
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """The communities with the state of a measure; liaisons note it for several at once."""
    shown = _measure(request, pk)
    own = _responsible(request, shown)
    department = chosen_department(request, own)
    listing = MeasureList(request, communities_of(request.user), shown, department)
    form = None
    if department is not None:
        form = ReportForManyForm(
            request.POST or None, communities=communities_of(request.user), shown=listing.found
        )
        if form.is_valid() and _noted(request, form, shown, department):
            return redirect(request.get_full_path())
    context = {
        "measure": shown,
        "form": form,
        "chosen": request.POST.getlist("communities"),
        "tabs": tabs(request, own, department),
        "department": department,
        "crumbs": trail(to_tasks(), _to_task(shown), shown.text),
        **listing.context(),
    }
    return render(request, "communities/tasks/measure.html", context)


@login_required
@may_see
def measure_community(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What has been said of a measure in one community, and the next thing to say."""
    shown = _measure(request, pk)
    community = get_object_or_404(communities_of(request.user).select_related("parent"), code=code)
    own = _responsible(request, shown)
    department = chosen_department(request, own)
    form = None
    if department is not None:
        form = ReportForm(request.POST or None)
        if form.is_valid() and _noted(request, form, shown, department, communities=[community]):
            return redirect(request.get_full_path())
    context = {
        "measure": shown,
        "community": community,
        "form": form,
        "tabs": tabs(request, own, department),
        "department": department,
        "history": _history(shown, community),
        "crumbs": trail(to_tasks(), _to_task(shown), _to_measure(shown), community.name),
    }
    return render(request, "communities/tasks/community.html", context)


def _measure(request: HttpRequest, pk: int) -> Measure:
    measures = Measure.objects.visible_to(request.user)
    return get_object_or_404(measures.select_related("main_task__programme__district"), pk=pk)


def _responsible(request: HttpRequest, shown: Measure) -> list[Department]:
    """Those of this person's departments that answer for the measure."""
    own = departments_of(request.user)
    if not own:
        return []
    responsible = set(shown.main_task.departments.values_list("pk", flat=True))
    return [department for department in own if department.pk in responsible]


def _noted(request: HttpRequest, form, shown: Measure, department: Department, **more) -> bool:
    """Whether it was noted; if not, the form says why."""
    reports = result_of(
        form, report_measure, shown, by=request.user, department=department, **more
    )
    if reports is None:
        return False
    count = len(reports)
    if count:
        noted = ngettext(
            "Noted for %(count)s community.", "Noted for %(count)s communities.", count
        )
        messages.success(request, noted % {"count": count})
    else:
        messages.info(request, _("This was noted before; nothing has changed."))
    return True


def _history(shown: Measure, community: Place) -> list[dict[str, Any]]:
    reports = MeasureReport.objects.filter(measure=shown, community=community)
    return [
        {
            "at": report.at,
            "text": f"{report.get_state_display()} · {wording.day(report.date)}",
            "who": f"{report.by} · {report.department}",
            "reason": report.line,
            "kind": TAG_OF[MeasureReport.State(report.state)],
        }
        for report in reports.select_related("by", "department")
    ]


def _to_task(shown: Measure) -> tuple[str, str]:
    task = shown.main_task
    return task.title, reverse("communities:main-task", args=[task.pk])


def _to_measure(shown: Measure) -> tuple[str, str]:
    return shown.text, reverse("communities:measure", args=[shown.pk])
