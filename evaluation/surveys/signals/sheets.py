"""Answers as signals are looked for in them: places of options, and how each answer came."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

STAFF = ("desk", "paper")
"""The channels in which people of the staff put the answer in."""
ALONE = "web"
"""The channel of a resident's own phone; a kiosk and a desk serve one after the other."""


@dataclass(frozen=True)
class Scale:
    """How many options the scale has and which is the best. Behind the options come two places
    more: “I don't know”, and not answered."""

    options: int
    best: int = 0

    @property
    def dont_know(self) -> int:
        return self.options

    @property
    def not_answered(self) -> int:
        return self.options + 1

    @property
    def places(self) -> int:
        return self.not_answered + 1


@dataclass(frozen=True)
class Sheet:
    """One answer: the place of the option of each item; ``seconds`` None where not measured."""

    places: tuple[int, ...]
    seconds: int | None = None
    quarter: int = 0
    device: str = ""
    channel: str = ALONE

    def rated(self, scale: Scale) -> list[int]:
        return [place for place in self.places if place < scale.options]


@dataclass(frozen=True)
class Community:
    """What came in from one community. ``used`` of ``slips`` codes; ``quarters``: how many
    quarters of an hour of daytime the questionnaire was open."""

    sheets: Sequence[Sheet]
    scale: Scale
    slips: int = 0
    used: int = 0
    complaints: int = 0
    quarters: int = 1

    @cached_property
    def packed(self) -> list[int]:
        """Each answer as one number, which is quick to compare (``packed``)."""
        return [packed(sheet, self.scale) for sheet in self.sheets]

    @cached_property
    def moods(self) -> list[float | None]:
        """The mean place of the rated items; None where nothing is rated."""
        rated = (sheet.rated(self.scale) for sheet in self.sheets)
        return [sum(places) / len(places) if places else None for places in rated]

    def straight(self, least: int) -> list[bool]:
        """Whether all rated items of an answer are equal, and at least so many of them."""
        return [rated >= max(least, 1) for rated in self._rated_alike]

    @cached_property
    def _rated_alike(self) -> list[int]:
        """How many items of each answer are rated, where all are rated alike; otherwise 0."""
        rated = (sheet.rated(self.scale) for sheet in self.sheets)
        return [len(places) if len(set(places)) == 1 else 0 for places in rated]


def packed(sheet: Sheet, scale: Scale) -> int:
    """The answer as one number: for each item as many bits as there are places, one of them set.

    So two answers agree in as many items as their numbers have bits in common.
    """
    number = 0
    for place in sheet.places:
        number = number << scale.places | 1 << place
    return number


def agreeing(one: int, other: int) -> int:
    """In how many items two packed answers agree."""
    return (one & other).bit_count()
