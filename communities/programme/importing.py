"""Taking in a programme: the programme, its stages, departments, main tasks and measures."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from communities.departments.models import Department
from communities.places.models import Place, Tier
from communities.programme.listed import (
    ListedProgramme,
    ListedTask,
    Problem,
    ProgrammeRefused,
    Words,
)
from communities.programme.models import MainTask, Measure, Programme, Stage
from communities.programme.reading import read_programme
from communities.programme.services import (
    create_programme,
    create_stage,
    set_programme,
    set_stage,
)
from harmony.shared.workflow import hold


@dataclass(frozen=True)
class ProgrammePreview:
    """What the file holds, and whether the portal knows a programme that begins that day."""

    programme: ListedProgramme
    known: Programme | None

    @property
    def measures(self) -> int:
        return sum(len(task.measures) for task in self.programme.main_tasks)


def preview(mapping: Mapping[str, Any], *, starts_on: date | None = None) -> ProgrammePreview:
    """Read the file and look for the programme. Raises ProgrammeRefused; changes nothing."""
    listed = _listed(mapping, starts_on)
    district = _district()
    known = Programme.objects.filter(district=district, starts_on=listed.starts_on).first()
    return ProgrammePreview(listed, known)


@transaction.atomic
def import_programme(
    mapping: Mapping[str, Any], *, by, starts_on: date | None = None
) -> Programme:
    """Take in the whole programme of the district, or, with ProgrammeRefused, nothing.

    The same file again changes nothing: the programme is known by its first day, stages and
    tasks by their numbers, departments and measures by their keys. What is known and not in
    the file stays. ``starts_on`` moves every year along, also in titles.
    """
    if not by.has_perm("communities.manage_programme"):
        raise PermissionDenied
    listed = _listed(mapping, starts_on)
    district = _district()
    hold(district)  # a second import of the same file waits until the first is done
    programme = _programme(listed, district, by=by)
    _stages(listed, programme, by=by)
    departments = _departments(listed, district)
    for task in listed.main_tasks:
        _main_task(task, programme, departments)
    return programme


def first_day_in(mapping: Mapping[str, Any], year: int) -> date:
    """The programme's first day, in another year."""
    starts_on = read_programme(mapping).starts_on
    return _years_later(starts_on, year - starts_on.year)


def shifted(listed: ListedProgramme, starts_on: date) -> ListedProgramme:
    """The same programme in other years; its first day is the one given."""
    years = starts_on.year - listed.starts_on.year
    span = range(listed.starts_on.year, listed.ends_on.year + 1)
    return replace(
        listed,
        title=_in_other_years(listed.title, span, years),
        goal=_in_other_years(listed.goal, span, years),
        starts_on=starts_on,
        ends_on=_years_later(listed.ends_on, years),
        stages=tuple(
            replace(
                stage,
                year=stage.year + years,
                title=_in_other_years(stage.title, span, years),
            )
            for stage in listed.stages
        ),
    )


def _in_other_years(words: Words, span: range, years: int) -> Words:
    def moved(found: re.Match[str]) -> str:
        year = int(found[0])
        return str(year + years) if year in span else found[0]

    return Words(*(re.sub(r"(?<!\d)\d{4}(?!\d)", moved, text) for text in (words.zh, words.en)))


def _years_later(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def _listed(mapping: Mapping[str, Any], starts_on: date | None) -> ListedProgramme:
    listed = read_programme(mapping)
    if starts_on is not None:
        listed = shifted(listed, starts_on)
        if listed.ends_on <= listed.starts_on:
            raise ProgrammeRefused([Problem("ends", _("The programme ends before it starts."))])
    return listed


def _district() -> Place:
    district = Place.objects.filter(tier=Tier.DISTRICT).first()
    if district is None:
        reason = _("There is no district yet. Take in the list of its communities first.")
        raise ProgrammeRefused([Problem(_("the portal"), reason)])
    return district


def _programme(listed: ListedProgramme, district: Place, *, by) -> Programme:
    said = {
        **listed.title.fields("title"),
        **listed.goal.fields("goal"),
        **listed.decided_by.fields("decided_by"),
        **listed.office.fields("office"),
        "help_line": listed.help_line,
        "starts_on": listed.starts_on,
        "ends_on": listed.ends_on,
    }
    known = Programme.objects.filter(district=district, starts_on=listed.starts_on).first()
    if known is None:
        return create_programme(district, by=by, **said)
    if not listed.help_line:
        del said["help_line"]  # it is entered in the portal, and a plan seldom names it
    set_programme(known, by=by, **said)
    return known


def _stages(listed: ListedProgramme, programme: Programme, *, by) -> None:
    known = {stage.ordinal: stage for stage in Stage.objects.filter(programme=programme)}
    for stage in listed.stages:
        said = {
            "ordinal": stage.ordinal,
            "year": stage.year,
            "kind": stage.kind,
            **stage.title.fields("title"),
            "target": stage.target,
            "mainly": stage.mainly,
        }
        if stage.ordinal in known:
            set_stage(known[stage.ordinal], by=by, **said)
        else:
            create_stage(programme, by=by, **said)


def _departments(listed: ListedProgramme, district: Place) -> dict[str, Department]:
    return {
        department.key: Department.objects.update_or_create(
            district=district, key=department.key, defaults=department.name.fields("name")
        )[0]
        for department in listed.departments
    }


def _main_task(
    listed: ListedTask, programme: Programme, departments: Mapping[str, Department]
) -> None:
    task, _is_new = MainTask.objects.update_or_create(
        programme=programme,
        number=listed.number,
        defaults={**listed.title.fields("title"), "streets_answer": listed.streets_answer},
    )
    task.departments.set(_named(departments, listed.departments))
    for measure in listed.measures:
        Measure.objects.update_or_create(
            main_task=task, key=measure.key, defaults=measure.text.fields("text")
        )


def _named(departments: Mapping[str, Department], keys: Iterable[str]) -> list[Department]:
    return [departments[key] for key in keys]
