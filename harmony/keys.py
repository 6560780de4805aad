"""Secrets the installation makes for itself, each once, readable by its own account only."""

import os
import secrets
import tempfile
from pathlib import Path

KEY_BYTES = 32


def keep_key(path: Path) -> str:
    """The key in this file, as hexadecimal text; made now when there is none.

    Two processes starting together agree: whoever links its file first wins,
    and both read what lies there then.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        _link_new_key(path)
    return path.read_text().strip()


def _link_new_key(path: Path) -> None:
    """Write a new key beside the path and move it there, unless one has come meanwhile."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # made with mode 600
    draft = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
