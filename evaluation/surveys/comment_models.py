"""What was decided about comments, one row for each decision."""

from django.db import models

from communities.models import User
from evaluation.surveys.box_models import Comment
from harmony.shared import clock


class CommentDecision(models.Model):
    """Somebody published a comment or withheld it. Rows are only added; the last one holds."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="decisions")
    review = models.CharField(max_length=10, choices=Comment.Review.choices)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.review} {self.at:%Y-%m-%d}"
