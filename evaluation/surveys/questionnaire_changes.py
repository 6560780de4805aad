"""The history of a questionnaire while it is a draft: who changed what, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import User
from evaluation.surveys.models import DISTRICT_READERS, Questionnaire
from harmony.shared import clock


class QuestionnaireChangeQuerySet(models.QuerySet["QuestionnaireChange"]):
    def visible_to(self, user) -> "QuestionnaireChangeQuerySet":
        """Whoever reads drafts reads how they came about."""
        roles = {post.role for post in user.posts_in_force}
        return self if roles & DISTRICT_READERS else self.none()


class QuestionnaireChange(models.Model):
    """One change: who, when, what kind of change, and every value before and after.

    ``details`` holds triples of JSON: the way to the value, the value before, and after
    (``questionnaire_content.comparing``). ``content_hash`` is that of the draft after the change.
    Rows are added and never changed.
    """

    class Act(models.TextChoices):
        TAKEN_IN = "taken_in", pgettext_lazy("of a questionnaire", "Taken in from a file")
        COPIED = "copied", pgettext_lazy("of a questionnaire", "Begun as a copy")
        CHANGED = "changed", pgettext_lazy("of a questionnaire", "Changed")
        ADDED = "added", pgettext_lazy("of a questionnaire", "Question added")
        MOVED = "moved", pgettext_lazy("of a questionnaire", "Order changed")
        REMOVED = "removed", pgettext_lazy("of a questionnaire", "Question taken out")
        PUBLISHED = "published", pgettext_lazy("of a questionnaire", "Published")

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    copied_from = models.ForeignKey(
        Questionnaire, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    details = models.JSONField(default=list, blank=True)
    content_hash = models.CharField(max_length=64)

    objects = QuestionnaireChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to a questionnaire")
        verbose_name_plural = _("changes to questionnaires")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.questionnaire_id}"
