"""Marks by which stuffing is noticed: sealed with an answer, read only while a box is opened.

Nothing here is kept readable, and nothing of it survives the opening but counts by community.
"""

import hmac
import ipaddress
from dataclasses import dataclass
from hashlib import sha256

from evaluation.surveys.box_keys import device_key_of
from evaluation.surveys.box_models import BallotBox
from harmony.shared import clock

QUARTER = 15 * 60
LONGEST_SECONDS = 6 * 3600
WEB, KIOSK, DESK, PAPER = "web", "kiosk", "desk", "paper"
CHANNELS = (WEB, KIOSK, DESK, PAPER)
ASSISTED = (DESK, PAPER)
"""How answers come in with two people of the staff."""


@dataclass(frozen=True)
class Marks:
    """How an answer came. ``seconds`` is the page's own measure, None without scripts."""

    address: str = ""
    browser: str = ""
    seconds: int | None = None
    channel: str = WEB
    staff: tuple[int, int] | None = None


def device_tag(box: BallotBox, marks: Marks) -> str:
    """A keyed hash of network and browser: the same for all answers of one phone."""
    if not marks.address and not marks.browser:
        return ""
    text = f"{_network(marks.address)}|{marks.browser}"
    return hmac.new(device_key_of(box), text.encode(), sha256).hexdigest()[:16]


def _network(address: str) -> str:
    """Of an IPv4 address the /24, of an IPv6 address the /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    prefix = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def quarter_now() -> int:
    """The number of the present quarter of an hour since 1970."""
    return int(clock.now().timestamp()) // QUARTER


def seconds_from(text: str) -> int | None:
    """What a page measured, as far as it can be true."""
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        return None
    return min(int(text), LONGEST_SECONDS)
