"""QR codes as drawings that the printing library draws sharply."""

from typing import NamedTuple

import segno

QUIET = 2  # modules left white around it; the paper around it is white as well


class QrCode(NamedTuple):
    """``size`` modules square; ``path`` is what is dark, as an SVG path."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The text as a QR code that stays readable when a seventh of it is covered."""
    code = segno.make(text, error="m", micro=False)
    runs = []
    for y, row in enumerate(code.matrix_iter(border=QUIET)):
        start = None
        for x, is_dark in enumerate([*row, 0]):
            if is_dark and start is None:
                start = x
            elif not is_dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return QrCode(size=int(code.symbol_size(border=QUIET)[0]), path="".join(runs))
