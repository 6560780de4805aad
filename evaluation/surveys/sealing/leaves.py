"""What exactly is hashed. A second program must be able to do the same from this page alone.

Every leaf is ``SHA-256(0x00 | name | fields)``. A field is its length in four bytes, most
significant first, and its bytes; text is UTF-8, a number its decimal digits. So no two different
lists of fields are the same bytes.

    code1      box, batch, selector, public key
    batch1     box, batch, community, number of slips, root over its sorted code1 leaves
    ballot1    box, community, SHA-256 of the receipt's 10 bytes, SHA-256 of the envelope
    answer1    box, community, 1 if taken in at a service desk else 0, salt, answers in JSON
"""

import json
from collections.abc import Mapping
from hashlib import sha256

Field = str | int | bytes

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
"""Made once: ``json.dumps`` makes one for every answer."""


def leaf(name: str, *fields: Field) -> bytes:
    parts = [b"\x00"]
    for field in (name, *fields):
        text = field if isinstance(field, bytes) else str(field).encode()
        parts += (len(text).to_bytes(4, "big"), text)
    return sha256(b"".join(parts)).digest()


def code_leaf(box: str, batch: str, selector: str, public_key: bytes) -> bytes:
    return leaf("code1", box, batch, selector, public_key)


def batch_leaf(box: str, batch: str, community: str, slips: int, root: bytes) -> bytes:
    return leaf("batch1", box, batch, community, slips, root)


def ballot_leaf(box: str, community: str, receipt_hash: bytes, envelope_hash: bytes) -> bytes:
    return leaf("ballot1", box, community, receipt_hash, envelope_hash)


def answer_leaf(
    box: str, community: str, *, is_assisted: bool, salt: bytes, answers: bytes
) -> bytes:
    return leaf("answer1", box, community, int(is_assisted), salt, answers)


def answers_as_bytes(choices: Mapping[str, str], background: Mapping[str, str]) -> bytes:
    """The answers in the one form that is hashed: JSON, keys sorted, no spaces, UTF-8."""
    plain = {"background": dict(background), "choices": dict(choices)}
    return _as_json(plain).encode()


def envelope_hash(envelope: bytes) -> bytes:
    return sha256(envelope).digest()
