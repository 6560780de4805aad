"""Two states of a questionnaire side by side, on their plain values.

    differences(before, after) -> (Difference, …)     in the order of the questionnaire
    weight_movements(before, after) -> (WeightMovement, …)

What stands in a list is matched by its key: a question that was moved is the same question.
The same content twice gives nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.standards.figures import ZERO
from evaluation.surveys.questionnaire_content.weights import weight_sums

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One value before and after; None where it was not there, or is no more.

    ``where`` leads to it from the top: ``("items", "staff", "weight")``. Something with a key
    that came or went is one difference, with all that is in it. Where only the order of a list
    differs, ``where`` is the list and the values are its keys in order.
    """

    where: tuple[str, ...]
    before: Any
    after: Any

    @property
    def is_order(self) -> bool:
        return isinstance(self.before, list)


@dataclass(frozen=True)
class WeightMovement:
    """The weight of one dimension in both; None where nothing is asked about it."""

    dimension: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Positive: it counts for more than before."""
        return (self.after or ZERO) - (self.before or ZERO)


def differences(before: Plain, after: Plain) -> tuple[Difference, ...]:
    return tuple(_of_mappings(before, after, ()))


def weight_movements(before: Plain, after: Plain) -> tuple[WeightMovement, ...]:
    """All dimensions that either asks about, those of the newer first."""
    was, now = (
        {one.dimension: one.weight for one in weight_sums(plain["items"]).sections}
        for plain in (before, after)
    )
    names = dict.fromkeys([*now, *was])
    return tuple(WeightMovement(name, was.get(name), now.get(name)) for name in names)


def _of_values(was: Any, now: Any, where: tuple[str, ...]) -> Iterator[Difference]:
    if was == now:
        return
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        yield from _of_mappings(was, now, where)
    elif isinstance(was, list) and isinstance(now, list):
        yield from _of_lists(was, now, where)
    else:
        yield Difference(where, was, now)


def _of_mappings(was: Plain, now: Plain, where: tuple[str, ...]) -> Iterator[Difference]:
    for key in dict.fromkeys([*now, *was]):
        yield from _of_values(was.get(key), now.get(key), (*where, key))


def _of_lists(was: list[Any], now: list[Any], where: tuple[str, ...]) -> Iterator[Difference]:
    """Lists of a questionnaire hold only what has a key of its own."""
    olds = {one["key"]: one for one in was}
    news = {one["key"]: one for one in now}
    stayed = [[key for key in one if key in other] for one, other in ((olds, news), (news, olds))]
    if stayed[0] != stayed[1]:
        yield Difference(where, *stayed)
    yield from _of_mappings(olds, news, where)
