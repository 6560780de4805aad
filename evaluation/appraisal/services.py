"""The door to the appraisal: who scores, what they find, how differences are settled."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Role, User
from communities.people.reach import holds
from evaluation.appraisal.impartiality import had_a_hand_in
from evaluation.appraisal.models import Assignment, Score
from evaluation.appraisal.moderation import moderate, replace_moderations
from evaluation.appraisal.permission import refuse, require
from evaluation.declarations.models import Declaration, Entry
from evaluation.standards.figures import ZERO
from evaluation.standards.findings import Outcome, score_finding
from evaluation.standards.messages import sentence
from evaluation.standards.models import Criterion
from evaluation.standards.problems import MISSING
from harmony.shared import clock
from harmony.shared.wording import listed
from harmony.shared.workflow import TransitionRefused, hold

__all__ = [
    "ScoreConflict",
    "assign",
    "departs",
    "end_assignment",
    "finish",
    "moderate",
    "require_to_score",
    "save_score",
]


class ScoreConflict(Exception):
    """The same appraiser saved this criterion from another page; ``theirs`` is stored now."""

    def __init__(self, theirs: Score) -> None:
        super().__init__(_("This criterion was saved from another page meanwhile."))
        self.theirs = theirs


# ------------------------------------------------------------------ who scores
@transaction.atomic
def assign(declaration: Declaration, appraiser: User, *, by) -> Assignment:
    """Charge an appraiser with scoring; asked again, nothing changes.

    Refused for whoever already had a hand in the declaration, and for oneself (four eyes). A
    bonus that the community does not claim is not scored.
    """
    hold(declaration)
    require(by, "assign_appraisers", declaration)
    _refuse_as_appraiser(declaration, appraiser, by=by)
    assignment, is_new = Assignment.objects.get_or_create(
        declaration=declaration, appraiser=appraiser, ended_at=None, defaults={"assigned_by": by}
    )
    if is_new:
        declaration.__dict__.pop("appraiser_ids", None)
        to_score = declaration.entries.exclude(criterion__kind=Criterion.Kind.BONUS, finding={})
        Score.objects.bulk_create(
            Score(assignment=assignment, criterion_id=pk)
            for pk in to_score.values_list("criterion_id", flat=True)
        )
    return assignment


def _refuse_as_appraiser(declaration: Declaration, person: User, *, by) -> None:
    if not holds(person, Role.APPRAISER, over=declaration.community):
        raise TransitionRefused(_("%(name)s is not an appraiser.") % {"name": person.name})
    if person.pk == by.pk:
        raise TransitionRefused(_("Nobody charges themselves with scoring."))
    if had_a_hand_in(declaration, person):
        raise TransitionRefused(
            _("%(name)s has already acted on this declaration in another post.")
            % {"name": person.name}
        )


@transaction.atomic
def end_assignment(assignment: Assignment, *, by, reason: str) -> None:
    """Take an appraiser off again; the scores stay readable and no longer count.

    Asked again, nothing changes.
    """
    _hold_with_declaration(assignment)
    require(by, "assign_appraisers", assignment.declaration)
    if assignment.ended_at is not None:
        return
    if not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    assignment.ended_at = clock.now()
    assignment.ended_by = by
    assignment.end_reason = reason.strip()
    assignment.save(update_fields=["ended_at", "ended_by", "end_reason"])
    if assignment.finished_at is not None:
        replace_moderations(assignment.declaration)


def _hold_with_declaration(assignment: Assignment) -> None:
    """Lock both, the declaration first, so that nothing is closed meanwhile."""
    hold(assignment.declaration)
    declaration = assignment.declaration
    hold(assignment, "declaration__community")
    assignment.declaration = declaration


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
    is the one the page showed; another one stored meanwhile raises ScoreConflict, unless it
    says the same.
    """
    hold(assignment, "declaration__community")
    require_to_score(assignment, by)
    score = Score.objects.select_for_update().filter(assignment=assignment, criterion=criterion)
    stored = score.first()
    if stored is None:
        raise TransitionRefused(_("%(code)s is not scored here.") % {"code": criterion.code})
    if stored.version != version:
        if (stored.finding, stored.modifier, stored.reason) == (finding, modifier, reason.strip()):
            return stored
        raise ScoreConflict(stored)
    entry = Entry.objects.get(declaration=assignment.declaration_id, criterion=criterion)
    outcome = _scored(assignment.declaration, entry, criterion, finding, modifier)
    return _store(stored, entry, outcome, finding=finding, modifier=modifier, reason=reason)


def require_to_score(assignment: Assignment, by) -> None:
    """Go on only where this appraiser may write scores now; otherwise say why not.

    Raises PermissionDenied for everybody else.
    """
    if by.has_perm("evaluation.score_assignment", assignment):
        return
    if assignment.appraiser_id == by.pk and assignment.ended_at is not None:
        raise TransitionRefused(_("The office has taken you off this declaration."))
    if assignment.appraiser_id == by.pk and assignment.finished_at is not None:
        raise TransitionRefused(_("You have handed in these scores; they are locked."))
    refuse(assignment.declaration)


def _scored(
    declaration: Declaration, entry: Entry, criterion: Criterion, finding: Mapping, modifier: str
) -> Outcome:
    """What the finding comes to. Raises TransitionRefused where it cannot be right."""
    if modifier and modifier != entry.modifier:
        raise TransitionRefused(_("Only a modifier that the community claimed can be confirmed."))
    outcome = score_finding(
        criterion,
        finding,
        community=declaration.community,
        modifier=modifier,
        has_evidence=entry.uses.exists(),
    )
    wrong = [problem for problem in outcome.problems if problem.code != MISSING]
    if wrong and finding:
        raise TransitionRefused(sentence(wrong[0]))
    return outcome


def _store(
    score: Score,
    entry: Entry,
    outcome: Outcome,
    *,
    finding: Mapping,
    modifier: str,
    reason: str,
) -> Score:
    score.finding = dict(finding)
    score.modifier = modifier
    score.applied = outcome.applied
    score.points = outcome.points if outcome.is_complete else None
    score.counts = outcome.counts
    score.reason = reason.strip()
    owes_a_reason = departs(entry, outcome) and not score.reason
    score.is_complete = outcome.is_complete and not owes_a_reason
    score.version += 1
    score.saved_at = clock.now()
    written = ["finding", "modifier", "applied", "points", "counts", "reason", "is_complete"]
    score.save(update_fields=[*written, "version", "saved_at"])
    return score


def departs(entry: Entry, outcome: Outcome) -> bool:
    """Whether it comes to something else than the self-score. Whoever departs says why."""
    claimed = (entry.points or ZERO, entry.counts)
    return outcome.is_complete and (outcome.points, outcome.counts) != claimed


@transaction.atomic
def finish(assignment: Assignment, *, by) -> None:
    """Hand the scores in; they are locked from then on."""
    _hold_with_declaration(assignment)
    require_to_score(assignment, by)
    missing = assignment.scores.filter(is_complete=False).select_related("criterion")
    codes = [score.criterion.code for score in missing]
    if codes:
        raise TransitionRefused(_("Not scored yet: %(codes)s.") % {"codes": listed(codes)})
    assignment.finished_at = clock.now()
    assignment.save(update_fields=["finished_at"])
    replace_moderations(assignment.declaration)
