"""What the appraisers' scores come to, criterion by criterion, and what still needs moderation."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from evaluation.appraisal.models import Moderation, Score
from evaluation.appraisal.scoring import TOO_FEW, Agreed, NeedsModeration, agree
from evaluation.declarations.models import Declaration
from evaluation.standards.figures import ZERO
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import CriterionScore


@dataclass(frozen=True)
class Agreement:
    """One criterion: the appraisers’ scores, what they come to, and the settlement if any."""

    criterion: Criterion
    points: Decimal
    scores: tuple[Score, ...]
    outcome: Agreed | NeedsModeration
    moderation: Moderation | None

    @property
    def is_settled(self) -> bool:
        return self.moderation is not None or isinstance(self.outcome, Agreed)

    @property
    def can_be_moderated(self) -> bool:
        """Whether enough have scored it, and do not agree."""
        return isinstance(self.outcome, NeedsModeration) and self.outcome.reason != TOO_FEW

    @property
    def score(self) -> CriterionScore | None:
        """The score that counts; none while moderation is owed."""
        if self.moderation is not None:
            return CriterionScore(
                self.moderation.points,
                self.points if self.moderation.counts else ZERO,
                counts=self.moderation.counts,
                reason=self.moderation.modifier,
            )
        return self.outcome.score if isinstance(self.outcome, Agreed) else None


def agreements(declaration: Declaration) -> list[Agreement]:
    """Every declared criterion in the standard's order, from the scores that were handed in.

    Three queries, however many criteria and appraisers.
    """
    criteria = Criterion.objects.filter(entries__declaration=declaration).order_by("position")
    standing = declaration.moderations.filter(replaced_at=None).select_related("by")
    settled = {moderation.criterion_id: moderation for moderation in standing}
    given = _handed_in(declaration)
    return [_agreement(declaration, one, given[one.pk], settled.get(one.pk)) for one in criteria]


def agreement_on(declaration: Declaration, criterion: Criterion) -> Agreement:
    """The same for one criterion; two queries."""
    standing = declaration.moderations.filter(replaced_at=None, criterion=criterion)
    given = _handed_in(declaration, criterion=criterion)[criterion.pk]
    return _agreement(declaration, criterion, given, standing.select_related("by").first())


def _handed_in(declaration: Declaration, **which) -> dict[int, list[Score]]:
    """The scores of each criterion, in the order of the appraisers' assignment."""
    given = defaultdict(list)
    scores = Score.objects.filter(
        assignment__declaration=declaration,
        assignment__ended_at=None,
        assignment__finished_at__isnull=False,
        **which,
    ).select_related("assignment__appraiser")
    for score in scores.order_by("assignment__assigned_at", "assignment_id"):
        given[score.criterion_id].append(score)
    return given


def _agreement(
    declaration: Declaration,
    criterion: Criterion,
    scores: list[Score],
    moderation: Moderation | None,
) -> Agreement:
    points = criterion.points_for(declaration.community)
    standard = declaration.standard
    outcome = agree(
        [_outcome(score, points) for score in scores],
        points,
        standard.tolerance_percent,
        at_least=standard.appraisers_needed,
    )
    return Agreement(criterion, points, tuple(scores), outcome, moderation)


def _outcome(score: Score, points: Decimal) -> CriterionScore:
    """What one appraiser gave; handed-in scores are complete, so the points are there."""
    out_of = points if score.counts else ZERO
    return CriterionScore(score.points or ZERO, out_of, counts=score.counts, reason=score.applied)
