"""What to do when the disk is full, and files of a form that do not fill it.

FILE_UPLOAD_HANDLERS = […, "harmony.shared.disk.Spool"]
MIDDLEWARE = [… "harmony.shared.disk.FullDiskIsTold"]
"""

import errno
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

FULL = {errno.ENOSPC, errno.EDQUOT}
POSTGRES_DISK_FULL = "53100"
SQLITE_DISK_FULL = "disk is full"


def is_full(error: Exception) -> bool:
    """Whether this error of the file system or the database means that the disk is full."""
    if isinstance(error, DatabaseError):
        code = getattr(error.__cause__, "pgcode", "")
        return code == POSTGRES_DISK_FULL or SQLITE_DISK_FULL in str(error)
    return isinstance(error, OSError) and error.errno in FULL


class FullDiskIsTold:
    """The last resort, where a page has no words of its own for it: nothing was stored, and why.

    The page needs neither session nor database, which may have no room either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_full(error):
            return None
        logger.error("The disk is full: %s %s", request.method, request.path)
        return HttpResponse(render_to_string("507.html"), status=507)


class Spool(TemporaryFileUploadHandler):
    """Keeps a large file of a form on the disk until it has been looked into.

    Of a file larger than may be stored only the size is kept. Where the disk has no room for it,
    the file arrives empty and ``met_full_disk``; Django would answer with a fault of the portal
    before any form could tell the person.
    """

    met_full_disk = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.met_full_disk = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.met_full_disk or start > settings.UPLOAD_BYTES:
            return
        try:
            self.file.write(raw_data)
            self.file.flush()
        except OSError as error:
            if not is_full(error):
                raise
            self.met_full_disk = True
            self.file.truncate(0)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.met_full_disk or file_size > settings.UPLOAD_BYTES:
            self.file.truncate(0)
        self.file.seek(0)
        self.file.size = 0 if self.met_full_disk else file_size
        self.file.met_full_disk = self.met_full_disk  # type: ignore[attr-defined]
        return self.file
