"""What the district does while it evaluates: assign, score, moderate."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Role, User
from communities.people.reach import holds
from evaluation.appraisal.models import Assignment, Moderation, Score
from evaluation.declarations.models import Declaration, Entry
from evaluation.standards.findings import score_finding
from evaluation.standards.models import Criterion
from harmony.shared import clock
from harmony.shared.wording import plain_points
from harmony.shared.workflow import TransitionRefused, hold

ZERO = Decimal(0)


class ScoreConflict(Exception):
    """The same appraiser saved this criterion from another page meanwhile."""

    def __init__(self, theirs: Score) -> None:
        super().__init__(_("This criterion was saved from another page meanwhile."))
        self.theirs = theirs


def _allowed(by: User, permission: str, declaration: Declaration) -> None:
    if not by.has_perm(f"evaluation.{permission}", declaration):
        raise PermissionDenied


# ------------------------------------------------------------------ who scores
@transaction.atomic
def assign(declaration: Declaration, appraiser: User, *, by) -> Assignment:
    """Charge an appraiser with scoring; asked again, nothing changes.

    Refused for whoever already acted on the declaration in another post (four eyes). A bonus
    that the community does not claim is not scored.
    """
    hold(declaration)
    _allowed(by, "assign_appraisers", declaration)
    if not holds(appraiser, Role.APPRAISER, over=declaration.community):
        raise TransitionRefused(_("%(name)s is not an appraiser.") % {"name": appraiser.name})
    if any(step.by_id == appraiser.pk for step in declaration.history):
        raise TransitionRefused(
            _("%(name)s has already acted on this declaration in another post.")
            % {"name": appraiser.name}
        )
    assignment, is_new = Assignment.objects.get_or_create(
        declaration=declaration, appraiser=appraiser, ended_at=None, defaults={"assigned_by": by}
    )
    if is_new:
        to_score = declaration.entries.exclude(criterion__kind=Criterion.Kind.BONUS, finding={})
        Score.objects.bulk_create(
            Score(assignment=assignment, criterion_id=pk)
            for pk in to_score.values_list("criterion_id", flat=True)
        )
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, by, reason: str) -> None:
    """Take an appraiser off again; the scores stay readable and no longer count."""
    hold(assignment)
    _allowed(by, "assign_appraisers", assignment.declaration)
    if assignment.ended_at is not None:
        return
    if not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    assignment.ended_at = clock.now()
    assignment.ended_by = by
    assignment.end_reason = reason.strip()
    assignment.save(update_fields=["ended_at", "ended_by", "end_reason"])


# ------------------------------------------------------------------ scoring
@transaction.atomic
def save_score(
    assignment: Assignment,
    criterion: Criterion,
    *,
    by,
    version: int,
    finding: Mapping,
    modifier: str = "",
    reason: str = "",
) -> Score:
    """Store what an appraiser found on one criterion, with the points that follow.

    ``modifier`` is the community's claim the appraiser confirms; empty refuses it. ``version``
    is the one the page showed; another one stored meanwhile raises ScoreConflict.
    """
    score = Score.objects.select_for_update().get(assignment=assignment, criterion=criterion)
    hold(assignment)
    if not by.has_perm("evaluation.score_assignment", assignment):
        raise PermissionDenied
    if score.version != version:
        raise ScoreConflict(score)
    entry = Entry.objects.get(declaration=assignment.declaration, criterion=criterion)
    if modifier and modifier != entry.modifier:
        raise TransitionRefused(_("Only a modifier that the community claimed can be confirmed."))
    outcome = score_finding(
        criterion,
        finding,
        community=assignment.declaration.community,
        modifier=modifier,
        has_evidence=entry.uses.exists(),
    )
    score.finding = dict(finding)
    score.modifier = modifier
    score.applied = outcome.applied
    score.points = outcome.points if outcome.is_complete else None
    score.counts = outcome.counts
    score.reason = reason.strip()
    score.is_complete = outcome.is_complete and not reason_is_missing(entry, score)
    score.version += 1
    score.saved_at = clock.now()
    score.save(
        update_fields=[
            "finding",
            "modifier",
            "applied",
            "points",
            "counts",
            "reason",
            "is_complete",
            "version",
            "saved_at",
        ]
    )
    return score


def reason_is_missing(entry: Entry, score: Score) -> bool:
    """Whoever departs from the self-score says why (domain §1: the appraiser justifies)."""
    return (score.points or ZERO) != (entry.points or ZERO) and not score.reason


@transaction.atomic
def finish(assignment: Assignment, *, by) -> None:
    """Hand the scores in; they are locked from then on."""
    hold(assignment)
    if not by.has_perm("evaluation.score_assignment", assignment):
        raise PermissionDenied
    missing = assignment.scores.filter(is_complete=False).select_related("criterion")
    codes = [score.criterion.code for score in missing]
    if codes:
        raise TransitionRefused(_("Not scored yet: %(codes)s.") % {"codes": ", ".join(codes)})
    assignment.finished_at = clock.now()
    assignment.save(update_fields=["finished_at"])


# ------------------------------------------------------------------ moderation
@transaction.atomic
def moderate(
    declaration: Declaration,
    criterion: Criterion,
    *,
    by,
    points: Decimal,
    reason: str,
    modifier: str = "",
) -> Moderation:
    """Settle a criterion on which appraisers differ, with a written reason.

    ``points`` lie between 0 and the criterion's points; with ``excluded`` confirmed the
    criterion leaves the sums.
    """
    hold(declaration)
    _allowed(by, "moderate_declaration", declaration)
    if not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    most = criterion.points_for(declaration.community)
    if not ZERO <= points <= most:
        raise TransitionRefused(
            _("Give between 0 and %(points)s points.") % {"points": plain_points(most)}
        )
    moderation, _is_new = Moderation.objects.update_or_create(
        declaration=declaration,
        criterion=criterion,
        defaults={
            "points": points,
            "modifier": modifier,
            "counts": modifier != Entry.Modifier.EXCLUDED,
            "reason": reason.strip(),
            "by": by,
            "at": clock.now(),
        },
    )
    return moderation
