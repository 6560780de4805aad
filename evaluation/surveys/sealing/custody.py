"""Who can open a box: whoever knows a passphrase, or any two of three holders.

A private key behind a passphrase is a small file of JSON: scrypt turns the passphrase into a key,
ChaCha20-Poly1305 wraps the private key with it. Split among three, each pair of holders shares
one random pad: every holder alone knows nothing, any two know all.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import scrypt, sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEY_BYTES = 32
HOLDERS = ("A", "B", "C")
PAIRS = (("A", "B"), ("B", "C"), ("C", "A"))
CHECK_BYTES = 4


class WrongPassphrase(Exception):
    """The passphrase does not open this file."""


class WrongShares(Exception):
    """These shares are damaged, the same twice, or do not belong together."""


# ------------------------------------------------------------------ a passphrase
def wrap(private_key: bytes, passphrase: str, *, box: str, cost: int) -> bytes:
    """The file that holds a private key behind a passphrase; scrypt's N is 2^cost."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = ChaCha20Poly1305(_key_from(passphrase, salt, cost)).encrypt(
        nonce, private_key, box.encode()
    )
    plain = {"format": 1, "box": box, "cost": cost}
    parts = {"salt": salt, "nonce": nonce, "wrapped": wrapped}
    plain |= {name: b64encode(part).decode() for name, part in parts.items()}
    return json.dumps(plain, indent=1).encode() + b"\n"


def unwrap(file: bytes, passphrase: str, *, box: str) -> bytes:
    """The private key. Raises WrongPassphrase, also for a file that is damaged."""
    try:
        plain = json.loads(file)
        salt, nonce, wrapped = (b64decode(plain[name]) for name in ("salt", "nonce", "wrapped"))
        key = _key_from(passphrase, salt, min(int(plain["cost"]), 20))
        return ChaCha20Poly1305(key).decrypt(nonce, wrapped, box.encode())
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise WrongPassphrase from error


def _key_from(passphrase: str, salt: bytes, cost: int) -> bytes:
    n = 1 << cost
    text = passphrase.strip().encode()
    return scrypt(text, salt=salt, n=n, r=8, p=1, maxmem=2 * 128 * 8 * (n + 8), dklen=32)


# ------------------------------------------------------------------ two of three
@dataclass(frozen=True)
class Share:
    """What one of three holders keeps: two parts, one for each of the others."""

    holder: str
    parts: tuple[bytes, bytes]

    def __str__(self) -> str:
        """As it is printed and typed back: letter, 128 hexadecimal digits, check digits."""
        text = self.holder + "".join(part.hex() for part in self.parts)
        text += sha256(text.encode()).hexdigest()[: CHECK_BYTES * 2]
        return "-".join(text[start : start + 8] for start in range(0, len(text), 8))


def split(private_key: bytes) -> tuple[Share, Share, Share]:
    """Three shares, any two of which give the key; one alone says nothing about it."""
    parts: dict[str, list[bytes]] = {holder: [] for holder in HOLDERS}
    for one, other in PAIRS:
        pad = secrets.token_bytes(KEY_BYTES)
        parts[one].append(pad)
        parts[other].append(_xor(private_key, pad))
    a, b, c = (Share(holder, (parts[holder][0], parts[holder][1])) for holder in HOLDERS)
    return a, b, c


def read_share(typed: str) -> Share:
    """The share that somebody typed or scanned. Raises WrongShares for a single wrong digit."""
    text = "".join(character for character in typed if character.isalnum())
    text = text[:1].upper() + text[1:].lower()
    body, check = text[: -CHECK_BYTES * 2], text[-CHECK_BYTES * 2 :]
    if len(body) != 1 + KEY_BYTES * 4 or body[0] not in HOLDERS:
        raise WrongShares
    if sha256(body.encode()).hexdigest()[: CHECK_BYTES * 2] != check:
        raise WrongShares
    try:
        both = bytes.fromhex(body[1:])
    except ValueError as error:
        raise WrongShares from error
    return Share(body[0], (both[:KEY_BYTES], both[KEY_BYTES:]))


def commitment(share: Share, *, box: str) -> str:
    """What can be kept of a share to recognise it by, and told to everybody: nothing follows from
    it, as a share is 64 random bytes.

        SHA-256 of: box | letter of the holder | the 64 bytes, with “|” between them
    """
    named = f"{box}|{share.holder}|".encode()
    return sha256(named + b"".join(share.parts)).hexdigest()


def join(shares: Sequence[Share]) -> bytes:
    """The private key from two shares; whether it is the right one, its public part tells."""
    if len(shares) != 2 or shares[0].holder == shares[1].holder:
        raise WrongShares
    pair = {share.holder: share for share in shares}
    one, other = next(each for each in PAIRS if set(each) == set(pair))
    return _xor(_part(pair[one], other), _part(pair[other], one))


def _part(share: Share, partner: str) -> bytes:
    """The part that this holder has in common with that one; in the order of PAIRS."""
    partners = [
        other if holder == share.holder else holder
        for holder, other in PAIRS
        if share.holder in (holder, other)
    ]
    return share.parts[partners.index(partner)]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
