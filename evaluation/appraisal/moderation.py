"""Settling what appraisers differ on."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.appraisal.agreement import agreement_on
from evaluation.appraisal.models import Moderation
from evaluation.appraisal.permission import require
from evaluation.declarations.models import Declaration, Entry
from evaluation.standards.figures import ZERO, half_up
from evaluation.standards.models import Criterion
from harmony.shared import clock
from harmony.shared.wording import plain_points
from harmony.shared.workflow import TransitionRefused, hold


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
    """Settle a criterion on which appraisers differ, with a written reason; anew if need be.

    ``points`` lie between 0 and the criterion's points. Where ``modifier``, the community's
    claim, is confirmed, the points follow from it and what is given does not matter.
    """
    hold(declaration)
    require(by, "moderate_declaration", declaration)
    most = criterion.points_for(declaration.community)
    _refuse_settlement(declaration, criterion, modifier=modifier, reason=reason)
    if modifier:
        points = ZERO if modifier == Entry.Modifier.EXCLUDED else most
    if not ZERO <= points <= most or points != half_up(points):
        raise TransitionRefused(
            _("Give between 0 and %(points)s points.") % {"points": plain_points(most)}
        )
    replace_moderations(declaration, criterion=criterion)
    return Moderation.objects.create(
        declaration=declaration,
        criterion=criterion,
        points=points,
        modifier=modifier,
        counts=modifier != Entry.Modifier.EXCLUDED,
        reason=reason.strip(),
        by=by,
    )


def _refuse_settlement(
    declaration: Declaration, criterion: Criterion, *, modifier: str, reason: str
) -> None:
    """Say why there is nothing to settle, or not so."""
    if declaration.assignments.filter(ended_at=None, finished_at=None).exists():
        raise TransitionRefused(_("Not every appraiser has handed in the scores."))
    if not agreement_on(declaration, criterion).can_be_moderated:
        raise TransitionRefused(
            _("There is nothing to settle on %(code)s.") % {"code": criterion.code}
        )
    claimed = declaration.entries.filter(criterion=criterion, modifier=modifier)
    if modifier and not claimed.exists():
        raise TransitionRefused(_("Only a modifier that the community claimed can be confirmed."))
    if not reason.strip():
        raise TransitionRefused(_("Give a reason."))


def replace_moderations(declaration: Declaration, **which) -> None:
    """What was settled on other scores no longer stands; it stays readable."""
    standing = declaration.moderations.filter(replaced_at=None, **which)
    standing.update(replaced_at=clock.now())
