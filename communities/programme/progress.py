"""How far the main tasks have come in one community."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from communities.models import MainTask, MeasureReport, Place, Programme

DONE = MeasureReport.State.DONE
NOT_STARTED = MeasureReport.State.NOT_STARTED


@dataclass(frozen=True)
class TaskProgress:
    """Of the measures of one main task, how many are done, and how many are begun."""

    task: MainTask
    done: int
    in_progress: int
    total: int
    latest: MeasureReport | None

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.done == self.total


def progress_in(community: Place, programme: Programme) -> list[TaskProgress]:
    """Each main task of the programme, by the latest reports on this community.

    A measure is done when every department that reported on it says so, and begun when one
    says more than “not yet started”.
    """
    tasks = list(programme.main_tasks.prefetch_related("measures", "departments"))
    reports = MeasureReport.objects.filter(
        community=community, is_latest=True, measure__main_task__programme=programme
    )
    by_measure = defaultdict(list)
    for report in reports.order_by("at", "pk"):
        by_measure[report.measure_id].append(report)
    return [_progress(task, by_measure) for task in tasks]


def _progress(task: MainTask, by_measure: dict[int, list[MeasureReport]]) -> TaskProgress:
    reported = [by_measure[measure.pk] for measure in task.measures.all()]
    done = sum(_is_done(reports) for reports in reported)
    begun = sum(_is_begun(reports) for reports in reported)
    everything = [report for reports in reported for report in reports]
    return TaskProgress(
        task=task,
        done=done,
        in_progress=begun - done,
        total=len(reported),
        latest=max(everything, key=lambda report: (report.at, report.pk), default=None),
    )


def _is_done(reports: list[MeasureReport]) -> bool:
    return bool(reports) and all(report.state == DONE for report in reports)


def _is_begun(reports: Iterable[MeasureReport]) -> bool:
    return any(report.state != NOT_STARTED for report in reports)
