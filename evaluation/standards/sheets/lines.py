r"""One line of a cell: “label (class): part | part | part”.

Parts are separated by | with spaces around it. A part that itself holds | or \ or a new line
writes \| \\ \n; a space at its very edge is written \u0020. Chinese ： （ ） ｜ are read as well.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.standards.sheets.cells import Spot

LABELLED = re.compile(
    r"\s*(?P<label>[^:：(（|｜]+?)\s*(?:[(（](?P<about>[^)）]*)[)）]\s*)?(?:[:：](?P<rest>.*))?",
    re.DOTALL,
)
PIECE = re.compile(r"\\.|[|｜]|[^\\|｜]+|\\\Z", re.DOTALL)
ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
WRITTEN = {"\\": r"\\", "|": r"\|", "｜": r"\｜", "\n": r"\n", "\r": r"\r"}
READ = {"n": "\n", "r": "\r", "\\": "\\", "|": "|", "｜": "｜"}


@dataclass(frozen=True)
class Line:
    """One line with its place. Empty lines are no lines."""

    text: str
    spot: Spot


@dataclass(frozen=True)
class Parsed:
    """A line taken apart; ``about`` is the class in brackets, if any."""

    label: str
    about: str
    parts: list[str]
    spot: Spot
    rest: str


def line(label: str, parts: Iterable[str] = (), about: str = "") -> str:
    """A line as it is written; a label alone where there are no parts."""
    written = " | ".join(escaped(part) for part in parts).rstrip()
    head = f"{label} ({about})" if about else label
    return f"{head}: {written}" if written else head


def escaped(part: str) -> str:
    """A part so that no sign in it is taken for a separator, and no edge is trimmed."""
    signs = [WRITTEN.get(sign, sign) for sign in part]
    for place in (0, -1):
        if signs and len(signs[place]) == 1 and signs[place].isspace():
            signs[place] = f"\\u{ord(signs[place]):04x}"
    return "".join(signs)


def parts_of(text: str) -> list[str]:
    found = [""]
    for piece in PIECE.findall(text):
        if piece in ("|", "｜"):
            found.append("")
        else:
            found[-1] += piece
    return [_unescaped(part.strip()) for part in found]


def _unescaped(part: str) -> str:
    return ESCAPED.sub(lambda found: _sign(found[1]), part)


def _sign(written: str) -> str:
    if len(written) == 5:
        return chr(int(written[1:], 16))
    return READ.get(written, f"\\{written}")


def parsed(one: Line) -> Parsed | None:
    """The line taken apart, or None where it does not begin with a label."""
    found = LABELLED.fullmatch(one.text)
    if found is None:
        return None
    rest = found["rest"] or ""
    return Parsed(found["label"], found["about"] or "", parts_of(rest), one.spot, rest.strip())


def chunks(lines: Sequence[str], longest: int, most: int) -> list[str]:
    """The lines joined, in as many cells as they need.

    ``longest`` in characters and ``most`` in lines are kept for each cell; a single line is
    never divided.
    """
    cells: list[list[str]] = [[]]
    for one in lines:
        length = sum(len(before) + 1 for before in cells[-1])
        if cells[-1] and (length + len(one) > longest or len(cells[-1]) >= most):
            cells.append([])
        cells[-1].append(one)
    return ["\n".join(cell) for cell in cells]
