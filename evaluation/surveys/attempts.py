"""Guessing codes is made slow: wrong codes are counted by the address they come from.

Only wrong codes count, because a whole district may share one address of a telephone company,
and a right code is never held up. The address itself is not kept, only a keyed hash of it.
"""

import ipaddress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from harmony.shared import clock

MOST_FAILURES = 30
WINDOW = 600  # seconds


def note_failure(address: str) -> int:
    """Count one wrong code; the seconds to wait when there were too many, else 0."""
    now = int(clock.now().timestamp())
    left = WINDOW - now % WINDOW
    key = _key(address, now // WINDOW)
    cache.add(key, 0, left + 1)
    try:
        failures = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return 0
    cache.touch(key, left + 1)  # the file cache forgets the time when it counts
    return left if failures > MOST_FAILURES else 0


def _key(address: str, window: int) -> str:
    hidden = salted_hmac("evaluation.surveys.attempts", _network(address)).hexdigest()
    return f"codes:{hidden}:{window}"


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
