"""Guessing codes is made slow: wrong codes are counted by the address they come from. So are
complaints, so that a few true ones cannot be buried.

Only wrong codes count, because a whole district may share one address of a telephone company,
and a right code is never held up. The address itself is not kept, only a keyed hash of it.
"""

import ipaddress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from harmony.shared import clock

MOST_FAILURES = 30
WINDOW = 600  # seconds
MOST_COMPLAINTS = 5
COMPLAINT_WINDOW = 3600  # seconds


def note_failure(address: str) -> int:
    """Count one wrong code; the seconds to wait when there were too many, else 0."""
    return _note("codes", address, MOST_FAILURES, WINDOW)


def note_complaint(address: str) -> int:
    """Count one complaint; the seconds to wait when there were too many, else 0."""
    return _note("complaints", address, MOST_COMPLAINTS, COMPLAINT_WINDOW)


def _note(what: str, address: str, most: int, window: int) -> int:
    now = int(clock.now().timestamp())
    left = window - now % window
    key = _key(what, address, now // window)
    cache.add(key, 0, left + 1)
    try:
        failures = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return 0
    cache.touch(key, left + 1)  # the file cache forgets the time when it counts
    return left if failures > most else 0


def _key(what: str, address: str, window: int) -> str:
    hidden = salted_hmac("evaluation.surveys.attempts", _network(address)).hexdigest()
    return f"{what}:{hidden}:{window}"


def _network(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address the /64, which is one customer."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
