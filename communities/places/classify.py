"""What the office says about communities: class, title, size, English name."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.places.models import CommunityClass, Place, PlaceChange, Tier, Title
from harmony.shared import clock

KEEP: Any = object()
"""Leaves a field as it is; None and "" are values."""


@transaction.atomic
def set_class(
    places: Iterable[Place],
    *,
    by,
    community_class: str = KEEP,
    title: str = KEEP,
    households: int | None = KEEP,
    population: int | None = KEEP,
) -> list[PlaceChange]:
    """Set the named fields of many communities in one act; the changes that were made.

    Raises ValidationError where a place is no community, or a value is none that exists.
    """
    values = {
        "community_class": community_class,
        "title": title,
        "households": households,
        "population": population,
    }
    values = {name: value for name, value in values.items() if value is not KEEP}
    if values.get("community_class", "") not in {"", *CommunityClass.values}:
        raise ValidationError({"community_class": _("There is no such class.")})
    if values.get("title", "") not in {"", *Title.values}:
        raise ValidationError({"title": _("There is no such title.")})
    held = _hold(places, by=by)
    if any(place.tier != Tier.COMMUNITY for place in held):
        raise ValidationError(_("Only communities have a class, a title and households."))
    return _set(held, values, by=by)


@transaction.atomic
def set_name(place: Place, *, by, name_en: str) -> list[PlaceChange]:
    """Correct the English name; what the office writes is confirmed."""
    if not name_en.strip():
        raise ValidationError({"name_en": _("Write the English name.")})
    return _set(
        _hold([place], by=by), {"name_en": name_en.strip(), "name_en_is_confirmed": True}, by=by
    )


@transaction.atomic
def confirm_names(places: Iterable[Place], *, by) -> list[PlaceChange]:
    """Confirm the proposed English names as they stand; a place without one is left out."""
    held = [place for place in _hold(places, by=by) if place.name_en]
    return _set(held, {"name_en_is_confirmed": True}, by=by)


def _hold(places: Iterable[Place], *, by) -> list[Place]:
    """The rows, locked in the order of their codes, so that two acts cannot block each other."""
    if not by.has_perm("communities.classify_places"):
        raise PermissionDenied
    keys = [place.pk for place in places]
    return list(Place.objects.select_for_update().filter(pk__in=keys).order_by("code"))


def _set(places: list[Place], values: dict[str, Any], *, by) -> list[PlaceChange]:
    changes, changed, at = [], [], clock.now()
    for place in places:
        differing = {k: v for k, v in values.items() if getattr(place, k) != v}
        for name, value in differing.items():
            before, after = _as_text(getattr(place, name)), _as_text(value)
            changes.append(
                PlaceChange(place=place, field=name, before=before, after=after, by=by, at=at)
            )
            setattr(place, name, value)
        if differing:
            changed.append(place)
    if changed:
        Place.objects.bulk_update(changed, list(values), batch_size=200)
    return PlaceChange.objects.bulk_create(changes)


def _as_text(value: Any) -> str:
    """A value as the history keeps it; yes is “yes” and no is empty."""
    if value is None or value is False:
        return ""
    return "yes" if value is True else str(value)
