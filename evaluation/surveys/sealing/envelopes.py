"""Answers sealed to the public key of a box: HPKE base mode of suite 1 (RFC 9180).

``info`` binds an envelope to one box and one community; moved to another it does not open.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
KEY_BYTES = 32


class DoesNotOpen(Exception):
    """The envelope was not sealed to this key, or not for this place, or was changed."""


def new_private_key() -> bytes:
    return X25519PrivateKey.generate().private_bytes_raw()


def public_part(private_key: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def info_of(box: str, community: str) -> bytes:
    return f"harmony ballot 1|{box}|{community}".encode()


def seal(content: bytes, *, public_key: bytes, info: bytes) -> bytes:
    """The envelope. The same content sealed twice gives two different envelopes."""
    return HPKE.encrypt(content, X25519PublicKey.from_public_bytes(public_key), info=info)


class Opener:
    """Opens the envelopes of one box. Whoever holds one holds its private key."""

    def __init__(self, private_key: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(private_key)

    def open(self, envelope: bytes, *, info: bytes) -> bytes:
        try:
            return HPKE.decrypt(envelope, self._key, info=info)
        except (InvalidTag, ValueError) as error:
            raise DoesNotOpen from error
