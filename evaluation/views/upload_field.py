"""The field through which files come into a library, with its limits and what is half-way."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from communities.models import Place, User
from evaluation.declarations.file_checks import CONTENT_TYPES
from evaluation.declarations.library_models import Upload
from evaluation.declarations.resuming import PIECE_BYTES, unfinished
from evaluation.declarations.room import Room, room_of
from evaluation.models import Entry


@dataclass
class UploadField:
    """For one person; ``entry`` is the criterion the files shall prove, if any.

    ``half_way`` are files that were begun and may be gone on with. ``stem`` is what names and
    ids begin with, where a page has several such fields.
    """

    community: Place
    room: Room
    half_way: list[Upload]
    entry: Entry | None = None
    stem: str = ""

    piece_bytes = PIECE_BYTES

    @classmethod
    def of_library(cls, community: Place, user: User) -> "UploadField":
        """The field of the library itself: what arrives proves nothing yet."""
        return cls(community, room_of(community), list(unfinished(community, by=user)))

    @property
    def begin_url(self) -> str:
        return reverse("evaluation:evidence-uploads", args=[self.community.code])

    @property
    def accepted(self) -> str:
        """The endings that are taken; a phone saves its photos as one of them."""
        return ",".join(f".{ending}" for ending in [*CONTENT_TYPES, "jpeg"])

    @property
    def most_bytes(self) -> int:
        return settings.UPLOAD_BYTES

    @property
    def most_megabytes(self) -> int:
        return settings.UPLOAD_MB
