"""What every page knows about the portal it belongs to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from harmony.shared import clock


def portal(request: HttpRequest) -> dict[str, Any]:
    """Whether this is a sample, which day it lives on, and whether that is another than ours."""
    return {
        "is_sample": settings.SAMPLE_MODE,
        "portal_today": clock.today(),
        "clock_is_moved": bool(clock.shift()),
    }
