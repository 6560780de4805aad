"""The field through which files come into a library, with its limits and what is half-way."""

from dataclasses import dataclass
from functools import cached_property

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
    """For one person; ``entry`` is the criterion the files shall prove, if any."""

    community: Place
    user: User
    entry: Entry | None = None

    piece_bytes = PIECE_BYTES

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

    @cached_property
    def room(self) -> Room:
        return room_of(self.community)

    @cached_property
    def half_way(self) -> list[Upload]:
        """Files that were begun and may be gone on with."""
        return list(unfinished(self.community, by=self.user, entry=self.entry))
