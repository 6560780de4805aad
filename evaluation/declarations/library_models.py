"""What stands around the files of a library: uploads on their way, room that was granted, and
what photos are found by."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Place, User
from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.models import Entry
from harmony.shared import clock


def fresh_key() -> str:
    """A name that nobody can guess: 32 hexadecimal digits."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """A file on its way into a library, piece by piece.

    ``received`` of ``size`` bytes lie beside the stored files, under the name ``key``. ``mark``
    is how the browser knows the file again after the page was loaded anew; ``sha256`` is empty
    where the browser cannot work it out. Once it has ended, ``evidence`` is what became of it
    and ``told`` what is to be said of it; without evidence that is why it was refused.
    """

    key = models.CharField(max_length=32, unique=True, default=fresh_key, editable=False)
    community = models.ForeignKey(Place, models.CASCADE, related_name="uploads")
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    last_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")), name="upload_within_its_size"
            ),
        ]
        indexes = [models.Index(fields=["last_at"], name="upload_by_last_at")]

    def __str__(self) -> str:
        return f"Upload {self.key}"

    @property
    def state(self) -> str:
        """``coming``, ``stored`` or ``refused``."""
        if self.ended_at is None:
            return "coming"
        return "stored" if self.evidence_id else "refused"

    @property
    def percent(self) -> int:
        """How much has arrived, 0 to 100, rounded down."""
        return 100 * self.received // self.size if self.size else 0


class RoomGrant(models.Model):
    """Room that the office gave one community for its evidence: in all, in megabytes.

    The latest row counts; rows are only added.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="room_grants")
    megabytes = models.PositiveIntegerField(_("room in all, in MB"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="room_grant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Room grant {self.pk}"


class LookPart(models.Model):
    """One fifth of what a photo looks like (``photos.parts_of``), to find its like by equality."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="look_parts")
    part = models.PositiveIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"Part {self.part} of evidence {self.evidence_id}"
