"""The key pair of one slip, derived from the code whenever it is typed, and never kept.

    secret = HMAC-SHA256(pepper, box | verifier)
    seed   = scrypt(secret, salt, N = 2^cost, r = 8, p = 1), 32 bytes
    key    = Ed25519 from the seed

The database keeps salt and public key. Whoever has only the database cannot try codes, because
the pepper is not in it; whoever has both pays scrypt for each of 10^9 verifiers.
"""

import hmac
import secrets
from hashlib import scrypt, sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SALT_BYTES = 16
BLOCK = 8  # scrypt's r: with N = 2^11 a try takes 2 MiB


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def derive(verifier: str, *, box: str, salt: bytes, pepper: bytes, cost: int) -> Ed25519PrivateKey:
    """The key of a code. ``cost`` is the binary logarithm of scrypt's N."""
    secret = hmac.new(pepper, f"{box}|{verifier}".encode(), sha256).digest()
    n = 1 << cost
    room = 128 * BLOCK * (n + 8) + 1024
    seed = scrypt(secret, salt=salt, n=n, r=BLOCK, p=1, maxmem=2 * room, dklen=32)
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_part(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def is_signed_by(public_key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether this signature of the text was made with the private part of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
