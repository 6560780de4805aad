"""Kiosks: a screen at a service desk on which residents answer with the code of their slip."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import User
from evaluation.surveys.models import Survey
from harmony.shared import clock
from harmony.shared.constraints import set_together


class KioskQuerySet(models.QuerySet["Kiosk"]):
    def in_force(self) -> "KioskQuerySet":
        """Those whose day is not over and that nobody has ended."""
        return self.filter(ended_at=None, ends_at__gt=clock.now())


class Kiosk(models.Model):
    """An address that shows one survey's questionnaire to one person after the other.

    ``token_hash`` is SHA-256 of the token in the address, which is kept nowhere.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="kiosks")
    place = models.CharField(_("where it stands"), max_length=60)
    token_hash = models.BinaryField(unique=True)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = KioskQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            set_together("ended_at", "ended_by", name="kiosk_end_is_signed"),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def is_in_force(self) -> bool:
        return self.ended_at is None and clock.now() < self.ends_at
