"""Comments out of an opened box: read by the office, then published or withheld.

Comments and answers were parted at the opening; nothing here leads from one to the other.
"""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from evaluation.surveys.box_models import Comment
from evaluation.surveys.comment_models import CommentDecision
from evaluation.surveys.models import Survey
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

DECISIONS = (Comment.Review.SHOWN, Comment.Review.WITHHELD)


@transaction.atomic
def decide_comments(
    survey: Survey, keys: Collection[str], decision: str, *, by, reason: str = ""
) -> int:
    """Publish or withhold these comments of the survey; how many changed.

    Withholding needs a reason. A decision can be changed; each is kept. Raises TransitionRefused
    for a decision that does not exist or lacks its reason.
    """
    if not by.has_perm("evaluation.review_comments", survey.declaration):
        raise PermissionDenied
    reason = reason.strip()
    if decision not in DECISIONS:
        raise TransitionRefused(_("Choose whether to publish or to withhold."))
    if decision == Comment.Review.WITHHELD and not reason:
        raise TransitionRefused(_("Say why these comments are withheld."))
    rows = Comment.objects.select_for_update().filter(survey=survey, pk__in=keys)
    changing = list(rows.exclude(review=decision).order_by("pk"))
    now = clock.now()
    for comment in changing:
        comment.review, comment.reason = decision, reason
        comment.reviewed_at, comment.reviewed_by = now, by
    Comment.objects.bulk_update(changing, ["review", "reason", "reviewed_at", "reviewed_by"])
    CommentDecision.objects.bulk_create(
        CommentDecision(comment=comment, review=decision, reason=reason, at=now, by=by)
        for comment in changing
    )
    return len(changing)


def published_comments(survey: Survey) -> QuerySet[Comment]:
    """What those who may read the result may read of its comments."""
    return Comment.objects.filter(survey=survey, review=Comment.Review.SHOWN)


def comment_counts(survey: Survey) -> dict[str, int]:
    """How many comments stand how; every state is there. One query."""
    rows = Comment.objects.filter(survey=survey).order_by().values("review")
    found = {row["review"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    return {state: found.get(state, 0) for state in Comment.Review.values}
