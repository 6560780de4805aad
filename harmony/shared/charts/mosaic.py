"""The mosaic: every community is one tile, so a whole programme is seen at a glance."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from harmony.shared.charts.bars import SIGNS, Signs, stacked
from harmony.shared.charts.drawing import Band, Drawing, hatching, joined, shape

MOST_TILES = 300  # beyond that, one bar for each street


@dataclass(frozen=True)
class Tile:
    """One community: how it stands, what is said when it is pointed at, its street."""

    kind: str
    text: str
    street: str = ""


def _box(paint: str, **attributes: Any) -> str:
    size: dict[str, Any] = {"x": 0.75, "y": 0.75, "width": 24.5, "height": 24.5, "rx": 2}
    return shape("rect", paint, **size, **attributes)


def _level(rank: int) -> str:
    centres = [13 + (number - (rank - 1) / 2) * 6.5 for number in range(rank)]
    pips = (
        shape("path", f"pip{rank}", d=f"M{x:g} 10.1l2.9 2.9-2.9 2.9-2.9-2.9z") for x in centres
    )
    return _box(f"f{rank}") + "".join(pips)


def _evaluating(height: int) -> str:
    tall = {1: 4.6, 2: 9.2, 3: 13.8}[height]
    return _box("fr") + shape("rect", "bar-a", x=10, y=f"{22 - tall:g}", width=6, height=tall)


def _late() -> str:
    stroke = shape("rect", "mk-b", x=11.4, y=6, width=3.2, height=9)
    return _box("fw") + stroke + shape("rect", "mk-b", x=11.4, y=17, width=3.2, height=3.2)


TILES: Mapping[str, Callable[[], str]] = {
    "excellent": lambda: _level(3),
    "good": lambda: _level(2),
    "qualified": lambda: _level(1),
    "not_yet": lambda: _box("fw") + shape("line", "mk-n", x1=7, y1=19, x2=19, y2=7),
    "evaluating": lambda: _evaluating(3),
    "evaluating_3": lambda: _evaluating(3),
    "evaluating_2": lambda: _evaluating(2),
    "evaluating_1": lambda: _evaluating(1),
    "returned": lambda: _box("fr") + shape("path", "mk-w", d="M13 6.5l6.5 11.5h-13z"),
    "under_way": lambda: _box("fw"),
    "late": _late,
    "not_started": lambda: _box("fw", stroke_dasharray="3 2.5"),
}

# How the kinds of tiles are gathered into the parts of a bar.
PARTS = {
    "excellent": ("excellent", "f3"),
    "good": ("good", "f2"),
    "qualified": ("qualified", "f1"),
    "not_yet": ("not_yet", "f0"),
    "evaluating": ("evaluating", "fr"),
    "evaluating_3": ("evaluating", "fr"),
    "evaluating_2": ("evaluating", "fr"),
    "evaluating_1": ("evaluating", "fr"),
    "returned": ("evaluating", "fr"),
    "under_way": ("under_way", "fw"),
    "late": ("under_way", "fw"),
    "not_started": ("not_started", "fn"),
}


def mosaic(
    tiles: Sequence[Tile], *, title: str, names: Mapping[str, str], signs: Signs = SIGNS
) -> Drawing:
    """How far are we, all together? One tile each, or above 300 one bar for each street.

    ``names`` gives the words for the kinds excellent, good, qualified, not_yet, evaluating,
    under_way and not_started; ``title`` says the counts.
    """
    if len(tiles) > MOST_TILES:
        return _by_street(tiles, names, signs)
    drawn = (_tile(tile.kind, tile.text) for tile in tiles)
    head = f'<div class="mosaic" role="img" aria-label="{escape(title)}">'
    return joined([head, *drawn, "</div>"])


def _tile(kind: str, words: str = "") -> str:
    hidden = "" if words else ' aria-hidden="true"'
    title = f"<title>{escape(words)}</title>" if words else ""
    return (
        f'<svg class="tile" viewBox="0 0 26 26" width="26" height="26" focusable="false"{hidden}>'
        f"{title}{TILES[kind]()}</svg>"
    )


def _by_street(tiles: Sequence[Tile], names: Mapping[str, str], signs: Signs) -> Drawing:
    streets: dict[str, Counter[str]] = {}
    for tile in tiles:
        part, _ = PARTS[tile.kind]
        streets.setdefault(tile.street, Counter())[part] += 1
    bands = [Band(key, names.get(key, key), paint) for key, paint in dict(PARTS.values()).items()]
    return stacked(list(streets.items()), bands, signs=signs)


def legend(names: Mapping[str, str], *, bars: bool = False) -> Drawing:
    """What the tiles mean, in the order given; with ``bars``, what the parts of a bar mean."""
    marks = ((_swatch(kind) if bars else _tile(kind), words) for kind, words in names.items())
    items = (f"<li>{mark}{escape(words)}</li>" for mark, words in marks)
    return joined(['<ul class="legend">', *items, "</ul>"])


def _swatch(kind: str) -> str:
    paint = PARTS[kind][1]
    definition, fill = hatching(f"legend {kind}") if paint == "f0" else ("", "")
    hatched = {"fill": fill} if fill else {}
    box = shape("rect", paint, x=1, y=1, width=14, height=14, **hatched)
    return (
        '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        f"{definition}{box}</svg>"
    )
