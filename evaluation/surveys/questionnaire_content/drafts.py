"""What a draft may still lack, and what cannot be kept even in a draft.

    read_draft(plain, *, dimensions=None) -> Draft

A draft may be half done: texts that are not written yet, weights that do not make 1 yet. All of
that stands in the way of publishing. What could not be written down again as it is – a weight
that is no number, a key that stands twice – is refused at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from evaluation.standards.problems import Problem
from evaluation.surveys.questionnaire_content.reading import read_with_all_problems
from evaluation.surveys.questionnaire_content.shapes import QuestionnaireContent

MAY_WAIT = frozenset(
    {
        "text_blank",
        "too_few_items",
        "not_above_zero",
        "weights_not_one",
        "dimension_unknown",
        "option_not_lower",
        "satisfied_below_dissatisfied",
        "scale_one_sided",
        "more_than_the_items",
        "background_too_many",
        "background_too_fine",
    }
)
"""Problems with which everything that was written is kept as it was written."""


@dataclass(frozen=True)
class Draft:
    """A draft as it can be read: ``refused`` may not be saved, ``waiting`` not published."""

    content: QuestionnaireContent | None
    refused: tuple[Problem, ...]
    waiting: tuple[Problem, ...]


def read_draft(plain: Any, *, dimensions: Collection[str] | None = None) -> Draft:
    content, problems = read_with_all_problems(plain, dimensions=dimensions)
    return Draft(
        content,
        refused=tuple(one for one in problems if one.code not in MAY_WAIT),
        waiting=tuple(one for one in problems if one.code in MAY_WAIT),
    )
