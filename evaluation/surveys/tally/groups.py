"""Residents by age and the like, without showing anybody: small groups are hidden.

A group of fewer than ``smallest_cell`` valid answers is not shown. Where the hidden groups of
a question could be worked out from the rest (there is only one, or they are fewer than a cell
together), the smallest groups that are left are hidden with them. The satisfaction rate has
fewer answers behind it, those who rated the whole, so the same is looked at once more for it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evaluation.surveys.questionnaire_content import BackgroundContent, QuestionnaireContent
from evaluation.surveys.tally.intervals import decimal_of
from evaluation.surveys.tally.rating import Rated

NOT_SAID = ""
"""The option of those who left the question out."""


@dataclass(frozen=True)
class Group:
    """The valid answers of one group. A hidden one has no numbers at all.

    ``mean`` is R of the group; ``satisfaction_rate`` in percent, None where fewer than a cell
    rated the overall question, or where it would give such a group's away.
    """

    question: str
    option: str
    is_hidden: bool
    answers: int | None = None
    mean: Decimal | None = None
    satisfaction_rate: Decimal | None = None


def group_answers(
    questionnaire: QuestionnaireContent, valid: Sequence[Rated]
) -> tuple[Group, ...]:
    """Every group of every background question, in the order asked."""
    smallest = questionnaire.sample.smallest_cell
    return tuple(
        group
        for question in questionnaire.background
        for group in _groups(question, valid, smallest)
    )


def _groups(question: BackgroundContent, valid: Sequence[Rated], smallest: int) -> list[Group]:
    members: dict[str, list[Rated]] = {option.key: [] for option in question.options}
    members[NOT_SAID] = []
    for one in valid:
        members[one.choices.get(question.key, NOT_SAID)].append(one)
    hidden = _to_hide({key: len(group) for key, group in members.items()}, smallest)
    rated = {key: len(_opinions(group)) for key, group in members.items()}
    without_rate = _to_hide(rated, smallest, hidden)
    return [
        Group(question.key, key, is_hidden=True)
        if key in hidden
        else _shown(question.key, key, group, has_rate=key not in without_rate)
        for key, group in members.items()
    ]


def _to_hide(sizes: Mapping[str, int], smallest: int, already: Collection[str] = ()) -> set[str]:
    """Which groups have no numbers shown. An empty group says nothing and hides nothing.

    ``already``: groups that are hidden for another reason, and may hide others.
    """
    by_size = sorted((key for key in sizes if sizes[key]), key=lambda key: sizes[key])
    hidden = {key for key in by_size if sizes[key] < smallest}.union(already)
    for key in by_size:
        behind = [sizes[one] for one in hidden if sizes[one]]
        if not behind or (len(behind) > 1 and sum(behind) >= smallest):
            break
        hidden.add(key)
    return hidden


def _opinions(group: Sequence[Rated]) -> list[bool]:
    return [one.is_satisfied for one in group if one.is_satisfied is not None]


def _shown(question: str, option: str, group: Sequence[Rated], *, has_rate: bool) -> Group:
    points = [one.points for one in group if one.points is not None]
    opinions = _opinions(group)
    mean = decimal_of(sum(points, Fraction(0)) / len(points)) if points else None
    rate = None
    if opinions and has_rate:
        rate = decimal_of(Fraction(sum(opinions) * 100, len(opinions)))
    return Group(question, option, False, len(group), mean, rate)
