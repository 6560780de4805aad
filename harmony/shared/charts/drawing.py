"""The pencil of the charts: shapes with their colours, text, numbers and places."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from zlib import crc32

Number = Decimal | int

HUNDRED = Decimal(100)

# The light theme, class by class. The same classes are in static/css/components/chart.css.
PAINT = {
    "f3": {"fill": "#0f6b54", "stroke": "#0b5140"},
    "f2": {"fill": "#79c2ad", "stroke": "#2c7f69"},
    "f1": {"fill": "#f1dc9c", "stroke": "#96731a"},
    "f0": {"stroke": "#84918c"},
    "fr": {"fill": "#e4eff5", "stroke": "#14587a"},
    "fw": {"fill": "#ffffff", "stroke": "#74817d"},
    "fn": {"fill": "none", "stroke": "#bcc8c4"},
    "planline": {"fill": "none", "stroke": "#74817d"},
    "hatch-b": {"fill": "#ffffff"},
    "hatch-l": {"stroke": "#bcc8c4"},
    "ax": {"stroke": "#dce3e0"},
    "ax0": {"stroke": "#bcc8c4"},
    "target": {"stroke": "#15211f", "stroke-dasharray": "3 3"},
    "ci": {"stroke": "#14587a", "stroke-width": "2"},
    "pt": {"fill": "#14587a", "stroke": "#ffffff", "stroke-width": "1.5"},
    "pt-o": {"fill": "#bcc8c4", "stroke": "#74817d"},
    "pt-me": {"fill": "#b3311f", "stroke": "#ffffff", "stroke-width": "1.5"},
    "bar-a": {"fill": "#14587a"},
    "bar-w": {"fill": "#e0bd74"},
    "bar-bg": {"fill": "#dce3e0"},
    "need": {"stroke": "#14587a", "stroke-width": "2"},
    "me": {"fill": "#15211f"},
    "me-line": {"stroke": "#15211f", "stroke-width": "2"},
    "pip3": {"fill": "#ffffff"},
    "pip2": {"fill": "#0b2a22"},
    "pip1": {"fill": "#33270a"},
    "mk-w": {"fill": "#845200"},
    "mk-b": {"fill": "#a8231b"},
    "mk-n": {"stroke": "#56635f", "stroke-width": "1.6"},
    "t3": {"fill": "#ffffff"},
    "t2": {"fill": "#0b2a22"},
    "t1": {"fill": "#33270a"},
    "t0": {"fill": "#15211f"},
    "mut": {"fill": "#5d6a66"},
    "need-t": {"fill": "#14587a", "font-weight": "600"},
    "b": {"font-weight": "600"},
}

TEXT_ON = {"f3": "t3", "f2": "t2", "f1": "t1"}


class Drawing(str):
    """Finished SVG or HTML. Templates write it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True)
class Band:
    """One of the parts that a bar is made of.

    ``key`` is what the counts are kept under; ``paint`` is ``f3 f2 f1 f0`` for the four levels,
    ``fr`` for what is being evaluated and ``fn`` for the rest.
    """

    key: str
    name: str
    paint: str


def joined(parts: Iterable[str]) -> Drawing:
    return Drawing("".join(parts))


def shape(name: str, paint: str = "", content: str = "", **attributes: object) -> str:
    """One SVG element; underscores in the names of attributes stand for hyphens."""
    colours = {key: value for css in paint.split() for key, value in PAINT.get(css, {}).items()}
    given = {key.replace("_", "-"): value for key, value in attributes.items()}
    every = ({"class": paint} if paint else {}) | colours | given
    written = "".join(f' {key}="{escape(str(value))}"' for key, value in every.items())
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(
    words: str, paint: str = "", *, x: str, y: Number, anchor: str = "middle", dx: int = 0
) -> str:
    """Words in a drawing, at the size of small text."""
    moved = {"dx": dx} if dx else {}
    return shape(
        "text",
        paint or "t0",
        escape(words),
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=12,
        font_family="sans-serif",
        **moved,
    )


def svg(
    content: str, *, height: int, title: str = "", description: str = "", css: str = ""
) -> str:
    """A drawing as wide as its place. Without a title it is decoration and says nothing."""
    role = ' role="img"' if title else ' aria-hidden="true"'
    css_class = f' class="{css}"' if css else ""
    words = f"<title>{escape(title)}</title>" if title else ""
    words += f"<desc>{escape(description)}</desc>" if description else ""
    return (
        f'<svg{css_class}{role} focusable="false" width="100%" height="{height}">'
        f"{words}{content}</svg>"
    )


def row(label: str, drawing: str, *columns: str) -> str:
    """One line of a chart: its name, its drawing and its figures.

    The drawing says the figures too, so a screen reader is spared them beside it.
    """
    cells = "".join(f'<span aria-hidden="true">{column}</span>' for column in columns)
    return f'<div class="r"><span>{escape(label)}</span>{drawing}{cells}</div>'


def hatching(seed: str) -> tuple[str, str]:
    """The pattern of “not yet”, as its definition and the fill that uses it.

    Its id comes from the seed: two drawings on a page do not share one, and the same numbers
    give the same bytes.
    """
    name = f"hatch-{crc32(seed.encode()):08x}"
    ground = shape("rect", "hatch-b", width=6, height=6)
    line = shape("line", "hatch-l", x1=0, y1=0, x2=0, y2=6, stroke_width="1.6")
    definition = (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)">{ground}{line}</pattern></defs>'
    )
    return definition, f"url(#{name})"


def place(value: Number, low: Number, high: Number) -> Decimal:
    """Where a value lies between two ends, in per cent; beyond an end it stays at the end."""
    inside = max(Decimal(low), min(Decimal(high), Decimal(value)))
    return (inside - low) / (Decimal(high) - low) * HUNDRED


def across(percent: Number) -> str:
    """A place or a width as SVG wants it: 62.5%."""
    return f"{plain(rounded(Decimal(percent), 2))}%"


def rounded(value: Number, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(value: Number) -> str:
    """A number without zeros that say nothing: 5, 4.5."""
    written = f"{Decimal(value):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def figure(value: Number, places: int | None = None) -> str:
    """A number for people, the same in every language: 3,412, 88.40, −0.5."""
    number = Decimal(value) if places is None else rounded(value, places)
    written = f"{number:,f}"
    if places is None and "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.replace("-", "−")


def ticks(low: Number, high: Number, step: int) -> list[int]:
    """The round numbers from one end to the other."""
    first = int(Decimal(low) // step) * step
    return [each for each in range(first, int(high) + 1, step) if each >= low]


def heat_class(share: Number) -> str:
    """The step of the heat map for a share of points in per cent, cut at 72, 79, 85 and 91."""
    return f"h{1 + sum(share >= cut for cut in (72, 79, 85, 91))}"
