"""Reading and writing exact numbers. Points and scores are Decimal, never floating point.

read_decimal(value) -> Decimal | None      "2.50", 4
read_whole(value) -> int | None            "3", 3
plain(number) -> str                       the way JSON keeps it: "2.50", never "1E+2"
half_up(number, step=CENT) -> Decimal      2.345 -> 2.35
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
ZERO = Decimal(0)

# Twelve digits before the point and six after it: more than any standard needs, and short
# enough that no number somebody types can slow a calculation down.
WRITTEN_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
LONG_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
WRITTEN_WHOLE = re.compile(r"[0-9]{1,9}")
MOST_WHOLE = 999_999_999


def read_decimal(value: Any) -> Decimal | None:
    """The number that is written here, or nothing when it is not one.

    Whole numbers may stand without quotes. Floating point is refused: it has already lost
    what was written.
    """
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value) if abs(value) <= MOST_WHOLE else None
    if isinstance(value, str) and WRITTEN_NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    return None


def read_whole(value: Any) -> int | None:
    """A count of 0 or more, or nothing when it is not one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value <= MOST_WHOLE else None
    if isinstance(value, str) and WRITTEN_WHOLE.fullmatch(value.strip()):
        return int(value.strip())
    return None


def plain(number: Decimal | int) -> str:
    """The number as JSON keeps it: all its digits, no exponent."""
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def half_up(number: Decimal, step: Decimal = CENT) -> Decimal:
    """The nearest multiple of a power of ten; what lies in the middle goes up."""
    return number.quantize(step, ROUND_HALF_UP)
