"""What a questionnaire takes in each community: answers, slips, the margin they reach, the cost.

    needs(households, assumptions) -> Need
    totals(households of each community, assumptions) -> Totals

Plain arithmetic; the sizes of the sample are those of ``sampling``.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import Enum

from evaluation.standards.figures import ZERO, half_up
from evaluation.surveys.questionnaire_content import SampleContent
from evaluation.surveys.tally.intervals import HUNDRED
from evaluation.surveys.tally.sampling import answers_needed, margin_reached, slips_to_print


class Shortfall(Enum):
    """Why a slip for every household would still not be enough."""

    NONE = ""
    MARGIN = "margin"
    """The margin of error that is wanted is not reached."""
    ANSWERS = "answers"
    """It is, but with fewer valid answers than a level asks for."""


@dataclass(frozen=True)
class Assumptions:
    """``response``: valid answers of 100 slips. ``price`` of one slip, printed and handed out,
    in yuan; None when it is not to be worked out."""

    sample: SampleContent
    response: Decimal
    price: Decimal | None = None


@dataclass(frozen=True)
class Need:
    """One community. ``expected``: valid answers that come back from the slips, rounded down;
    ``margin``: what they reach, in percentage points, None where none is expected."""

    households: int
    answers: int
    slips: int
    expected: int
    margin: Decimal | None
    cost: Decimal | None
    shortfall: Shortfall


@dataclass(frozen=True)
class Totals:
    """All communities together; ``short``: in how many the plan cannot be kept."""

    communities: int
    households: int
    answers: int
    slips: int
    cost: Decimal | None
    short: int


def needs(households: int, assumed: Assumptions) -> Need:
    """The plan for one community of so many households."""
    sample = assumed.sample
    answers = answers_needed(households, sample)
    slips = slips_to_print(answers, households, assumed.response)
    expected = int((slips * assumed.response / HUNDRED).to_integral_value(ROUND_FLOOR))
    margin = margin_reached(expected, households, sample.confidence_percent)
    cost = None if assumed.price is None else half_up(slips * assumed.price)
    return Need(
        households,
        answers,
        slips,
        expected,
        margin,
        cost,
        _short(expected, answers, margin, sample),
    )


def _short(
    expected: int, answers: int, margin: Decimal | None, sample: SampleContent
) -> Shortfall:
    if expected >= answers:
        return Shortfall.NONE
    is_reached = margin is not None and margin <= sample.margin_points
    return Shortfall.ANSWERS if is_reached else Shortfall.MARGIN


def totals(households: Iterable[int], assumed: Assumptions) -> Totals:
    """The sums over the communities; those of the same size are worked out once."""
    found = [(needs(size, assumed), count) for size, count in Counter(households).items()]
    cost = sum(((one.cost or ZERO) * count for one, count in found), ZERO)
    return Totals(
        communities=sum(count for _, count in found),
        households=sum(one.households * count for one, count in found),
        answers=sum(one.answers * count for one, count in found),
        slips=sum(one.slips * count for one, count in found),
        cost=None if assumed.price is None else cost,
        short=sum(count for one, count in found if one.shortfall != Shortfall.NONE),
    )
