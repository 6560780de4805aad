"""Dots: estimates with their interval, a value among bands, one value among many."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from harmony.shared.charts.drawing import (
    TEXT_ON,
    Band,
    Drawing,
    Number,
    across,
    figure,
    hatching,
    joined,
    place,
    rounded,
    row,
    shape,
    svg,
    text,
    ticks,
)

DOT_STEP = 7  # pixels between dots that lie on one another
DEEPEST_PILE = 3
WORD = 12  # per cent of the width that the name of a band takes, with some air


@dataclass(frozen=True)
class Estimate:
    """An estimated value with the ends of its interval and the number of replies behind it."""

    label: str
    value: Decimal
    lower: Decimal
    upper: Decimal
    count: int


def ci_dots(
    rows: Sequence[Estimate],
    *,
    target: Number,
    target_label: str,
    count_label: str,
    sentence: str = "%(label)s: %(value)s (%(lower)s–%(upper)s), n = %(count)s",
    places: int = 1,
) -> Drawing:
    """Is this really above the target? A dot with its interval for each row.

    ``sentence`` may use label, value, lower, upper and count.
    """
    low, high = _ends(rows, target)
    grid = [across(place(tick, low, high)) for tick in ticks(low, high, 10)]
    at_target = across(place(target, low, high))
    ground = "".join(shape("line", "ax", x1=x, x2=x, y1=-3, y2=28) for x in grid)
    ground += shape("line", "target", x1=at_target, x2=at_target, y1=-3, y2=28)
    lines = [
        row("", svg(text(target_label, "t0 b", x=at_target, y=12), height=18), "", count_label)
    ]
    for each in rows:
        words = {
            "label": each.label,
            "value": figure(each.value, places),
            "lower": figure(each.lower, places),
            "upper": figure(each.upper, places),
            "count": figure(each.count),
        }
        start, end = across(place(each.lower, low, high)), across(place(each.upper, low, high))
        content = ground + shape("line", "ci", x1=start, x2=end, y1=12, y2=12)
        content += shape("circle", "pt", cx=across(place(each.value, low, high)), cy=12, r=5)
        drawing = svg(content, height=24, title=sentence % words)
        lines.append(row(each.label, drawing, f"<b>{words['value']}</b>", words["count"]))
    numbers = "".join(
        text(figure(tick), "mut", x=x, y=11)
        for tick, x in zip(ticks(low, high, 10), grid, strict=True)
    )
    lines.append(row("", svg(numbers, height=16), "", ""))
    return joined(['<div class="rowchart dots">', *lines, "</div>"])


def _ends(rows: Sequence[Estimate], target: Number) -> tuple[int, int]:
    """Round tens around all intervals and the target, at least thirty apart, within 0 to 100."""
    values = [Decimal(target), *(row.lower for row in rows), *(row.upper for row in rows)]
    low = int(min(values) // 10) * 10
    high = int((max(values) / 10).to_integral_value(ROUND_CEILING)) * 10
    high = min(100, max(high, low + 30))
    return max(0, min(low, high - 30)), high


def scale(
    value: Number,
    bands: Sequence[tuple[Number, Number, Band]],
    *,
    title: str,
    need: Number | None = None,
    need_label: str = "",
    places: int = 2,
) -> Drawing:
    """Where in the bands does the value lie, and how far is it to the next?

    ``bands`` are start, end and band, rising; ``need`` is the value to be reached and
    ``need_label`` says the distance. A value below the first band is shown at its edge.
    """
    low, high = bands[0][0], bands[-1][1]
    here = place(value, low, high)
    definition, fill = hatching(title)
    parts = [definition if any(band.paint == "f0" for _, _, band in bands) else ""]
    for start, end, band in bands:
        at, until = place(start, low, high), place(end, low, high)
        hatched = {"fill": fill} if band.paint == "f0" else {}
        width = across(until - at)
        parts.append(
            shape("rect", band.paint, x=across(at), y=38, width=width, height=26, **hatched)
        )
        paint = f"{TEXT_ON.get(band.paint, 't0')} b"
        parts.append(text(band.name, paint, x=across(_beside(here, at, until)), y=55))
    edges = sorted({Decimal(start) for start, _, _ in bands} | {Decimal(high)})
    for edge in edges:
        at = place(edge, low, high)
        parts.append(text(figure(edge), "mut", x=across(at), y=82, anchor=_anchor(at)))
    parts.append(shape("line", "me-line", x1=across(here), x2=across(here), y1=20, y2=68))
    parts.append(shape("circle", "me", cx=across(here), cy=20, r=4))
    parts.append(text(figure(value, places), "t0 b", x=across(here), y=12, anchor=_anchor(here)))
    if need is not None:
        there = place(need, low, high)
        parts.append(shape("line", "need", x1=across(here), x2=across(there), y1=29, y2=29))
        parts.append(text(need_label, "need-t", x=across(there), y=33, anchor="start", dx=6))
    return Drawing(svg("".join(parts), height=92, title=title, css="scale"))


def _beside(marker: Decimal, start: Decimal, end: Decimal) -> Decimal:
    """The middle of a band, or of its larger part where the marker would cross the word."""
    middle = (start + end) / 2
    if abs(marker - middle) > WORD / 2:
        return middle
    return (marker + (end if marker < middle else start)) / 2


def _anchor(percent: Decimal) -> str:
    """Words near an end are turned inwards, so that they stay in the drawing."""
    return "start" if percent < 3 else "end" if percent > 97 else "middle"


def strip(
    values: Sequence[Number],
    mine: Number | None = None,
    *,
    low: Number,
    high: Number,
    title: str,
) -> Drawing:
    """Am I consistent? Every value as a dot, equal ones piled up, mine in the seal's red."""
    parts = [shape("line", "ax0", x1="3%", x2="97%", y1=26, y2=26)]
    piles: dict[Decimal, int] = {}
    for value in values:
        pile = rounded(value, 1)
        up = min(piles.get(pile, 0), DEEPEST_PILE) * DOT_STEP
        piles[pile] = piles.get(pile, 0) + 1
        parts.append(shape("circle", "pt-o", cx=_within(value, low, high), cy=26 - up, r=4))
    if mine is not None:
        parts.append(shape("circle", "pt-me", cx=_within(mine, low, high), cy=26, r=6))
    step = max(1, int((Decimal(high) - low) // 8))
    parts += [
        text(figure(tick), "mut", x=_within(tick, low, high), y=46)
        for tick in ticks(low, high, step)
    ]
    return Drawing(svg("".join(parts), height=52, title=title, css="scale"))


def _within(value: Number, low: Number, high: Number) -> str:
    """A place that leaves room for a whole dot at both ends."""
    return across(3 + place(value, low, high) * Decimal("0.94"))
