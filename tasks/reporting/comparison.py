"""Levels and points, street by street. Pure: cases in, lines out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.models import Level
from tasks.reporting.cases import Case, Frozen, Street, count_levels, decided
from tasks.reporting.figures import mean, median, percent


@dataclass(frozen=True)
class LevelLine:
    """How many communities of a street reached which level; the rest is still under way."""

    street: str
    excellent: int
    good: int
    qualified: int
    not_yet: int
    under_way: int
    total: int


@dataclass(frozen=True)
class StreetLine:
    """The composite scores of a street, and how many of its decided communities passed."""

    street: str
    decided: int
    accepted: int
    pass_rate: Decimal | None
    mean: Decimal | None
    median: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True)
class GapLine:
    """What communities claimed in the self-examination, and what they were awarded, in points
    of the standard; the means of a street."""

    street: str
    communities: int
    claimed: Decimal | None
    awarded: Decimal | None
    gap: Decimal | None


@dataclass(frozen=True)
class HeatMap:
    """The mean share of its points that each dimension earned in each street, in per cent."""

    dimensions: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...]], ...]


@dataclass(frozen=True)
class Cohort:
    """The decided communities of one stage, as a whole."""

    year: int
    decided: int
    pass_rate: Decimal | None
    composite: Decimal | None
    residents: Decimal | None


def levels_by_street(streets: Sequence[Street]) -> tuple[LevelLine, ...]:
    return tuple(_levels(street.name, street.cases) for street in streets)


def levels_of_all(streets: Sequence[Street]) -> LevelLine:
    return _levels(_("Whole district"), [case for street in streets for case in street.cases])


def _levels(name: str, cases: Sequence[Case]) -> LevelLine:
    counts = count_levels(decided(cases))
    return LevelLine(
        street=name,
        excellent=counts[Level.EXCELLENT],
        good=counts[Level.GOOD],
        qualified=counts[Level.QUALIFIED],
        not_yet=counts[Level.NOT_YET],
        under_way=len(cases) - sum(counts.values()),
        total=len(cases),
    )


def streets_compared(streets: Sequence[Street]) -> tuple[StreetLine, ...]:
    return tuple(_compared(street.name, street.decided) for street in streets)


def district_compared(streets: Sequence[Street]) -> StreetLine:
    return _compared(_("Whole district"), [one for street in streets for one in street.decided])


def _compared(name: str, results: Sequence[Frozen]) -> StreetLine:
    accepted = sum(one.level != Level.NOT_YET for one in results)
    composites = [one.composite for one in results if one.composite is not None]
    return StreetLine(
        street=name,
        decided=len(results),
        accepted=accepted,
        pass_rate=percent(accepted, len(results)),
        mean=mean(composites),
        median=median(composites),
        lowest=min(composites, default=None),
        highest=max(composites, default=None),
    )


def claimed_against_awarded(streets: Sequence[Street]) -> tuple[GapLine, ...]:
    """Where self-scores were far above the final ones, streets marked their own generously."""
    every = [one for street in streets for one in street.decided]
    lines = [_gap(street.name, street.decided) for street in streets if street.decided]
    return (*lines, _gap(_("Whole district"), every)) if lines else ()


def _gap(name: str, results: Sequence[Frozen]) -> GapLine:
    claimed = mean(one.claimed for one in results)
    awarded = mean(one.computation.professional.awarded for one in results)
    return GapLine(
        street=name,
        communities=len(results),
        claimed=claimed,
        awarded=awarded,
        gap=None if claimed is None or awarded is None else claimed - awarded,
    )


def heat_map(streets: Sequence[Street], titles: Mapping[str, str]) -> HeatMap:
    """``titles`` are the dimensions by code, in the order of the standard."""
    rows = []
    for street in streets:
        shares = [
            {part.code: part.share for part in one.computation.professional.dimensions}
            for one in street.decided
        ]
        if shares:
            row = tuple(mean(share.get(code) for share in shares) for code in titles)
            rows.append((street.name, row))
    return HeatMap(dimensions=tuple(titles.items()), rows=tuple(rows))


def cohort(year: int, results: Sequence[Frozen]) -> Cohort:
    accepted = sum(one.level != Level.NOT_YET for one in results)
    return Cohort(
        year=year,
        decided=len(results),
        pass_rate=percent(accepted, len(results)),
        composite=mean(one.composite for one in results),
        residents=mean(one.residents for one in results),
    )
