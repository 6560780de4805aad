"""Single slips given out in place of one that was spoilt or lost."""

from django.db import models
from django.db.models import F, Q

from communities.models import User
from evaluation.surveys.models import SlipBatch
from harmony.shared import clock


class Replacement(models.Model):
    """One new slip in place of one of ``batch``, signed by two people.

    ``slip`` is the batch of one that the new slip is. The old slip was brought back and is void,
    or was lost and stays among those still out.
    """

    batch = models.ForeignKey(SlipBatch, models.PROTECT, related_name="replacements")
    slip = models.OneToOneField(SlipBatch, models.PROTECT, related_name="replacement")
    was_returned = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    second = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("second")), name="replacement_by_two"),
        ]

    def __str__(self) -> str:
        return f"Replacement {self.pk}"
