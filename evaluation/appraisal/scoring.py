"""One score from several appraisers. Plain arithmetic: no database, no clock, no request.

    agree(scores, points, tolerance_percent, *, at_least=2) -> Agreed | NeedsModeration

``scores`` are the appraisers' ``CriterionScore`` of one criterion, in any order; ``points``
are the criterion's. Where one party scores alone (a department), ``at_least=1``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.standards.figures import ZERO, half_up
from evaluation.standards.scoring_rules import CriterionScore

TOO_FEW = "too_few"
MODIFIERS_DIFFER = "modifiers_differ"
BEYOND_TOLERANCE = "beyond_tolerance"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Agreed:
    """The score that stands: the mean, half-up to 0.01, or what one modifier decides for all.

    ``spread`` is the highest score minus the lowest; ``limit`` is how far they might differ.
    """

    score: CriterionScore
    spread: Decimal
    limit: Decimal


@dataclass(frozen=True)
class NeedsModeration:
    """No score yet, and why.

    ``too_few``: fewer scores than needed. ``modifiers_differ``: the appraisers do not agree
    on what applies, however close their points. ``beyond_tolerance``: the points lie further
    apart than ``limit``.
    """

    reason: str
    spread: Decimal
    limit: Decimal


def agree(
    scores: Sequence[CriterionScore],
    points: Decimal,
    tolerance_percent: Decimal,
    *,
    at_least: int = 2,
) -> Agreed | NeedsModeration:
    """The mean of the scores where they differ by no more than the tolerance (both inside).

    The tolerance is a share of the criterion's points, in percent. Modifiers are compared
    first: an excluded criterion and one with full points may have equal points by chance.
    """
    given = [score.points for score in scores]
    limit = points * tolerance_percent / HUNDRED
    spread = max(given) - min(given) if given else ZERO
    if len(scores) < max(at_least, 1):
        return NeedsModeration(TOO_FEW, spread, limit)
    first = scores[0]
    if any((one.reason, one.counts) != (first.reason, first.counts) for one in scores):
        return NeedsModeration(MODIFIERS_DIFFER, spread, limit)
    if spread > limit:
        return NeedsModeration(BEYOND_TOLERANCE, spread, limit)
    mean = half_up(sum(given, ZERO) / len(given))
    agreed = CriterionScore(mean, first.out_of, counts=first.counts, reason=first.reason)
    return Agreed(agreed, spread, limit)
