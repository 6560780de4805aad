"""What an earlier declaration of the community said of the same criterion, offered to be checked.

    offer_for(entry, today) -> Offer | None      two queries
    carry_files(entry, chosen, by=…, today=…)    attaches what was offered, signed

Statements and files only: findings and points are never carried. A criterion is the same by its
code, else by its Chinese title. A file is offered while its event still counts this year.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.models import Entry, EvidenceUse
from evaluation.declarations.readiness_facts import window_of
from evaluation.declarations.services import attach


@dataclass(frozen=True)
class Offer:
    """What was declared in ``year``, as far as it can be used again."""

    year: int
    statement: str
    files: list[Evidence]


def offer_for(entry: Entry, today: date) -> Offer | None:
    """The latest earlier year that has anything to offer; None where there is nothing new."""
    earlier = _earlier(entry)
    if earlier is None:
        return None
    files = _still_counting(earlier, entry, today)
    statement = earlier.statement.strip()
    if statement == entry.statement.strip():
        statement = ""
    if not statement and not files:
        return None
    return Offer(earlier.declaration.stage.year, statement, files)


@transaction.atomic
def carry_files(entry: Entry, chosen: Collection[int], *, by, today: date) -> list[EvidenceUse]:
    """Attach the chosen files of the offer; what was not offered is not heeded.

    Raises PermissionDenied where the criterion cannot be written by this person.
    """
    offer = offer_for(entry, today)
    files = offer.files if offer else []
    return [attach(entry, file, by=by) for file in files if file.pk in chosen]


def _earlier(entry: Entry) -> Entry | None:
    """The same criterion in the community's latest earlier declaration that has it."""
    criterion, declaration = entry.criterion, entry.declaration
    same = Q(criterion__code=criterion.code) | Q(criterion__title_zh=criterion.title_zh)
    found = (
        Entry.objects.filter(
            same,
            declaration__community=declaration.community_id,
            declaration__stage__year__lt=declaration.stage.year,
        )
        .select_related("criterion", "declaration__stage")
        .order_by("-declaration__stage__year", "criterion__position")
    )
    years: dict[int, list[Entry]] = {}
    for one in found:
        years.setdefault(one.declaration.stage.year, []).append(one)
    latest = next(iter(years.values()), [])
    by_code = (one for one in latest if one.criterion.code == criterion.code)
    return next(by_code, latest[0] if latest else None)


def _still_counting(earlier: Entry, entry: Entry, today: date) -> list[Evidence]:
    """Its files whose event counts this year and that are not attached here yet."""
    window = window_of(entry.criterion, entry.declaration.stage.year, today)
    files = Evidence.objects.filter(
        uses__entry=earlier, event_date__range=(window.first, window.last)
    )
    return list(files.exclude(uses__entry=entry).order_by("event_date", "pk"))
