"""How far the main tasks have come over the communities, counted by the database.

In one community a measure is *done* when every department that has reported on it says so,
*in progress* when one of them says more than “not yet started”, and *not yet started*
otherwise. With one department given, only its own reports count.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from communities.departments.models import Department
from communities.places.models import PlaceQuerySet
from communities.programme.models import MainTask, Measure, MeasureReport

State = MeasureReport.State


@dataclass(frozen=True)
class Progress:
    """Of so many pairs of a measure and a community, how many are done and in progress."""

    done: int
    in_progress: int
    total: int

    @property
    def not_started(self) -> int:
        return self.total - self.done - self.in_progress

    @property
    def share(self) -> Decimal | None:
        """The part that is done, 0 to 1; nothing where there is nothing to do."""
        return Decimal(self.done) / self.total if self.total else None


def tasks_with_progress(
    tasks: QuerySet[MainTask], communities: PlaceQuerySet, department: Department | None = None
) -> QuerySet[MainTask]:
    """Tasks that ``progress_of`` can tell about, counted in the query that reads them."""
    measures = Measure.objects.filter(main_task=OuterRef("pk"))
    return _counted(tasks, "measure__main_task", communities, department).annotate(
        measure_count=_number(measures, "main_task")
    )


def measures_with_progress(
    measures: QuerySet[Measure], communities: PlaceQuerySet, department: Department | None = None
) -> QuerySet[Measure]:
    """Measures that ``progress_of`` can tell about, counted in the query that reads them."""
    return _counted(measures, "measure", communities, department).annotate(measure_count=Value(1))


def progress_of(row: Any) -> Progress:
    """The progress of a task or a measure that was read with it."""
    return Progress(
        done=row.done_count,
        in_progress=row.begun_count - row.done_count,
        total=row.measure_count * row.place_count,
    )


def with_state(
    communities: PlaceQuerySet, measure: Measure, department: Department | None = None
) -> PlaceQuerySet:
    """Each community with ``state`` of the measure in it, and the latest that was said.

    That is ``reported_on``, ``reported_line`` and the names of the department in ``reporter_zh``
    and ``reporter_en``.
    """
    latest = _latest(department).filter(measure=measure, community=OuterRef("pk"))
    last = latest.order_by("-date", "-pk")
    return communities.annotate(
        state=Case(
            When(~Exists(latest.exclude(state=State.NOT_STARTED)), then=Value(State.NOT_STARTED)),
            When(~Exists(latest.exclude(state=State.DONE)), then=Value(State.DONE)),
            default=Value(State.IN_PROGRESS),
            output_field=CharField(),
        ),
        reported_on=Subquery(last.values("date")[:1]),
        reported_line=Subquery(last.values("line")[:1]),
        reporter_zh=Subquery(last.values("department__name_zh")[:1]),
        reporter_en=Subquery(last.values("department__name_en")[:1]),
    )


def _latest(department: Department | None) -> QuerySet[MeasureReport]:
    reports = MeasureReport.objects.filter(is_latest=True)
    return reports if department is None else reports.filter(department=department)


def _counted(rows: QuerySet, key: str, communities: PlaceQuerySet, department: Department | None):
    """The rows with how many pairs of measure and community are done, begun, and there are."""
    of_pair = _latest(department).filter(
        measure=OuterRef("measure"), community=OuterRef("community")
    )
    # One row stands for each pair: the first of the latest reports of its departments.
    pairs = _latest(department).filter(
        ~Exists(of_pair.filter(pk__lt=OuterRef("pk"))),
        community__in=communities.order_by(),
        **{key: OuterRef("pk")},
    )
    return rows.annotate(
        done_count=_number(pairs.filter(~Exists(of_pair.exclude(state=State.DONE))), key),
        begun_count=_number(pairs.filter(Exists(of_pair.exclude(state=State.NOT_STARTED))), key),
        place_count=_number(communities, "tier"),
    )


def _number(rows: QuerySet, key: str) -> Coalesce:
    """How many rows there are, all of which share the key."""
    counted = rows.order_by().values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
