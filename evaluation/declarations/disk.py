"""When the disk is full: known as such, and told in words instead of as a fault of the portal."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.utils.translation import gettext as _

from evaluation.declarations.file_checks import FileRefused

FULL = {errno.ENOSPC, errno.EDQUOT}
POSTGRES_DISK_FULL = "53100"
SQLITE_DISK_FULL = "disk is full"


class DiskFull(FileRefused):
    """There was no room on the disk; the same file may be taken later."""

    def __init__(self) -> None:
        super().__init__(
            _("The disk of the portal is full. Nothing was stored; tell the administrator.")
        )


def is_full(error: Exception) -> bool:
    """Whether this error of the file system or the database means that the disk is full."""
    if isinstance(error, DatabaseError):
        code = getattr(error.__cause__, "pgcode", "")
        return code == POSTGRES_DISK_FULL or SQLITE_DISK_FULL in str(error)
    return isinstance(error, OSError) and error.errno in FULL


@contextmanager
def told_when_full() -> Iterator[None]:
    """Raises DiskFull in the place of an error that means it; others pass through."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if is_full(error):
            raise DiskFull from error
        raise
