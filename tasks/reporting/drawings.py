"""The drawings of the report, from its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from harmony.shared import wording
from harmony.shared.charts import (
    Band,
    Drawing,
    Estimate,
    ci_dots,
    heat_class,
    legend,
    planbars,
    stacked,
)
from tasks.reporting.cases import level_label
from tasks.reporting.comparison import HeatMap, LevelLine
from tasks.reporting.content import Report
from tasks.reporting.residents import ResidentsLine

LEVEL_BANDS = {"excellent": "f3", "good": "f2", "qualified": "f1", "not_yet": "f0"}
USUAL_TARGET = Decimal(80)
MOST_DOTS = 60  # beyond that the dots of all communities would fill more than three pages


@dataclass(frozen=True)
class HeatCell:
    """``is_low``: marked with ▼, so that it does not hang on the colour."""

    share: Decimal | None
    css_class: str
    is_low: bool


@dataclass(frozen=True)
class Drawings:
    plan: Drawing | None
    levels: Drawing | None
    levels_legend: Drawing | None
    residents: Drawing | None
    target: Decimal
    heat_rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


def drawings_of(report: Report) -> Drawings:
    target = _target(report)
    names = _band_names()
    return Drawings(
        plan=_plan(report),
        levels=_levels(report.street_levels, names) if report.street_levels else None,
        levels_legend=legend(names, bars=True) if report.street_levels else None,
        residents=_rates(report.residents.lines, target),
        target=target,
        heat_rows=_heat_rows(report.heat),
    )


def _target(report: Report) -> Decimal:
    """The satisfaction rate that the lowest level asks for."""
    rates = [
        Decimal(level.satisfaction_rate)
        for standard in report.standards
        for level in standard.levels
        if level.satisfaction_rate
    ]
    return min(rates, default=USUAL_TARGET)


def _band_names() -> dict[str, str]:
    return {key: level_label(key) for key in LEVEL_BANDS} | {"under_way": _("Not decided yet")}


def _plan(report: Report) -> Drawing | None:
    rows = [(str(line.year), line.accepted_so_far, line.target_so_far) for line in report.stages]
    if not rows:
        return None
    sentence = _("%(label)s: %(value)s accepted, %(full)s planned")
    return planbars(rows, total=max(full for _year, _done, full in rows), sentence=sentence)


def _levels(lines: tuple[LevelLine, ...], names: Mapping[str, str]) -> Drawing:
    bands = [Band(key, names[key], paint) for key, paint in LEVEL_BANDS.items()]
    bands.append(Band("under_way", names["under_way"], "fw"))
    rows = [(line.street, {band.key: getattr(line, band.key) for band in bands}) for line in lines]
    return stacked(rows, bands, signs=wording.signs())


def _rates(lines: tuple[ResidentsLine, ...], target: Decimal) -> Drawing | None:
    """The satisfaction rates with their intervals, the highest first."""
    estimates = [
        Estimate(
            label=line.community,
            value=line.rate,
            lower=line.rate if line.rate_low is None else line.rate_low,
            upper=line.rate if line.rate_high is None else line.rate_high,
            count=line.valid,
        )
        for line in lines
        if line.rate is not None
    ]
    if not estimates or len(estimates) > MOST_DOTS:
        return None
    return ci_dots(
        sorted(estimates, key=lambda each: -each.value),
        target=target,
        target_label=wording.percent(target, 0),
        count_label=_("valid answers"),
        sentence=_("%(label)s: %(value)s%%, interval %(lower)s to %(upper)s, %(count)s answers"),
    )


def _heat_rows(heat: HeatMap) -> tuple[tuple[str, tuple[HeatCell, ...]], ...]:
    return tuple((street, tuple(_cell(share) for share in shares)) for street, shares in heat.rows)


def _cell(share: Decimal | None) -> HeatCell:
    if share is None:
        return HeatCell(None, "", is_low=False)
    css_class = heat_class(share)
    return HeatCell(share, css_class, is_low=css_class == "h1")
