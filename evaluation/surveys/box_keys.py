"""Keys of ballot boxes that are not in the database: files, and what follows from the code key.

A private key behind its passphrase lies in ``settings.BOX_KEYS_DIR``, outside database, uploads
and what is backed up with them. The pepper of codes and the key of device marks follow from the
installation's code key (``HARMONY_CODE_KEY``) and the box.
"""

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from evaluation.surveys.box_models import BallotBox


def pepper_of(box: BallotBox) -> bytes:
    """Without it, codes cannot be tried by whoever has only the database."""
    return _keyed("pepper", box.uid)


def device_key_of(box: BallotBox) -> bytes:
    return _keyed("device", box.uid)


def record_key_of(box: BallotBox) -> bytes:
    """Seals the lines of the box's record."""
    return _keyed("record", box.uid)


def _keyed(purpose: str, uid: str) -> bytes:
    return hmac.new(settings.CODE_KEY, f"ballot box|{purpose}|{uid}".encode(), sha256).digest()


def key_file_of(box: BallotBox) -> Path:
    return settings.BOX_KEYS_DIR / f"{box.uid}.key"


def keep(box: BallotBox, wrapped: bytes) -> None:
    """Write the file; for this account only, and on the disk before anything relies on it."""
    file = key_file_of(box)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(wrapped)
        out.flush()
        os.fsync(out.fileno())


def destroy(box: BallotBox) -> bool:
    """Overwrite the file and remove it; False where there was none."""
    file = key_file_of(box)
    if not file.exists():
        return False
    with file.open("r+b") as out:
        out.write(secrets.token_bytes(file.stat().st_size))
        out.flush()
        os.fsync(out.fileno())
    file.unlink()
    return True
