"""Paper forms that have been typed in once and wait for somebody else to type them again."""

from django.db import models

from communities.models import User
from evaluation.surveys.models import Code, Survey
from harmony.shared import clock


class FirstEntry(models.Model):
    """What the first person typed of one form: a keyed hash for each question, never the answer.

    The key follows from the code on the form and ``salt``; without the paper nobody has it. The
    row is deleted when the form's ballot goes in, and at the latest after the close.
    """

    code = models.OneToOneField(Code, models.CASCADE, related_name="first_entry")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="first_entries")
    salt = models.BinaryField()
    hashes = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"First entry {self.pk}"


class UncompletedForms(models.Model):
    """How many forms of a closed survey were typed in once only, and so count as nothing."""

    survey = models.OneToOneField(Survey, models.PROTECT, related_name="uncompleted_forms")
    count = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["survey"]

    def __str__(self) -> str:
        return f"{self.count} forms"
