"""A tally as JSON keeps it, the same again, and its hash."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.standards.frozen import frozen_from, plain_of
from evaluation.standards.plain_text import content_hash
from evaluation.surveys.tally.counting import Tally


def to_plain(counted: Tally) -> dict[str, Any]:
    """Numbers as strings, counts as whole numbers, lists for tuples."""
    return plain_of(counted)


def from_plain(value: dict[str, Any]) -> Tally:
    """The tally that ``to_plain`` wrote."""
    return frozen_from(Tally, value)


@dataclass(frozen=True)
class Headline:
    """What a list says of a survey that is closed."""

    valid: int
    publish_from: int
    satisfaction_rate: Decimal | None

    @property
    def is_publishable(self) -> bool:
        """As ``Tally.is_publishable``."""
        return self.valid >= self.publish_from


def headline_from(value: dict[str, Any]) -> Headline:
    """The headline of the tally that ``to_plain`` wrote. The rest, ten times as much, is not
    read, because a list shows many."""
    return frozen_from(Headline, value)


def tally_hash(counted: Tally) -> str:
    """SHA-256 of the whole tally."""
    return content_hash(to_plain(counted))
