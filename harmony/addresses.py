"""Which machine a request comes from, for the lockout after wrong passwords."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address the connection comes from, or what our proxy saw, which it writes last.

    What stands before the last entry was written by whoever asked and is not believed.
    """
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        if seen_by_proxy := forwarded[-1].strip():
            return seen_by_proxy
    return request.META.get("REMOTE_ADDR") or None  # a local socket has no address
