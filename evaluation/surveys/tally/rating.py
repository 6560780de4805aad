"""One resident's answer: what was rated, whether it is valid, and its points."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from evaluation.surveys.questionnaire_content import QuestionnaireContent

Answer = Mapping[str, object]


@dataclass(frozen=True)
class Rated:
    """An answer as it counts.

    ``choices``: options chosen, on the scale and about the household; anything else is left
    out. ``points``: r_i of 100, None when nothing was rated. ``dimensions``: the same over
    the items of one dimension. ``is_satisfied``: None when the overall question was not rated.
    """

    choices: Mapping[str, str]
    rated: int
    is_valid: bool
    points: Fraction | None
    dimensions: Mapping[str, tuple[int, int]]
    is_satisfied: bool | None


class Rater:
    """Rates the answers of one questionnaire. Weights and values are brought to whole numbers
    once, so that nothing is rounded and each answer costs a few additions."""

    def __init__(self, questionnaire: QuestionnaireContent) -> None:
        scale = set(questionnaire.option_keys)
        asked = [item.key for item in questionnaire.items]
        self._overall = questionnaire.overall.key
        self._known = dict.fromkeys((*asked, self._overall), scale)
        self._known |= {
            one.key: {option.key for option in one.options} for one in questionnaire.background
        }
        self._least = questionnaire.rated_items_at_least
        self._satisfied = {option.key: option.satisfied for option in questionnaire.options}
        values, unit = _in_whole_numbers(
            {option.key: Fraction(option.value) for option in questionnaire.options}
        )
        weights, _unit = _in_whole_numbers(
            {item.key: Fraction(item.weight) for item in questionnaire.items}
        )
        self._items = [
            (
                *(item.key, item.dimension, weights[item.key] * unit),
                {option: weights[item.key] * value for option, value in values.items()},
            )
            for item in questionnaire.items
        ]

    def rate(self, answer: Answer) -> Rated:
        """Read one answer; nothing in it can make this fail."""
        choices = {
            question: option
            for question, options in self._known.items()
            if isinstance(option := answer.get(question), str) and option in options
        }
        rated = 0
        sums: dict[str, tuple[int, int]] = {}
        for key, dimension, most, worth in self._items:
            value = worth.get(choices.get(key, ""))
            if value is None:
                continue
            rated += 1
            earned, of = sums.get(dimension, (0, 0))
            sums[dimension] = (earned + value, of + most)
        return Rated(
            choices=choices,
            rated=rated,
            is_valid=rated > 0 and rated >= self._least,
            points=Fraction(*map(sum, zip(*sums.values(), strict=True))) if rated else None,
            dimensions=sums,
            is_satisfied=self._satisfied.get(choices.get(self._overall, "")),
        )


def rate_answer(questionnaire: QuestionnaireContent, answer: Answer) -> Rated:
    """One answer; for many of the same questionnaire keep a ``Rater``."""
    return Rater(questionnaire).rate(answer)


def _in_whole_numbers(given: Mapping[str, Fraction]) -> tuple[dict[str, int], int]:
    """The same numbers times their common denominator, and that denominator."""
    unit = lcm(*(number.denominator for number in given.values()))
    return {key: int(number * unit) for key, number in given.items()}, unit
