"""What the appraisers' scores come to, criterion by criterion, and what still needs moderation."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from decimal import Decimal

from evaluation.appraisal.models import Moderation, Score
from evaluation.appraisal.scoring import Agreed, NeedsModeration, agree
from evaluation.declarations.models import Declaration
from evaluation.standards.figures import ZERO
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import CriterionScore

ZERO = Decimal(0)


@dataclass(frozen=True)
class Agreement:
    """One criterion: the appraisers' scores, what they come to, and the office's settlement."""

    criterion: Criterion
    points: Decimal
    scores: tuple[Score, ...]
    outcome: Agreed | NeedsModeration
    moderation: Moderation | None

    @property
    def is_settled(self) -> bool:
        return self.moderation is not None or isinstance(self.outcome, Agreed)

    @property
    def score(self) -> CriterionScore | None:
        """The score that counts; none while moderation is owed."""
        if self.moderation is not None:
            out_of = self.points if self.moderation.counts else ZERO
            return CriterionScore(
                self.moderation.points,
                out_of,
                counts=self.moderation.counts,
                reason=self.moderation.modifier,
            )
        return self.outcome.score if isinstance(self.outcome, Agreed) else None


def agreements(declaration: Declaration) -> list[Agreement]:
    """Every declared criterion in the standard's order, from the scores that were handed in."""
    standard = declaration.standard
    criteria = Criterion.objects.filter(entries__declaration=declaration).order_by("position")
    given = defaultdict(list)
    scores = Score.objects.filter(
        assignment__declaration=declaration,
        assignment__ended_at=None,
        assignment__finished_at__isnull=False,
    ).select_related("assignment__appraiser")
    for score in scores.order_by("assignment__assigned_at", "assignment_id"):
        given[score.criterion_id].append(score)
    # Points may differ by class, and the tolerance is a share of them.
    most = {criterion.pk: criterion.points_for(declaration.community) for criterion in criteria}
    settled = {m.criterion_id: m for m in declaration.moderations.select_related("by")}
    return [
        Agreement(
            criterion,
            tuple(given[criterion.pk]),
            agree(
                [_outcome(score, most[criterion.pk]) for score in given[criterion.pk]],
                most[criterion.pk],
                standard.tolerance_percent,
                at_least=standard.appraisers_needed,
            ),
            settled.get(criterion.pk),
        )
        for criterion in criteria
    ]


def _outcome(score: Score, most: Decimal) -> CriterionScore:
    points = score.points if score.points is not None else ZERO
    out_of = most if score.counts else ZERO
    return CriterionScore(points, out_of, counts=score.counts, reason=score.applied)
