"""How many answers came in with the help of two people of the staff, never which ones."""

from django.db import models
from django.db.models import F, Q

from communities.models import User
from evaluation.surveys.models import Survey


class AssistedEntry(models.Model):
    """So many answers that these two people entered for this survey on this day, in one way.

    ``by`` entered them and ``second`` confirmed. Nothing leads from here to a ballot.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="assisted")
    day = models.DateField()
    channel = models.CharField(max_length=10)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    second = models.ForeignKey(User, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "day", "channel", "by", "second"], name="assisted_entry_once"
            ),
            models.CheckConstraint(condition=~Q(by=F("second")), name="assisted_entry_by_two"),
        ]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"
