"""A tally as JSON keeps it, the same again, and its hash.

to_plain(tally) -> dict,  from_plain(plain) -> Tally,  tally_hash(tally) -> str
"""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from evaluation.standards.figures import plain
from evaluation.standards.plain_text import content_hash
from evaluation.surveys.tally.counting import DimensionTally, ItemTally, Tally
from evaluation.surveys.tally.groups import Group
from evaluation.surveys.tally.intervals import Interval


def to_plain(counted: Tally) -> dict[str, Any]:
    """Numbers as strings, counts as whole numbers, lists for tuples."""
    return _plain(asdict(counted))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def tally_hash(counted: Tally) -> str:
    """SHA-256 of the whole tally."""
    return content_hash(to_plain(counted))


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _interval(value: dict[str, str] | None) -> Interval | None:
    return None if value is None else Interval(**{k: Decimal(v) for k, v in value.items()})


def _item(value: dict[str, Any]) -> ItemTally:
    return ItemTally(
        key=value["key"],
        counts=tuple((option, count) for option, count in value["counts"]),
        rated=value["rated"],
        satisfied=value["satisfied"],
        mean=_number(value["mean"]),
    )


def from_plain(value: dict[str, Any]) -> Tally:
    """The tally that ``to_plain`` wrote."""
    return Tally(
        households=value["households"],
        received=value["received"],
        valid=value["valid"],
        residents=_number(value["residents"]),
        residents_interval=_interval(value["residents_interval"]),
        satisfaction_rate=_number(value["satisfaction_rate"]),
        rate_interval=_interval(value["rate_interval"]),
        overall=_item(value["overall"]),
        items=tuple(_item(item) for item in value["items"]),
        dimensions=tuple(
            DimensionTally(one["code"], one["rated"], _number(one["mean"]))
            for one in value["dimensions"]
        ),
        groups=tuple(
            Group(
                one["question"],
                one["option"],
                one["is_hidden"],
                one["answers"],
                _number(one["mean"]),
                _number(one["satisfaction_rate"]),
            )
            for one in value["groups"]
        ),
        publish_from=value["publish_from"],
        smallest_cell=value["smallest_cell"],
    )
