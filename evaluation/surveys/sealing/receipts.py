"""The receipt: 80 random bits in 16 characters of Crockford's base 32, in groups of four.

It is drawn with the form and shown when the answers have arrived. The portal keeps its hash.
"""

import re
import secrets
import unicodedata
from hashlib import sha256

BYTES = 10
LENGTH = 16
GROUP = 4
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = str.maketrans("OIL", "011")
BETWEEN = re.compile(r"[\s\-–—_.·]+")
LONGEST_TYPED = 100


def new() -> str:
    number = secrets.randbits(BYTES * 8)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def read(typed: str) -> str:
    """The receipt somebody typed: case, spaces, O for 0, I and L for 1 are taken as meant.

    Empty when it is none.
    """
    if len(typed) > LONGEST_TYPED:
        return ""
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(MEANT)
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""


def grouped(receipt: str) -> str:
    """As people read it: 7K3M P0QX 94TD WZ81."""
    return " ".join(receipt[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def hash_of(receipt: str) -> bytes:
    """Under which a receipt is kept. ``receipt`` is one that ``read`` or ``new`` gave."""
    number = 0
    for character in receipt:
        number = number << 5 | ALPHABET.index(character)
    return sha256(number.to_bytes(BYTES, "big")).digest()
