"""The one-time code on a slip: 16 digits in 4 groups, like a bank card.

Fifteen random digits and a Luhn digit, which catches every single wrong digit before any look-up.
A code exists on paper only; the portal keeps its keyed hash.
"""

import hmac
import re
import secrets
import unicodedata
from collections.abc import Collection
from hashlib import sha256

from django.conf import settings

RANDOM_DIGITS = 15
LENGTH = RANDOM_DIGITS + 1
GROUP = 4
LONGEST_TYPED = 200
"""More than this was never a code; a scanned address with a code in it is shorter."""

BETWEEN_DIGITS = re.compile(r"[\s\-–—_.·]+")
ONLY_DIGITS = re.compile(rf"[0-9]{{{LENGTH}}}")
TOKEN = re.compile(r"[0-9a-f]{32}")


def draw(count: int) -> list[str]:
    """So many different codes, from the system's source of randomness."""
    drawn: set[str] = set()
    while len(drawn) < count:
        digits = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
        drawn.add(digits + luhn_digit(digits))
    return sorted(drawn, key=lambda code: secrets.token_bytes(8))


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


def digest_of(code: str) -> str:
    """The keyed hash under which a code is kept: useless to whoever has only the database."""
    return _keyed(code)


def digests_of(codes: Collection[str]) -> list[str]:
    """The digests in an order that says nothing of the order of the codes."""
    return sorted(digest_of(code) for code in codes)


def new_token() -> str:
    """The random number of one form, by which a form sent twice is recognised."""
    return secrets.token_hex(16)


def is_token(text: str) -> bool:
    return bool(TOKEN.fullmatch(text))


def receipt_of(token: str) -> str:
    """The keyed hash of a form's token, kept beside the used code and nowhere else."""
    return _keyed(f"receipt:{token}")


def is_same(one: str, other: str) -> bool:
    """Compare two hashes in a time that does not depend on where they differ."""
    return hmac.compare_digest(one, other)


def _keyed(text: str) -> str:
    return hmac.new(settings.CODE_KEY, text.encode(), sha256).hexdigest()
