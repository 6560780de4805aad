"""When the disk is full: told in words instead of as a fault of the portal."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.utils.translation import gettext as _

from evaluation.declarations.file_checks import FileRefused
from harmony.shared.disk import is_full


class DiskFull(FileRefused):
    """There was no room on the disk; the same file may be taken later."""

    def __init__(self) -> None:
        super().__init__(
            _("The disk of the portal is full. Nothing was stored; tell the administrator.")
        )


@contextmanager
def told_when_full() -> Iterator[None]:
    """Raises DiskFull in the place of an error that means it; others pass through."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if is_full(error):
            raise DiskFull from error
        raise
