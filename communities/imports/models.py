"""Files that somebody uploaded to be taken in, kept until they say yes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from harmony.shared import clock


class HeldFileQuerySet(models.QuerySet["HeldFile"]):
    def visible_to(self, user) -> "HeldFileQuerySet":
        """People see what they uploaded themselves."""
        return self.filter(by_id=user.pk)


class HeldFile(models.Model):
    """An uploaded file between its preview and its confirmation; afterwards, what came of it.

    The bytes that were previewed are the bytes that are taken in. They are dropped when that
    is done; ``sha256`` still tells which file it was.
    """

    class Kind(models.TextChoices):
        PLACES = "places", _("List of places")
        PROGRAMME = "programme", _("Programme")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(default=bytes)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict, blank=True)

    objects = HeldFileQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(content=b""),
                name="held_file_is_dropped_when_done",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
