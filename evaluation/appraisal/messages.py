"""Why a criterion has no agreed score yet, in words.

moderation_in_words(outcome) -> str     for ``scoring.NeedsModeration``
"""

from django.utils.translation import gettext_lazy as _

from evaluation.appraisal.scoring import (
    BEYOND_TOLERANCE,
    MODIFIERS_DIFFER,
    TOO_FEW,
    NeedsModeration,
)
from harmony.shared.wording import plain_points

SENTENCES = {
    TOO_FEW: _("Too few appraisers have scored it."),
    MODIFIERS_DIFFER: _("The appraisers do not agree on whether and how the criterion applies."),
    BEYOND_TOLERANCE: _(
        "The scores lie %(spread)s points apart; up to %(limit)s would be within the tolerance."
    ),
}


def moderation_in_words(outcome: NeedsModeration) -> str:
    """What the office has to settle, or whom it has to wait for."""
    return str(SENTENCES[outcome.reason]) % {
        "spread": plain_points(outcome.spread),
        "limit": plain_points(outcome.limit),
    }
