"""The charts of ``harmony.shared.charts`` as template tags."""

from decimal import Decimal
from typing import Any

from django import template

from harmony.shared import charts
from harmony.shared.wording import signs

register = template.Library()

for chart in (
    charts.ci_dots,
    charts.gainbars,
    charts.legend,
    charts.planbars,
    charts.scale,
    charts.strip,
):
    register.simple_tag(chart)


@register.simple_tag
def floorbars(*rows_and_floor: Any, **words: Any) -> str:
    return charts.floorbars(*rows_and_floor, signs=signs(), **words)


@register.simple_tag
def mosaic(tiles: Any, **words: Any) -> str:
    return charts.mosaic(tiles, signs=signs(), **words)


@register.simple_tag
def stacked(*rows_and_bands: Any, **words: Any) -> str:
    return charts.stacked(*rows_and_bands, signs=signs(), **words)


@register.simple_tag
def cell_bar(value: Any, low: int = 0, high: int = 100) -> str:
    """A small bar beside a figure in a table; nothing where there is no figure."""
    return "" if value is None else charts.cell_bar(Decimal(value), low, high)


@register.filter
def heat_class(share: Any) -> str:
    return charts.heat_class(Decimal(share))
