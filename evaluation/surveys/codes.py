"""The one-time code on a slip: 16 digits in 4 groups, like a bank card.

Six digits to find it by (the selector), nine that prove it (the verifier), and a Luhn digit, which
catches every single wrong digit before any look-up. A code exists on paper only; the portal keeps
its selector and a public key (``sealing/code_keys.py``).
"""

import re
import secrets
import unicodedata
from collections.abc import Collection

SELECTOR_DIGITS = 6
VERIFIER_DIGITS = 9
LENGTH = SELECTOR_DIGITS + VERIFIER_DIGITS + 1
GROUP = 4
LONGEST_TYPED = 200
"""More than this was never a code; a scanned address with a code in it is shorter."""

BETWEEN_DIGITS = re.compile(r"[\s\-–—_.·]+")
ONLY_DIGITS = re.compile(rf"[0-9]{{{LENGTH}}}")


LANES = 100
"""Shares of the selectors. Whoever draws at the same time draws from another lane."""
FULLEST_LANE = 9 * 10**SELECTOR_DIGITS // LANES // 10


class NoSelectorsLeft(Exception):
    """So many codes are in force that new ones would be guessed too easily."""


def draw(count: int, taken: Collection[str] = (), *, lane: int = 0) -> list[str]:
    """So many codes, from the system's source of randomness, each with a selector of its own.

    ``taken`` are selectors that other codes have already; ``lane``, from 0 on, says which share of
    the rest to draw from.
    """
    used = set(taken)
    lane %= LANES
    here = sum(int(selector) % LANES == lane for selector in used)
    if len(used) + count > 10**SELECTOR_DIGITS // 2 or here + count > FULLEST_LANE:
        raise NoSelectorsLeft
    drawn: list[str] = []
    while len(drawn) < count:
        number = secrets.randbelow(10**SELECTOR_DIGITS // LANES) * LANES + lane
        selector = f"{number:0{SELECTOR_DIGITS}d}"
        if selector not in used:
            used.add(selector)
            verifier = f"{secrets.randbelow(10**VERIFIER_DIGITS):0{VERIFIER_DIGITS}d}"
            drawn.append(selector + verifier + luhn_digit(selector + verifier))
    return drawn


def selector_of(code: str) -> str:
    return code[:SELECTOR_DIGITS]


def verifier_of(code: str) -> str:
    return code[SELECTOR_DIGITS:-1]


def luhn_digit(digits: str) -> str:
    """The digit that makes these digits a number in Luhn's sense (ISO/IEC 7812)."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        digit = int(character)
        if place % 2 == 0:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return str(-total % 10)


def is_well_formed(code: str) -> bool:
    """Whether these are 16 digits that can be a code."""
    return bool(ONLY_DIGITS.fullmatch(code)) and luhn_digit(code[:-1]) == code[-1]


def read(typed: str) -> str:
    """The digits of what somebody typed or scanned; empty where there are none.

    Spaces, hyphens and full-width digits are taken as meant, and of a scanned address the part
    after the “#” is read.
    """
    if len(typed) > LONGEST_TYPED:
        return ""
    plain = unicodedata.normalize("NFKC", typed).rpartition("#")[2]
    return BETWEEN_DIGITS.sub("", plain)


def grouped(code: str) -> str:
    """The code as it is printed: 4821 0937 5512 4073."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
