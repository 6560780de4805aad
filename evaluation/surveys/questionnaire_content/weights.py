"""What the weights of the questions add up to, in all and by dimension.

weight_sums(items) -> WeightSums       items as plain values, weights as they were typed
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.standards.figures import ZERO, read_decimal

WHOLE = Decimal(1)


@dataclass(frozen=True)
class SectionSum:
    """How many questions a dimension has, and the sum of their weights."""

    dimension: str
    count: int
    weight: Decimal


@dataclass(frozen=True)
class WeightSums:
    """``unread`` counts weights that are no numbers (yet); they are in no sum."""

    sections: tuple[SectionSum, ...]
    unread: int

    @property
    def total(self) -> Decimal:
        return sum((section.weight for section in self.sections), ZERO)

    @property
    def missing(self) -> Decimal:
        """What is missing to 1; below zero where it is too much."""
        return WHOLE - self.total

    @property
    def over(self) -> Decimal:
        return -self.missing

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.unread


def weight_sums(items: Iterable[Mapping[str, Any]]) -> WeightSums:
    counts: dict[str, int] = {}
    weights: dict[str, Decimal] = {}
    unread = 0
    for item in items:
        dimension = item["dimension"]
        weight = read_decimal(item["weight"])
        counts[dimension] = counts.get(dimension, 0) + 1
        weights[dimension] = weights.get(dimension, ZERO) + (weight or ZERO)
        unread += weight is None
    sections = (SectionSum(name, counts[name], weights[name]) for name in counts)
    return WeightSums(tuple(sections), unread)
