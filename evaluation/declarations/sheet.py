"""A self-examination as a whole: its criteria in order, how far it is, what is still missing.

    sheet_of(declaration) -> Sheet      one query for the entries and what they stand in

Everything a page asks is answered from what was read once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import Count

from evaluation.declarations.models import Declaration, Entry
from evaluation.declarations.reasons import Return, latest_return
from evaluation.declarations.states import OPEN_STATES
from evaluation.standards.models import Criterion, Dimension, Indicator

ZERO = Decimal(0)


@dataclass(frozen=True)
class IndicatorPart:
    """An indicator with the entries of its criteria."""

    indicator: Indicator
    entries: list[Entry]

    @property
    def done(self) -> int:
        return sum(entry.is_complete for entry in self.entries)

    @property
    def out_of(self) -> Decimal:
        return most_of(self.entries)


@dataclass(frozen=True)
class DimensionPart:
    """A dimension as far as it concerns this community."""

    dimension: Dimension
    indicators: list[IndicatorPart]

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry for part in self.indicators for entry in part.entries]

    @property
    def done(self) -> int:
        return sum(entry.is_complete for entry in self.entries)

    @property
    def points(self) -> Decimal:
        return points_of(self.entries)

    @property
    def out_of(self) -> Decimal:
        return most_of(self.entries)


@dataclass(frozen=True)
class Sheet:
    """The entries of one declaration, in the order of its standard."""

    declaration: Declaration
    entries: list[Entry]
    returned: Return | None

    @cached_property
    def base(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.criterion.is_bonus]

    @cached_property
    def bonuses(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.criterion.is_bonus]

    @cached_property
    def dimensions(self) -> list[DimensionPart]:
        return list(_dimensions(self.base))

    # ------------------------------------------------ how far it is
    @property
    def total(self) -> int:
        return len(self.base)

    @cached_property
    def missing(self) -> list[Entry]:
        """Base criteria that still lack something."""
        return [entry for entry in self.base if not entry.is_complete]

    @property
    def done(self) -> int:
        return self.total - len(self.missing)

    @property
    def points(self) -> Decimal:
        """The points claimed so far, bonus left out."""
        return points_of(self.base)

    @property
    def out_of(self) -> Decimal:
        """What could be reached: excluded criteria leave numerator and denominator."""
        return most_of(self.base)

    @property
    def bonus(self) -> Decimal:
        """The bonus claimed, within the standard's cap; none where its criterion did not occur."""
        not_occurred = {
            entry.criterion.code
            for entry in self.base
            if entry.modifier == Entry.Modifier.NOT_OCCURRED
        }
        counted = [e for e in self.bonuses if e.criterion.bound_to not in not_occurred]
        cap = self.declaration.standard.bonus_cap if self.declaration.standard else ZERO
        return min(points_of(counted), cap)

    @cached_property
    def saved_at(self):
        """When anything of it was last saved."""
        return max((entry.saved_at for entry in self.entries if entry.saved_at), default=None)

    @property
    def what_is_open(self) -> "Sheet":
        """The same with only what can be written now."""
        return replace(self, entries=[entry for entry in self.entries if entry.is_open])

    def for_person(self, user) -> "Sheet":
        """The same with only what this person shall fill in."""
        mine = [entry for entry in self.entries if entry.assigned_to_id == user.pk]
        return replace(self, entries=mine)

    # ------------------------------------------------ what came back
    @property
    def to_correct(self) -> list[Entry]:
        """The criteria that were returned by name, in order; empty when the whole came back."""
        if self.returned is None:
            return []
        return [entry for entry in self.entries if entry.criterion_id in self.returned.reasons]

    def is_corrected(self, entry: Entry) -> bool:
        """Whether a returned criterion has been saved since it came back, and is complete."""
        since = self.returned.step.at if self.returned else None
        return bool(since and entry.saved_at and entry.saved_at > since and entry.is_complete)

    @property
    def uncorrected(self) -> list[Entry]:
        """The criteria that were returned by name and are as they were."""
        return [entry for entry in self.to_correct if not self.is_corrected(entry)]

    @property
    def corrected(self) -> int:
        return len(self.to_correct) - len(self.uncorrected)

    def state_of(self, entry: Entry) -> str:
        """done, in_progress, todo, problem, not_applicable or locked."""
        if not entry.is_open:
            return "not_applicable" if not entry.counts else "locked"
        if entry in self.to_correct and not self.is_corrected(entry):
            return "problem"
        if not entry.counts:
            return "not_applicable"
        if entry.is_complete and (entry.version or not entry.criterion.is_bonus):
            return "done"
        return "in_progress" if entry.version else "todo"

    # ------------------------------------------------ going through it
    def entry(self, code: str) -> Entry | None:
        return next((one for one in self.entries if one.criterion.code == code), None)

    def indicator(self, code: str) -> IndicatorPart | None:
        return next((one for one in self.indicators if one.indicator.code == code), None)

    @property
    def indicators(self) -> list[IndicatorPart]:
        return [inner for part in self.dimensions for inner in part.indicators]

    def indicator_after(self, part: IndicatorPart) -> IndicatorPart | None:
        """The next indicator in which something can be written."""
        rest = self.indicators[self.indicators.index(part) + 1 :]
        return next((one for one in rest if any(e.is_open for e in one.entries)), None)

    def number_of(self, entry: Entry) -> int:
        """Its number among the base criteria, or among the bonuses."""
        row = self.bonuses if entry.criterion.is_bonus else self.base
        return row.index(entry) + 1

    def after(self, entry: Entry) -> Entry | None:
        """The next criterion to go to: of what is open, the one behind this one."""
        rest = self.entries[self.entries.index(entry) + 1 :]
        return next((one for one in rest if one.is_open), None)

    @property
    def next_to_do(self) -> Entry | None:
        """Where to go on: the first that needs something, corrections first."""
        waiting = self.uncorrected
        waiting += [entry for entry in self.missing if entry.is_open]
        return next(iter(waiting), None)


def sheet_of(declaration: Declaration) -> Sheet:
    """Read the self-examination: the entries, and why it came back if it is open for that."""
    rows = (
        declaration.entries.select_related(
            "criterion__indicator__dimension",
            "saved_by",
            "criterion",
            "assigned_to",
            "assigned_by",
        )
        .annotate(files_count=Count("uses"))
        .order_by("criterion__position")
    )
    entries: list[Entry] = list(rows)
    for entry in entries:
        entry.declaration = declaration
    is_open = declaration.state in OPEN_STATES
    return Sheet(declaration, entries, latest_return(declaration) if is_open else None)


def points_of(entries: list[Entry]) -> Decimal:
    return sum((e.points for e in entries if e.counts and e.points is not None), ZERO)


def most_of(entries: list[Entry]) -> Decimal:
    return sum((_most(entry) for entry in entries if entry.counts), ZERO)


def _most(entry: Entry) -> Decimal:
    criterion: Criterion = entry.criterion
    return criterion.points_for(entry.declaration.community)


def _dimensions(entries: list[Entry]) -> Iterator[DimensionPart]:
    for dimension, inside in groupby(entries, key=lambda e: e.criterion.indicator.dimension):
        parts = [
            IndicatorPart(indicator, list(found))
            for indicator, found in groupby(inside, key=lambda e: e.criterion.indicator)
        ]
        yield DimensionPart(dimension, parts)
