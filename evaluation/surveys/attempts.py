"""Guessing codes is made slow and noticed; and complaints cannot be buried under others.

Wrong codes are counted by the address they come from, by the slip they could be meant for (the
selector, the first six digits), and over the whole portal. A right code is looked up before
anything is counted and is taken at any time, whatever the counts say: a whole district may share
one address of a telephone company, and nobody can shut a slip that somebody else holds.

So the limits of slip and portal cannot stop somebody who has many addresses; with 10^9 verifiers
for each selector nothing needs to. They answer 429, and raise an alarm that people look into.
Neither address nor selector is kept, only a keyed hash of it until its span is over.
"""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from django.utils.crypto import salted_hmac

from evaluation.surveys import alarms, codes
from evaluation.surveys.alarm_models import GuessingAlarm
from harmony.shared import clock, counters

HOUR = 3600  # seconds
MOST_FAILURES = 30
WINDOW = 600
MOST_OF_A_SLIP = 10
MOST_OF_ALL = 2000
MOST_COMPLAINTS = 5
MOST_TRIES_OF_A_KEY = 20


class Limit(StrEnum):
    """What there were too many of."""

    ADDRESS = "address"
    SLIP = "slip"
    PORTAL = "portal"


@dataclass(frozen=True)
class Wait:
    """How long somebody is asked to wait, and why; not true where there is no reason to."""

    seconds: int = 0
    because: Limit | None = None

    def __bool__(self) -> bool:
        return self.seconds > 0


NO_WAIT = Wait()


def note_failure(address: str, typed: str) -> Wait:
    """Count one wrong code that was typed."""
    by_slip, all_together = _note_slip(codes.read(typed)), _note_all()
    by_address = note_wrong_receipt(address)
    return by_address or by_slip or all_together


def note_wrong_receipt(address: str) -> Wait:
    """Count one wrong receipt, together with the wrong codes of this address: it is no guess at
    a code."""
    return _wait(_note("codes", _network(address), MOST_FAILURES, WINDOW), Limit.ADDRESS)


def note_complaint(address: str) -> int:
    """Count one complaint; the seconds to wait when there were too many, else 0."""
    return _note("complaints", _network(address), MOST_COMPLAINTS, HOUR)


def may_try_key(by, box) -> bool:
    """Count one try at the key of a box, right or wrong: unlike a code, a passphrase is chosen by
    a person, so here somebody is held up after some."""
    return not _note("keys", f"{box.uid}|{by.pk}", MOST_TRIES_OF_A_KEY, HOUR)


def _note_slip(code: str) -> Wait:
    """All selectors are counted alike, or the answer would tell which there are."""
    if not codes.is_well_formed(code):
        return NO_WAIT
    selector = codes.selector_of(code)
    seconds = _note("slip", selector, MOST_OF_A_SLIP, HOUR)
    if seconds and alarms.is_in_a_box(selector):
        alarms.raise_once(GuessingAlarm.Kind.SLIP, MOST_OF_A_SLIP)
    return _wait(seconds, Limit.SLIP)


def _note_all() -> Wait:
    seconds = _note("all", "", MOST_OF_ALL, HOUR)
    if seconds:
        alarms.raise_once(GuessingAlarm.Kind.PORTAL, MOST_OF_ALL)
    return _wait(seconds, Limit.PORTAL)


def _wait(seconds: int, because: Limit) -> Wait:
    return Wait(seconds, because) if seconds else NO_WAIT


def _note(what: str, who: str, most: int, window: int) -> int:
    """The seconds until the window ends where there have been more than ``most``, else 0."""
    now = int(clock.now().timestamp())
    ends = now - now % window + window
    hidden = salted_hmac("evaluation.surveys.attempts", f"{what}|{who}|{ends}").hexdigest()
    return ends - now if counters.count(f"{what}:{hidden}", ends=ends) > most else 0


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
