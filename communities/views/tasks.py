"""The programme's main tasks: who answers for them, and how far they have come."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Department, MainTask, Measure, Place, Programme, Role, User
from communities.people.reach import posts_of
from communities.programme.task_progress import (
    Progress,
    measures_with_progress,
    progress_of,
    tasks_with_progress,
)
from communities.views.crumbs import trail

EVERYBODY = "all"

may_see = permission_required("communities.see_programme", raise_exception=True)


@login_required
@may_see
def main_tasks(request: HttpRequest) -> HttpResponse:
    """For a liaison first their own; for everybody the whole programme."""
    own = departments_of(request.user)
    department = chosen_department(request, own)
    rows = task_rows(request.user, department)
    context = {
        "rows": rows,
        "programme": rows[0]["task"].programme if rows else None,
        "places": rows[0]["task"].place_count if rows else 0,
        "sum": _sum_of(row["progress"] for row in rows),
        "tabs": tabs(request, own, department),
        "department": department,
        "crumbs": trail(_("Main tasks")),
    }
    return render(request, "communities/tasks/list.html", context)


def task_rows(user: User, department: Department | None) -> list[dict[str, Any]]:
    """The main tasks of the latest programme with their progress; of one department if given."""
    latest = Programme.objects.order_by("-starts_on").values("pk")[:1]
    tasks = MainTask.objects.visible_to(user).filter(programme__in=latest)
    if department is not None:
        tasks = tasks.filter(departments=department)
    counted = tasks_with_progress(tasks, communities_of(user), department)
    return [
        {
            "task": task,
            "responsible": responsible_for(task, task.departments.all()),
            "progress": progress_of(task),
        }
        for task in counted.select_related("programme").prefetch_related("departments")
    ]


@login_required
@may_see
def main_task(request: HttpRequest, pk: int) -> HttpResponse:
    """One main task: its measures, each with its state over the communities."""
    tasks = MainTask.objects.visible_to(request.user).select_related("programme__district")
    task = get_object_or_404(tasks, pk=pk)
    departments = list(task.departments.all())
    own = [department for department in departments_of(request.user) if department in departments]
    department = chosen_department(request, own)
    measures = Measure.objects.visible_to(request.user).filter(main_task=task)
    counted = measures_with_progress(measures, communities_of(request.user), department)
    rows = [{"measure": measure, "progress": progress_of(measure)} for measure in counted]
    context = {
        "task": task,
        "responsible": responsible_for(task, departments),
        "rows": rows,
        "places": rows[0]["measure"].place_count if rows else 0,
        "sum": _sum_of(row["progress"] for row in rows),
        "tabs": tabs(request, own, department),
        "department": department,
        "crumbs": trail(to_tasks(), task.title),
    }
    return render(request, "communities/tasks/task.html", context)


def communities_of(user: User):
    return Place.objects.visible_to(user).communities()


def responsible_for(task: MainTask, departments: Iterable[Department]) -> str:
    """Who answers for the task, in one line."""
    return names_in_words([each.name for each in departments], streets=task.streets_answer)


def names_in_words(names: Iterable[str], *, streets: bool) -> str:
    everybody = [*names, _("every street office")] if streets else list(names)
    return pgettext("between names", "; ").join(everybody)


def departments_of(user) -> list[Department]:
    """The departments this person speaks for; they come with the posts, without a query."""
    return [post.department for post in posts_of(user) if post.role == Role.DEPARTMENT_LIAISON]


def chosen_department(request: HttpRequest, own: list[Department]) -> Department | None:
    """Whose reports count on the page: a liaison's own unless they ask for everybody's."""
    asked = request.GET.get("department", "")
    if not own or asked == EVERYBODY:
        return None
    return next((department for department in own if str(department.pk) == asked), own[0])


def tabs(
    request: HttpRequest, own: list[Department], department: Department | None
) -> list[dict[str, Any]]:
    """A liaison's own departments and everybody's, as views of the same page."""
    if not own:
        return []
    views = [(each.name, str(each.pk), each == department) for each in own]
    views.append((_("All departments"), EVERYBODY, department is None))
    return [
        {"label": label, "url": f"{request.path}?department={key}", "is_current": is_current}
        for label, key, is_current in views
    ]


def to_tasks() -> tuple[str, str]:
    return _("Main tasks"), reverse("communities:main-tasks")


def _sum_of(parts) -> Progress:
    each = list(parts)
    return Progress(
        done=sum(part.done for part in each),
        in_progress=sum(part.in_progress for part in each),
        total=sum(part.total for part in each),
    )
