"""The pages of the programme: their addresses, and how a browser sends a moment."""

from django.urls import reverse
from django.utils import timezone

CALENDAR = reverse("evaluation:calendar")


def to(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def typed(moment):
    """A moment as the browser's picker sends it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""
