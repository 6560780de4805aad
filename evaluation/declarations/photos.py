"""What a photo tells besides its picture: when and where it was taken, and what it looks like.

    facts_of(picture, original) -> PhotoFacts          pictures of Pillow; never raises
    distance(look, other) -> int                       0: the same picture, 64: its opposite

The picture that is kept has no metadata any more (``file_checks``); day and place are kept in the
database, where a permission check stands before them.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

THUMBNAIL_SIDE = 320  # pixels
LOOK_BITS = 64
SAME_LOOK = 4
"""So many of 64 bits may differ between a picture and the same one saved again or made smaller."""

PARTS = SAME_LOOK + 1
"""With so many parts, two looks that differ in SAME_LOOK bits have at least one part in common."""
BITS_OF_A_PART = -(-LOOK_BITS // PARTS)

EXIF_PART, GPS_PART = 0x8769, 0x8825
TAKEN, CHANGED = 36867, 306
PLACES = Decimal("0.000001")  # a tenth of a metre


@dataclass(frozen=True)
class PhotoFacts:
    """``latitude`` and ``longitude`` in degrees, north and east positive; None where not told.

    ``thumbnail`` is a small JPEG, ``look`` 16 hexadecimal digits that hardly differ between two
    copies of one picture.
    """

    taken_on: date | None
    latitude: Decimal | None
    longitude: Decimal | None
    thumbnail: bytes
    look: str


def facts_of(picture: Any, original: Any) -> PhotoFacts:
    """``picture`` is drawn the right way up; ``original`` still has what the camera wrote."""
    written = _written_by_the_camera(original)
    place = _place(written.get("gps", {}))
    return PhotoFacts(
        taken_on=_day(written.get("exif", {}), written.get("head", {})),
        latitude=place[0],
        longitude=place[1],
        thumbnail=_thumbnail(picture),
        look=look_of(picture),
    )


def look_of(picture: Any) -> str:
    """Whether each of 8 × 8 fields is brighter than the one to its right."""
    small = picture.convert("L").resize((9, 8)).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            bits = bits << 1 | (small[place] > small[place + 1])
    return f"{bits:016x}"


def distance(look: str, other: str) -> int:
    """In how many of the 64 bits two looks differ."""
    return (int(look, 16) ^ int(other, 16)).bit_count()


def parts_of(look: str) -> list[int]:
    """The look in PARTS numbers, each unlike those of the other places.

    Two pictures that look the same share one, so that their like is found by equality.
    """
    bits, most = int(look, 16), 1 << BITS_OF_A_PART
    return [place * most + (bits >> place * BITS_OF_A_PART) % most for place in range(PARTS)]


def _thumbnail(picture: Any) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    drawn = io.BytesIO()
    small.save(drawn, "JPEG", quality=80)
    return drawn.getvalue()


def _written_by_the_camera(original: Any) -> dict[str, Mapping[int, Any]]:
    try:
        head = original.getexif()
        return {"head": head, "exif": head.get_ifd(EXIF_PART), "gps": head.get_ifd(GPS_PART)}
    except Exception:  # noqa: BLE001 -- anything can stand there; the picture is good without it
        return {}


def _day(exif: Mapping[int, Any], head: Mapping[int, Any]) -> date | None:
    """The day on the camera's own clock."""
    text = str(exif.get(TAKEN) or head.get(CHANGED) or "")[:19]
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").date()  # noqa: DTZ007 -- a camera has no zone
    except ValueError:
        return None


def _place(gps: Mapping[int, Any]) -> tuple[Decimal | None, Decimal | None]:
    latitude = _degrees(gps.get(2), gps.get(1), {"N": 1, "S": -1}, Decimal(90))
    longitude = _degrees(gps.get(4), gps.get(3), {"E": 1, "W": -1}, Decimal(180))
    return (None, None) if latitude is None or longitude is None else (latitude, longitude)


def _degrees(written: Any, side: Any, signs: Mapping[str, int], most: Decimal) -> Decimal | None:
    """Degrees, minutes and seconds as one number; None where they make no sense."""
    try:
        degrees, minutes, seconds = (Decimal(str(float(part))) for part in written)
        value = signs[str(side)] * (degrees + minutes / 60 + seconds / 3600)
        return value.quantize(PLACES) if abs(value) <= most else None
    except (TypeError, ValueError, KeyError, ArithmeticError, InvalidOperation):
        return None
