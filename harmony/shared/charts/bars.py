"""Bars: parts of a whole, points earned, shares against a floor, plan against done."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from harmony.shared.charts.drawing import (
    HUNDRED,
    TEXT_ON,
    Band,
    Drawing,
    Number,
    across,
    figure,
    hatching,
    joined,
    place,
    row,
    shape,
    svg,
    text,
    ticks,
)

Signs = tuple[str, str]  # what follows a label, and what stands between two parts
SIGNS: Signs = (": ", ", ")
NARROWEST_WITH_NUMBER = Decimal("3.5")  # per cent of the bar; a narrower part is not labelled


def stacked(
    rows: Sequence[tuple[str, Mapping[str, int]]],
    bands: Sequence[Band],
    *,
    last: Sequence[str] | None = None,
    signs: Signs = SIGNS,
) -> Drawing:
    """Which parts make up each row? Counts are written in the bars.

    ``rows`` are names with a count for each band's key; ``last`` are the words of the last
    column, the total unless given.
    """
    whole = max((sum(counts.values()) for _, counts in rows), default=0) or 1
    lines = []
    for index, (label, counts) in enumerate(rows):
        end = last[index] if last is not None else figure(sum(counts.values()))
        lines.append(row(label, _stack(label, counts, bands, whole, signs), end))
    return joined(['<div class="rowchart">', *lines, "</div>"])


def _stack(
    label: str, counts: Mapping[str, int], bands: Sequence[Band], whole: int, signs: Signs
) -> str:
    colon, comma = signs
    present = [(band, counts[band.key]) for band in bands if counts.get(band.key)]
    parts_said = comma.join(f"{band.name} {figure(count)}" for band, count in present)
    said = f"{label}{colon}{parts_said}"
    definition, fill = hatching(said)
    uses_hatching = any(band.paint == "f0" for band, _ in present)
    parts, start = [definition if uses_hatching else ""], Decimal(0)
    for band, count in present:
        width = Decimal(count) / whole * HUNDRED
        box: dict[str, Any] = {"x": across(start), "y": 1, "width": across(width), "height": 22}
        hatched = {"fill": fill} if band.paint == "f0" else {}
        parts.append(shape("rect", band.paint, **box, **hatched))
        if band.paint in TEXT_ON and width >= NARROWEST_WITH_NUMBER:
            middle = across(start + width / 2)
            parts.append(text(figure(count), f"{TEXT_ON[band.paint]} b", x=middle, y=17))
        start += width
    return svg("".join(parts), height=24, title=said)


def gainbars(rows: Sequence[tuple[str, Number, Number]], *, sentence: str = "") -> Drawing:
    """How many of the points there are were earned? Rows: name, earned, available.

    ``sentence`` may use label, value and full.
    """
    longest = max((available for _, _, available in rows), default=1) or 1
    lines = []
    for label, earned, available in rows:
        words = {"label": label, "value": figure(earned), "full": figure(available)}
        content = _track(place(available, 0, longest)) + _bar(place(earned, 0, longest))
        end = f'{words["value"]}<span class="muted">/{words["full"]}</span>'
        lines.append(row(label, svg(content, height=24, title=_said(sentence, words)), end))
    return joined(['<div class="rowchart gain">', *lines, "</div>"])


def floorbars(
    rows: Sequence[tuple[str, Number]],
    floor: Number,
    *,
    floor_label: str,
    sentence: str = "",
    low: int = 60,
    signs: Signs = SIGNS,
) -> Drawing:
    """Which share is under the floor? Rows: name, share in per cent.

    The bars begin at ``low``, or at the round ten under the lowest share if that is lower.
    ``sentence`` may use label, value and floor.
    """
    lowest = min((share for _, share in rows), default=low)
    low = max(0, min(low, int(Decimal(min(lowest, floor)) // 10) * 10))
    at_floor = across(place(floor, low, 100))
    mark = shape("line", "target", x1=at_floor, x2=at_floor, y1=0, y2=24)
    lines = [row("", svg(text(floor_label, "t0 b", x=at_floor, y=12), height=18), "")]
    for label, share in rows:
        reached = share >= floor
        words = {"label": label, "value": f"{figure(share)}%", "floor": f"{figure(floor)}%"}
        content = _track(HUNDRED) + _bar(place(share, low, 100), "bar-a" if reached else "bar-w")
        end = words["value"] if reached else f'<span class="unmet">{words["value"]}</span>'
        title = _said(sentence, words, signs)
        lines.append(row(label, svg(content + mark, height=24, title=title), end))
    numbers = "".join(
        text(figure(tick), "mut", x=across(place(tick, low, 100)), y=11)
        for tick in ticks(low, 100, 10)
    )
    return joined(
        ['<div class="rowchart floor">', *lines, row("", svg(numbers, height=16), ""), "</div>"]
    )


def planbars(
    rows: Sequence[tuple[str, int | None, int]],
    total: int,
    *,
    sentence: str = "",
) -> Drawing:
    """How much of the plan is done? Rows: name, done (None: nothing to say yet), planned.

    ``total`` is what the longest bar stands for. ``sentence`` may use label, value and full.
    """
    whole = max([total, *(planned for _, _, planned in rows), 1])
    lines = []
    for label, done, planned in rows:
        value = "–" if done is None else figure(done)
        words = {"label": label, "value": value, "full": figure(planned)}
        width = across(place(planned, 0, whole))
        content = shape("rect", "planline", y=3, width=width, height=18, rx=2)
        if done:
            end_of_bar = across(place(done, 0, whole))
            content += shape("rect", "bar-a", y=3, width=end_of_bar, height=18, rx=2)
        end = f'{value}<span class="muted"> / {words["full"]}</span>'
        lines.append(row(label, svg(content, height=24, title=_said(sentence, words)), end))
    return joined(['<div class="rowchart plan">', *lines, "</div>"])


def cell_bar(value: Number, low: Number = 0, high: Number = 100) -> Drawing:
    """A small bar for the cell of a table, beside the figure it shows."""
    width = across(place(value, low, high))
    content = shape("rect", "bar-bg", width="100%", height=8, rx=2)
    return Drawing(svg(content + shape("rect", "bar-a", width=width, height=8, rx=2), height=8))


def _track(percent: Decimal) -> str:
    return shape("rect", "bar-bg", y=6, width=across(percent), height=12, rx=2)


def _bar(percent: Decimal, paint: str = "bar-a") -> str:
    return shape("rect", paint, y=6, width=across(percent), height=12, rx=2)


def _said(sentence: str, words: Mapping[str, str], signs: Signs = SIGNS) -> str:
    """The description of a row; without a sentence, its name and its figures."""
    if sentence:
        return sentence % words
    figures = " / ".join(value for key, value in words.items() if key != "label")
    return f"{words['label']}{signs[0]}{figures}"
