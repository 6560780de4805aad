"""One resident's answer: what was rated, whether it is valid, and its points."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from evaluation.surveys.questionnaire_content import ItemContent, QuestionnaireContent

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
    dimensions: Mapping[str, Fraction]
    is_satisfied: bool | None


def rate_answer(questionnaire: QuestionnaireContent, answer: Answer) -> Rated:
    """Read one answer; nothing in it can make this fail."""
    choices = _choices(questionnaire, answer)
    values = {option.key: Fraction(option.value) for option in questionnaire.options}
    rated = [item for item in questionnaire.items if choices.get(item.key) in values]
    by_dimension: dict[str, list[ItemContent]] = {}
    for item in rated:
        by_dimension.setdefault(item.dimension, []).append(item)

    def points(items: list[ItemContent]) -> Fraction:
        weight = sum((Fraction(item.weight) for item in items), Fraction(0))
        earned = (Fraction(item.weight) * values[choices[item.key]] for item in items)
        return sum(earned, Fraction(0)) / weight

    satisfied = {option.key: option.satisfied for option in questionnaire.options}
    return Rated(
        choices=choices,
        rated=len(rated),
        is_valid=bool(rated) and len(rated) >= questionnaire.rated_items_at_least,
        points=points(rated) if rated else None,
        dimensions={code: points(items) for code, items in by_dimension.items()},
        is_satisfied=satisfied.get(choices.get(questionnaire.overall.key, "")),
    )


def _choices(questionnaire: QuestionnaireContent, answer: Answer) -> dict[str, str]:
    """Only options that the questions really have."""
    known = dict.fromkeys(
        (*(item.key for item in questionnaire.items), questionnaire.overall.key),
        set(questionnaire.option_keys),
    )
    known |= {one.key: {option.key for option in one.options} for one in questionnaire.background}
    return {
        question: option
        for question, options in known.items()
        if isinstance(option := answer.get(question), str) and option in options
    }
