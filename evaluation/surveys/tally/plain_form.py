"""A tally as JSON keeps it, the same again, and its hash."""

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


def tally_hash(counted: Tally) -> str:
    """SHA-256 of the whole tally."""
    return content_hash(to_plain(counted))
