"""What a questionnaire says, as frozen values. Texts are pairs, weights and values Decimal."""

from dataclasses import dataclass
from decimal import Decimal

from evaluation.standards.reading import TextPair


@dataclass(frozen=True)
class OptionContent:
    """One step of the scale: worth ``value`` of 100; ``satisfied`` counts for the rate."""

    key: str
    value: Decimal
    satisfied: bool
    label: TextPair


@dataclass(frozen=True)
class ItemContent:
    """One question on the scale; ``dimension`` is a code of the standard, ``weight`` of 1."""

    key: str
    dimension: str
    weight: Decimal
    text: TextPair
    hint: TextPair | None = None


@dataclass(frozen=True)
class ChoiceContent:
    """One answer to a question about the household."""

    key: str
    label: TextPair


@dataclass(frozen=True)
class BackgroundContent:
    """A question about the household, for grouping only."""

    key: str
    text: TextPair
    options: tuple[ChoiceContent, ...]


@dataclass(frozen=True)
class CommentContent:
    """The free text at the end."""

    key: str
    text: TextPair
    hint: TextPair | None
    characters_at_most: int


@dataclass(frozen=True)
class SampleContent:
    """How many answers are planned, and from how many on results are shown.

    The margin of error is in percentage points, half the width of the interval.
    """

    margin_points: Decimal = Decimal(8)
    confidence_percent: Decimal = Decimal(95)
    valid_answers_at_least: int = 50
    publish_from: int = 30
    smallest_cell: int = 10


@dataclass(frozen=True)
class QuestionnaireContent:
    """A whole questionnaire.

    ``rated_items_at_least``: an answer with fewer rated items is not valid. ``dont_know`` and
    a skipped question are not ratings.
    """

    key: str
    edition: str
    title: TextPair
    standard: str
    notice: TextPair | None
    introduction: TextPair
    privacy: tuple[tuple[str, TextPair], ...]
    thanks: TextPair
    options: tuple[OptionContent, ...]
    dont_know: ChoiceContent
    items: tuple[ItemContent, ...]
    overall: ChoiceContent
    background: tuple[BackgroundContent, ...]
    comment: CommentContent | None
    rated_items_at_least: int
    sample: SampleContent

    @property
    def option_keys(self) -> tuple[str, ...]:
        """Everything that may be chosen on the scale, “I don't know” last."""
        return (*(option.key for option in self.options), self.dont_know.key)
