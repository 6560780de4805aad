"""Counting the answers of one community: R, the satisfaction rate, items, dimensions, groups."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.tally.groups import Group, group_answers
from evaluation.surveys.tally.intervals import Interval, decimal_of, mean_interval, share_interval
from evaluation.surveys.tally.rating import Answer, Rated, Rater

NOT_ANSWERED = ""
"""The key under which skipped questions are counted."""


@dataclass(frozen=True)
class ItemTally:
    """One question: how often each option was chosen, and the mean of the ratings (of 100).

    ``counts`` has every option in the order of the scale, then “I don't know”, then
    ``NOT_ANSWERED``; ``satisfied`` of the ``rated`` chose a satisfied option.
    """

    key: str
    counts: tuple[tuple[str, int], ...]
    rated: int
    satisfied: int
    mean: Decimal | None

    @property
    def satisfied_percent(self) -> Decimal | None:
        """The share of satisfied options among the ratings; None where nobody rated it."""
        return decimal_of(Fraction(self.satisfied * 100, self.rated)) if self.rated else None

    def count(self, option: str) -> int:
        return dict(self.counts)[option]


@dataclass(frozen=True)
class DimensionTally:
    """The items of one dimension together: mean of the answers that rated any, in points."""

    code: str
    rated: int
    mean: Decimal | None


@dataclass(frozen=True)
class Tally:
    """What a closed survey says.

    ``received`` = ``valid`` + ``invalid``. ``residents`` is R, None without a valid answer;
    ``satisfaction_rate`` is None when nobody rated the overall question. ``households`` is the
    number registered, None when it is not known. Intervals are None where there is none.
    """

    households: int | None
    received: int
    valid: int
    residents: Decimal | None
    residents_interval: Interval | None
    satisfaction_rate: Decimal | None
    rate_interval: Interval | None
    overall: ItemTally
    items: tuple[ItemTally, ...]
    dimensions: tuple[DimensionTally, ...]
    groups: tuple[Group, ...]
    publish_from: int
    smallest_cell: int

    @property
    def invalid(self) -> int:
        return self.received - self.valid

    @property
    def is_publishable(self) -> bool:
        """Whether there are enough valid answers for anything to be shown in public."""
        return self.valid >= self.publish_from

    def least_satisfied(self, count: int = 3) -> tuple[ItemTally, ...]:
        """The items with the lowest means, lowest first; ties in the order asked."""
        rated = [item for item in self.items if item.mean is not None]
        return tuple(sorted(rated, key=lambda item: item.mean or Decimal(0))[:count])


class Asked(NamedTuple):
    """What the tally of one community is made from, as one thing to hand to another process."""

    questionnaire: QuestionnaireContent
    answers: Sequence[Answer]
    households: int | None


def tally_of_asked(asked: Asked) -> Tally:
    return tally_answers(asked.questionnaire, asked.answers, households=asked.households)


def tally_answers(
    questionnaire: QuestionnaireContent,
    answers: Iterable[Answer],
    *,
    households: int | None = None,
) -> Tally:
    """Count the answers of one community."""
    rater = Rater(questionnaire)
    rated = [rater.rate(answer) for answer in answers]
    valid = [one for one in rated if one.is_valid]
    sample = questionnaire.sample
    points = [one.points for one in valid if one.points is not None]
    overall = _item_tally(questionnaire, questionnaire.overall.key, valid)
    confidence = sample.confidence_percent
    return Tally(
        households=households,
        received=len(rated),
        valid=len(valid),
        residents=_mean([point.as_integer_ratio() for point in points]),
        residents_interval=mean_interval(points, households, confidence),
        satisfaction_rate=overall.satisfied_percent,
        rate_interval=share_interval(overall.satisfied, overall.rated, households, confidence),
        overall=overall,
        items=tuple(_item_tally(questionnaire, item.key, valid) for item in questionnaire.items),
        dimensions=_dimensions(questionnaire, valid),
        groups=group_answers(questionnaire, valid),
        publish_from=sample.publish_from,
        smallest_cell=sample.smallest_cell,
    )


def _mean(values: Sequence[tuple[int, int]]) -> Decimal | None:
    """Of numerators and denominators. Summed by denominator first: few fractions are added, and
    the same number comes out."""
    if not values:
        return None
    numerators: Counter[int] = Counter()
    for above, below in values:
        numerators[below] += above
    parts = (Fraction(above, below) for below, above in numerators.items())
    return decimal_of(sum(parts, Fraction(0)) / len(values))


def _item_tally(
    questionnaire: QuestionnaireContent, key: str, valid: Iterable[Rated]
) -> ItemTally:
    chosen = Counter(one.choices.get(key, NOT_ANSWERED) for one in valid)
    keys = (*questionnaire.option_keys, NOT_ANSWERED)
    counts = tuple((option, chosen[option]) for option in keys)
    rated = sum(chosen[option.key] for option in questionnaire.options)
    if not rated:
        return ItemTally(key, counts, 0, 0, None)
    values = (Fraction(option.value) * chosen[option.key] for option in questionnaire.options)
    satisfied = sum(chosen[option.key] for option in questionnaire.options if option.satisfied)
    mean = sum(values, Fraction(0)) / rated
    return ItemTally(key, counts, rated, satisfied, decimal_of(mean))


def _dimensions(
    questionnaire: QuestionnaireContent, valid: Sequence[Rated]
) -> tuple[DimensionTally, ...]:
    """In the order in which the questionnaire comes to them."""
    found = []
    for code in dict.fromkeys(item.dimension for item in questionnaire.items):
        points = [one.dimensions[code] for one in valid if code in one.dimensions]
        found.append(DimensionTally(code, len(points), _mean(points)))
    return tuple(found)
