"""Who has a part of a self-examination open to write, so that people see each other.

    note(declaration, part, by=…)                    a sign of life; one query
    others(declaration, parts, than=…) -> list       who else is there; one query
    sweep()                                          forgets who has long gone

This only tells; what keeps people from overwriting each other is ``saving``.
"""

from collections.abc import Collection
from datetime import timedelta

from evaluation.declarations.models import Declaration, Presence
from harmony.shared import clock

EVERY = 15
"""Seconds between two signs of life of an open page."""

HERE = timedelta(seconds=3 * EVERY)
"""So long after the last sign somebody counts as active."""

SHOWN = timedelta(minutes=5)
"""So long they are shown: without scripts a page gives a sign only when it is opened."""

KEPT = timedelta(hours=1)


def note(declaration: Declaration, part: str, *, by) -> None:
    """This person has this part open now, and no other part of the declaration."""
    Presence.objects.bulk_create(
        [Presence(declaration=declaration, user_id=by.pk, part=part, seen_at=clock.now())],
        update_conflicts=True,
        unique_fields=["declaration", "user"],
        update_fields=["part", "seen_at"],
    )


def others(declaration: Declaration, parts: Collection[str], *, than) -> list[Presence]:
    """Who else gave a sign of life lately at one of these parts, by name."""
    lately = Presence.objects.filter(
        declaration=declaration, part__in=parts, seen_at__gte=clock.now() - SHOWN
    )
    return list(lately.exclude(user_id=than.pk).select_related("user").order_by("user__name"))


def is_active(presence: Presence) -> bool:
    """Whether the last sign of life is not older than the page would let it become."""
    return presence.seen_at >= clock.now() - HERE


def sweep() -> None:
    """Forget whoever gave no sign for an hour: where people are is nobody's business later."""
    Presence.objects.filter(seen_at__lt=clock.now() - KEPT).delete()
