"""Charts: numbers in, inline SVG out.

Pure functions without Django. What they return (`Drawing`) goes into a template as it is. Every
shape carries the light theme as presentation attributes, because papers are printed without the
stylesheet, and a class, with which the stylesheet follows the theme. There is no ``style=``.
Across, places are given in per cent, so that a chart fits any width and its text keeps its size.

Words come from the caller, translated: ``label`` is a name beside a row, ``title`` what the whole
drawing says, ``sentence`` a pattern such as ``_("%(label)s: %(value)s of %(full)s points")`` from
which the description of each row is made. Numbers are written the same in every language.
"""

from harmony.shared.charts.bars import (
    cell_bar,
    floorbars,
    gainbars,
    planbars,
    stacked,
)
from harmony.shared.charts.dots import Estimate, ci_dots, scale, strip
from harmony.shared.charts.drawing import Band, Drawing, heat_class
from harmony.shared.charts.mosaic import (
    MOST_TILES,
    TILES,
    Tile,
    legend,
    mosaic,
)

__all__ = [
    "MOST_TILES",
    "TILES",
    "Band",
    "Drawing",
    "Estimate",
    "Tile",
    "cell_bar",
    "ci_dots",
    "floorbars",
    "gainbars",
    "heat_class",
    "legend",
    "mosaic",
    "planbars",
    "scale",
    "stacked",
    "strip",
]
