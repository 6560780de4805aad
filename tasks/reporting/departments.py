"""The main tasks, department by department."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet

from communities.models import Department, MeasureReport, Place, Programme
from tasks.reporting.figures import percent


@dataclass(frozen=True)
class DepartmentLine:
    """What a department reported on the measures of its main tasks.

    ``expected`` is one report for each measure in each of the communities; ``missing`` are
    those nobody reported on. ``share`` is what is done, in per cent of what is expected.
    """

    key: str
    department: str
    tasks: int
    measures: int
    expected: int
    done: int
    in_progress: int
    not_started: int
    missing: int
    share: Decimal | None


def departments_of(
    programme: Programme, communities: QuerySet[Place]
) -> tuple[DepartmentLine, ...]:
    """Every department with main tasks, judged by these communities; five queries."""
    tasks = programme.main_tasks.prefetch_related("departments", "measures")
    by_department: dict[Department, list] = {}
    for task in tasks:
        for department in task.departments.all():
            by_department.setdefault(department, []).append(task)
    said = _reports(programme, communities)
    count = communities.count()
    ordered = sorted(by_department.items(), key=lambda pair: pair[0].pk)
    return tuple(
        _line(department, answers_for, said, count) for department, answers_for in ordered
    )


def _reports(programme: Programme, communities: QuerySet[Place]) -> dict[tuple[int, str], int]:
    """How many measures stand in which state, by department; the latest word counts."""
    reports = MeasureReport.objects.filter(
        is_latest=True,
        measure__main_task__programme=programme,
        community__in=communities.order_by().values("pk"),
    )
    counted = reports.values_list("department", "state").annotate(n=Count("pk")).order_by()
    return {(department, state): n for department, state, n in counted}


def _line(
    department: Department, tasks: list, said: dict[tuple[int, str], int], communities: int
) -> DepartmentLine:
    measures = sum(len(task.measures.all()) for task in tasks)
    states = MeasureReport.State
    done, going, idle = (
        said.get((department.pk, state), 0)
        for state in (states.DONE, states.IN_PROGRESS, states.NOT_STARTED)
    )
    expected = measures * communities
    return DepartmentLine(
        key=department.key,
        department=department.name,
        tasks=len(tasks),
        measures=measures,
        expected=expected,
        done=done,
        in_progress=going,
        not_started=idle,
        missing=max(expected - done - going - idle, 0),
        share=percent(done, expected),
    )
