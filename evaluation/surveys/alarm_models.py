"""Alarms: codes are being guessed. Which slips, from where and at which moment is not kept."""

from django.db import models
from django.utils.translation import pgettext_lazy


class GuessingAlarm(models.Model):
    """In this hour there were more wrong codes than ``most``: one row, however many came."""

    class Kind(models.TextChoices):
        PORTAL = "portal", pgettext_lazy("alarm", "Many wrong codes in the whole portal")
        SLIP = "slip", pgettext_lazy("alarm", "Many wrong codes for one slip")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    hour = models.DateTimeField()
    most = models.PositiveIntegerField()

    class Meta:
        ordering = ["-hour", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "hour"], name="guessing_alarm_once_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hour:%Y-%m-%d %H}"
