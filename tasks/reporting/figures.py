"""Means, medians and shares, in exact decimal arithmetic. No Django here."""

from collections.abc import Iterable
from decimal import Decimal

from evaluation.standards.figures import half_up

HUNDRED = Decimal(100)


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    """The mean of the values that are there, half-up to 0.01; None where there is none."""
    known = [value for value in values if value is not None]
    return half_up(sum(known, Decimal(0)) / len(known)) if known else None


def median(values: Iterable[Decimal | None]) -> Decimal | None:
    """The value in the middle, or half-way between the two in the middle, half-up to 0.01."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = len(known) // 2
    if len(known) % 2:
        return half_up(known[middle])
    return half_up((known[middle - 1] + known[middle]) / 2)


def percent(part: int, whole: int) -> Decimal | None:
    """The part in per cent of the whole, half-up to 0.01; None of nothing."""
    return half_up(HUNDRED * part / whole) if whole else None
