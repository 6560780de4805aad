"""A place as it was at an earlier moment: its names, its class and the title it held."""

from copy import copy
from datetime import datetime

from communities.places.models import Place

TOLD = ("official_name", "name_zh", "name_en", "community_class", "title")


def place_as_of(place: Place, at: datetime) -> Place:
    """A copy that is not to be saved; one query. Numbers of people and households stay today's."""
    then = copy(place)
    for change in place.changes.filter(field__in=TOLD, at__gt=at).order_by("-at", "-pk"):
        setattr(then, change.field, change.before)
    return then
