"""From the digits on a slip to what is kept of them, and from what somebody types to the row."""

import hmac
import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import QuerySet

from evaluation.surveys import codes
from evaluation.surveys.box_keys import pepper_of
from evaluation.surveys.box_models import BallotBox
from evaluation.surveys.models import Code
from evaluation.surveys.sealing import code_keys

MOST_CANDIDATES = 3
"""Boxes at the same time that may have given one selector; more tries would only cost time."""


@dataclass(frozen=True)
class CodeRow:
    """What is kept of one code."""

    selector: str
    salt: bytes
    public_key: bytes


def rows_for(box: BallotBox, drawn: Collection[str]) -> list[CodeRow]:
    """What is kept of these codes. Each costs one key derivation, on all cores."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # scrypt lets other threads run
        return list(pool.map(partial(_row_for, box, pepper_of(box)), drawn))


def _row_for(box: BallotBox, pepper: bytes, code: str) -> CodeRow:
    salt = code_keys.new_salt()
    verifier = codes.verifier_of(code)
    key = code_keys.derive(verifier, box=box.uid, salt=salt, pepper=pepper, cost=box.cost)
    return CodeRow(codes.selector_of(code), salt, code_keys.public_part(key))


def key_of(code: str, row: Code) -> Ed25519PrivateKey | None:
    """The key that this code gives for this row; None when it is not the row's code."""
    box, public_key = row.box, row.public_key
    if box is None or public_key is None:  # printed before there were ballot boxes
        return None
    key = code_keys.derive(
        codes.verifier_of(code),
        box=box.uid,
        salt=bytes(row.salt),
        pepper=pepper_of(box),
        cost=box.cost,
    )
    is_right = hmac.compare_digest(code_keys.public_part(key), bytes(public_key))
    return key if is_right else None


def find(code: str, rows: QuerySet[Code]) -> tuple[Code, Ed25519PrivateKey] | None:
    """The row among these that the code belongs to, with its key.

    Keys are derived only where there is such a selector.
    """
    if not codes.is_well_formed(code):
        return None
    found = rows.filter(selector=codes.selector_of(code), box__isnull=False)
    # Not “-box”: that turns round the order boxes have on pages, in which the newest is first.
    for row in found.select_related("box").order_by("-box_id")[:MOST_CANDIDATES]:
        if key := key_of(code, row):
            return row, key
    return None


def row_of(code: str, rows: QuerySet[Code]) -> Code | None:
    found = find(code, rows)
    return found[0] if found else None
