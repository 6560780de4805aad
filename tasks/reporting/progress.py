"""What was done and when, and how far the plan has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import CommunityClass, Deadline, Place, Stage
from evaluation.declarations.states import DECIDED, HANDED_UP
from evaluation.models import Assignment, Declaration, DeclarationStep, Score, State, Visit
from tasks.reporting.cases import Case, decided
from tasks.reporting.figures import percent


@dataclass(frozen=True)
class DateLine:
    """A date of the stage, and for how many communities it was moved."""

    label: str
    due: datetime
    moved: int


@dataclass(frozen=True)
class NoticeLine:
    title: str
    opens: date
    closes: date
    communities: int


@dataclass(frozen=True)
class WorkLine:
    label: str
    count: int


@dataclass(frozen=True)
class StageLine:
    """A stage against the plan. ``target`` of the last is all that are left; the cumulative
    numbers count every stage up to this one."""

    ordinal: int
    year: int
    title: str
    target: int
    planned: int
    decided: int
    accepted: int
    target_so_far: int
    accepted_so_far: int
    is_this: bool


@dataclass(frozen=True)
class ClassLine:
    """Communities of a class: in the district, in this stage, accepted in it and so far."""

    label: str
    communities: int
    planned: int
    decided: int
    accepted: int
    accepted_so_far: int
    share: Decimal | None


def dates_of(stage: Stage) -> tuple[DateLine, ...]:
    """The dates of the stage that are set, the earliest first."""
    moved = stage.shifts.values("deadline").annotate(n=Count("community", distinct=True))
    shifted = {row["deadline"]: row["n"] for row in moved.order_by()}
    dates = [(due, each) for each in Deadline if (due := getattr(stage, each.value)) is not None]
    dates.sort(key=lambda date: date[0])  # on the same moment in the order of the cycle
    return tuple(DateLine(str(each.label), due, shifted.get(each, 0)) for due, each in dates)


def notices_of(stage: Stage) -> tuple[NoticeLine, ...]:
    notices = stage.notices.annotate(communities=Count("entries")).order_by("number")
    return tuple(
        NoticeLine(
            title=notice.title,
            opens=timezone.localdate(notice.opens_at),
            closes=timezone.localdate(notice.closes_at),
            communities=notice.communities,
        )
        for notice in notices
    )


def work_of(stage: Stage, cases: Sequence[Case]) -> tuple[WorkLine, ...]:
    """What people did in this stage, counted."""
    here = Q(declaration__stage=stage)
    visits = Visit.objects.filter(here, struck_at=None).values_list("kind")
    visited = dict(visits.annotate(n=Count("pk")).order_by())
    returned = DeclarationStep.objects.filter(here, name__in=["return", "return_to_street"])
    assignments = Assignment.objects.filter(here, ended_at=None)
    people = assignments.aggregate(n=Count("appraiser", distinct=True))["n"]
    scores = Score.objects.filter(
        assignment__declaration__stage=stage, assignment__ended_at=None, is_complete=True
    )
    tallies = [one.tally for one in decided(cases) if one.tally is not None]
    handed_up = sum(case.state in HANDED_UP for case in cases)
    lines = [
        (_("Self-examinations handed up to the office"), handed_up),
        (_("Returns for correction"), returned.count()),
        (_("Reports heard"), visited.get(Visit.Kind.REPORT_HEARD, 0)),
        (_("Site visits"), visited.get(Visit.Kind.SITE_VISIT, 0)),
        (_("Appraisers at work"), people),
        (_("Criteria scored by appraisers"), scores.count()),
        (_("Questionnaires counted"), len(tallies)),
        (_("Valid answers of residents"), sum(tally.valid for tally in tallies)),
        (_("Decisions of the leading group"), len(decided(cases))),
    ]
    return tuple(WorkLine(label, count) for label, count in lines)


def stages_against_plan(stage: Stage, stages: Sequence[Stage]) -> tuple[StageLine, ...]:
    """Every evaluation stage of the programme up to this one, against the plan."""
    counted = {
        row["stage"]: row
        for row in Declaration.objects.filter(stage__in=stages)
        .values("stage")
        .annotate(
            planned=Count("pk"),
            decided=Count("pk", filter=Q(state__in=DECIDED)),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
        )
        .order_by()
    }
    district = stage.programme.district
    communities = Place.objects.communities().within([district]).count()
    lines, target_so_far, accepted_so_far = [], 0, 0
    for each in stages:
        row = counted.get(each.pk, {"planned": 0, "decided": 0, "accepted": 0})
        target = communities - target_so_far if each.target is None else each.target
        target_so_far += target
        accepted_so_far += row["accepted"]
        lines.append(
            StageLine(
                ordinal=each.ordinal,
                year=each.year,
                title=each.title,
                target=target,
                planned=row["planned"],
                decided=row["decided"],
                accepted=row["accepted"],
                target_so_far=target_so_far,
                accepted_so_far=accepted_so_far,
                is_this=each.pk == stage.pk,
            )
        )
    return tuple(lines)


def classes_against_plan(stage: Stage) -> tuple[ClassLine, ...]:
    """Every class of community: how many there are, and how far they have come."""
    district = stage.programme.district
    places = Place.objects.communities().within([district])
    existing = dict(places.values_list("community_class").annotate(n=Count("pk")).order_by())
    in_this, accepted = Q(stage=stage), Q(state=State.ACCEPTED)
    rows = (
        Declaration.objects.filter(stage__programme=stage.programme)
        .filter(stage__ordinal__lte=stage.ordinal)
        .values("community__community_class")
        .annotate(
            planned=Count("pk", filter=in_this),
            decided=Count("pk", filter=in_this & Q(state__in=DECIDED)),
            accepted=Count("pk", filter=in_this & accepted),
            so_far=Count("pk", filter=accepted),
        )
        .order_by()
    )
    counted = {row["community__community_class"]: row for row in rows}
    labels = {**{kind.value: str(kind.label) for kind in CommunityClass}, "": _("Not classed yet")}
    nothing = {"planned": 0, "decided": 0, "accepted": 0, "so_far": 0}
    lines = []
    for kind, label in labels.items():
        row, there_are = counted.get(kind, nothing), existing.get(kind, 0)
        if there_are:
            lines.append(
                ClassLine(
                    label=label,
                    communities=there_are,
                    planned=row["planned"],
                    decided=row["decided"],
                    accepted=row["accepted"],
                    accepted_so_far=row["so_far"],
                    share=percent(row["so_far"], there_are),
                )
            )
    return tuple(lines)
