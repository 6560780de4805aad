"""How refusals look over HTTP, decided once."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from harmony.shared.workflow import TransitionRefused


def explain(exc: Exception, context: dict[str, Any]) -> Response | None:
    """A refused move is a conflict with the record's state; the rest is DRF's to say."""
    if isinstance(exc, TransitionRefused):
        return Response({"detail": str(exc.reason)}, status=status.HTTP_409_CONFLICT)
    return exception_handler(exc, context)
