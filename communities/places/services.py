"""Taking in a list of places: first what it would change, then, when asked, the change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from communities.places.english_names import proposed_english_name
from communities.places.models import Place, PlaceChange, Tier, display_name
from communities.places.reading import ListedPlace, PlaceList, Problem
from harmony.shared import clock
from harmony.shared.workflow import hold

SAID_IF_GIVEN = ("community_class", "title", "households", "population")
"""What a list may say or leave open; where it says nothing, what is known stays."""


class ImportRefused(Exception):
    """The list has problems; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


@dataclass(frozen=True)
class PlannedPlace:
    """What the list makes of one place: the row to save, and its fields before and after."""

    place: Place
    is_new: bool
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        return bool(self.changes) and not self.is_new


@dataclass(frozen=True)
class Count:
    """How many of the listed places of one tier are new, changed and as they were."""

    all: int
    new: int
    changed: int

    @property
    def unchanged(self) -> int:
        return self.all - self.new - self.changed


@dataclass(frozen=True)
class ImportReport:
    """What the list does, in numbers. ``new``, ``changed`` and ``unchanged`` count communities."""

    communities: int
    streets: int
    new: int
    changed: int
    unchanged: int
    other_new: int
    other_changed: int

    @classmethod
    def of(cls, plan: list[PlannedPlace]) -> "ImportReport":
        below = _counted(planned for planned in plan if planned.place.tier == Tier.COMMUNITY)
        above = _counted(planned for planned in plan if planned.place.tier != Tier.COMMUNITY)
        streets = sum(planned.place.tier == Tier.STREET for planned in plan)
        return cls(
            communities=below.all,
            streets=streets,
            new=below.new,
            changed=below.changed,
            unchanged=below.unchanged,
            other_new=above.new,
            other_changed=above.changed,
        )


@dataclass(frozen=True)
class Preview:
    """What taking in the list would do, and what stands in its way."""

    report: ImportReport
    plan: tuple[PlannedPlace, ...]
    problems: tuple[Problem, ...]
    not_listed: int

    @property
    def new(self) -> int:
        return self.report.new

    @property
    def changed(self) -> int:
        return self.report.changed

    @property
    def unchanged(self) -> int:
        return self.report.unchanged

    @property
    def changed_places(self) -> list[PlannedPlace]:
        return [planned for planned in self.plan if planned.is_changed]

    @property
    def changes_nothing(self) -> bool:
        return not any(planned.is_new or planned.is_changed for planned in self.plan)

    def of(self, tier: str) -> list[PlannedPlace]:
        return [planned for planned in self.plan if planned.place.tier == tier]


def preview(listing: PlaceList) -> Preview:
    """Compare the list with what is known. Changes nothing."""
    known = _known_in(listing)
    plan = [_planned(row, known) for row in listing.rows]
    listed = {row.code for row in listing.rows}
    return Preview(
        report=ImportReport.of(plan),
        plan=tuple(plan),
        problems=listing.problems + tuple(_another_district(listing)),
        not_listed=sum(
            place.tier == Tier.COMMUNITY for code, place in known.items() if code not in listed
        ),
    )


def import_places(listing: PlaceList, *, by) -> ImportReport:
    """Take the list in, all of it or, with ImportRefused, nothing.

    The same list again changes nothing; the codes tell which place is which. Places that the
    list does not name stay as they are.
    """
    if not by.has_perm("communities.import_places"):
        raise PermissionDenied
    try:
        return _take_in(listing, by=by)
    except IntegrityError:
        # Two people filled an empty portal in the same moment; there was no row to wait for.
        reason = _("Somebody else took in a list at this moment. Please look at it again.")
        raise ImportRefused([Problem(1, "", reason)]) from None


@transaction.atomic
def _take_in(listing: PlaceList, *, by) -> ImportReport:
    for district in Place.objects.filter(tier=Tier.DISTRICT):
        hold(district)  # a second import of the same list waits until the first is done
    found = preview(listing)
    if found.problems or not found.plan:
        raise ImportRefused(found.problems)
    _save_new(found.plan)
    _save_changed(found.plan)
    _note_changes(found.plan, by=by)
    return found.report


def _known_in(listing: PlaceList) -> dict[str, Place]:
    """The places of the list's district by their codes."""
    districts = listing.of(Tier.DISTRICT)
    if not districts:
        return {}
    inside = Place.objects.filter(code__startswith=districts[0].code)
    return {place.code: place for place in inside}


def _another_district(listing: PlaceList) -> list[Problem]:
    """One district lives in an installation; a list of another one fits an empty portal only."""
    districts = listing.of(Tier.DISTRICT)
    if not districts:
        return []
    other = Place.objects.filter(tier=Tier.DISTRICT).exclude(code=districts[0].code).first()
    if other is None:
        return []
    reason = _(
        "This portal belongs to %(district)s (%(code)s). The list of another district can only"
        " be taken into an empty portal."
    ) % {"district": other.name, "code": other.code}
    return [Problem(districts[0].line, "district_code", reason)]


def _planned(row: ListedPlace, known: dict[str, Place]) -> PlannedPlace:
    place = known.get(row.code)
    is_new = place is None
    if place is None:
        place = Place(code=row.code, tier=row.tier)
    changes = {}
    for name, after in _said(row, place).items():
        before = getattr(place, name)
        if before != after:
            changes[name] = (before, after)
            setattr(place, name, after)
    return PlannedPlace(place, is_new, changes)


def _said(row: ListedPlace, place: Place) -> dict[str, Any]:
    """What the list says about the place, and what follows from that."""
    said: dict[str, Any] = {}
    if row.official_name != place.official_name:
        said["official_name"] = row.official_name
        said["name_zh"] = display_name(row.official_name)
    if row.name_en:
        said |= {"name_en": row.name_en, "name_en_is_confirmed": True}
    elif not place.name_en or ("official_name" in said and not place.name_en_is_confirmed):
        said["name_en"] = proposed_english_name(row.official_name)
    for name in SAID_IF_GIVEN:
        value = getattr(row, name)
        if value not in ("", None):
            said[name] = value
    return said


def _counted(plan: Iterable[PlannedPlace]) -> Count:
    planned = list(plan)
    return Count(
        all=len(planned),
        new=sum(each.is_new for each in planned),
        changed=sum(each.is_changed for each in planned),
    )


def _save_new(plan: Iterable[PlannedPlace]) -> None:
    """Tier by tier, because a place needs the row of the one it lies in."""
    planned = list(plan)
    saved = {each.place.code: each.place for each in planned if not each.is_new}
    for tier in (Tier.DISTRICT, Tier.STREET, Tier.COMMUNITY):
        new = [each.place for each in planned if each.is_new and each.place.tier == tier]
        for place in new:
            place.parent = saved.get(place.code[:-3])
        Place.objects.bulk_create(new)
        saved |= {place.code: place for place in new}


def _save_changed(plan: Iterable[PlannedPlace]) -> None:
    changed = [each for each in plan if each.is_changed]
    fields = sorted({name for each in changed for name in each.changes})
    if changed:
        Place.objects.bulk_update([each.place for each in changed], fields)


def _note_changes(plan: Iterable[PlannedPlace], *, by) -> None:
    """Who changed what; a new place is noted with its code."""
    now = clock.now()
    PlaceChange.objects.bulk_create(
        PlaceChange(
            place=each.place, field=name, before=_kept(before), after=_kept(after), by=by, at=now
        )
        for each in plan
        for name, (before, after) in (
            {"code": ("", each.place.code)} if each.is_new else each.changes
        ).items()
    )


def _kept(value: Any) -> str:
    return "" if value is None else str(value)
