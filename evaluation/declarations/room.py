"""How much room a community has for its evidence, and the office giving it more."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from communities.models import Place
from communities.places.models import PlaceQuerySet
from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.library_models import RoomGrant
from harmony.shared.wording import size as size_in_words
from harmony.shared.wording import together
from harmony.shared.workflow import TransitionRefused, hold

MEGABYTE = 1024 * 1024
TIGHT = 80  # per cent


@dataclass(frozen=True)
class Room:
    """How much of a community's room is taken, in bytes."""

    taken: int
    most: int

    @property
    def left(self) -> int:
        return max(self.most - self.taken, 0)

    @property
    def percent(self) -> int:
        """How much is taken, rounded down; never above 100."""
        return min(100 * self.taken // self.most, 100) if self.most else 100

    @property
    def is_tight(self) -> bool:
        """Whether it is time to warn."""
        return self.percent >= TIGHT


def no_room(left: int, size: int) -> str:
    """What is said of a file that does not fit, in bytes."""
    text = _("The library has room for %(left)s more, the file has %(size)s.")
    return together(
        [
            text % {"left": size_in_words(left), "size": size_in_words(size)},
            _("Ask the office for room."),
        ]
    )


def room_of(community: Place) -> Room:
    taken = Evidence.objects.filter(community=community).aggregate(total=Sum("size"))["total"]
    granted = RoomGrant.objects.filter(community=community).values_list("megabytes", flat=True)
    given = granted.first()
    most = settings.EVIDENCE_BYTES if given is None else given * MEGABYTE
    return Room(taken or 0, most)


def with_room(communities: PlaceQuerySet) -> PlaceQuerySet:
    """``taken`` and ``most`` in bytes, and ``share`` taken from 0 up; the fullest first."""
    stored = Evidence.objects.filter(community=OuterRef("pk")).order_by().values("community")
    granted = RoomGrant.objects.filter(community=OuterRef("pk")).values("megabytes")[:1]
    given = ExpressionWrapper(
        Cast(Subquery(granted), BigIntegerField()) * MEGABYTE, BigIntegerField()
    )
    rows = communities.annotate(
        taken=Coalesce(
            Subquery(stored.annotate(n=Sum("size")).values("n"), BigIntegerField()), Value(0)
        ),
        most=Coalesce(given, Value(settings.EVIDENCE_BYTES), output_field=BigIntegerField()),
    )
    share = Cast(F("taken"), FloatField()) / NullIf(Cast(F("most"), FloatField()), Value(0.0))
    return rows.annotate(share=share).order_by(F("share").desc(nulls_first=True), "code")


@transaction.atomic
def grant_room(community: Place, megabytes: int, reason: str, *, by) -> RoomGrant:
    """Give a community this much room in all, from now on, with a reason.

    Raises TransitionRefused where its files already need more.
    """
    hold(community)
    if not by.has_perm("evaluation.grant_room", community):
        raise PermissionDenied
    if not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    taken = room_of(community).taken
    if megabytes * MEGABYTE < taken:
        needed = -(-taken // MEGABYTE)
        raise TransitionRefused(_("Its files already take %(n)s MB.") % {"n": needed})
    return RoomGrant.objects.create(
        community=community, megabytes=megabytes, reason=reason.strip(), by=by
    )
