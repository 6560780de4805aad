"""Setting the class and title of communities without moving the ground under an evaluation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from communities.models import Place, PlaceChange
from communities.places.classify import set_class
from evaluation.declarations.standing import under_way_in

JUDGED_BY = {"community_class", "title"}
"""What decides which criteria apply, and which give full marks."""


@dataclass(frozen=True)
class Classing:
    """What was changed, and which communities were left alone."""

    changes: list[PlaceChange]
    held_back: list[Place]


@transaction.atomic
def classify(places: Iterable[Place], *, by, **values) -> Classing:
    """Set class, title, households and population (``set_class``) of many communities.

    A community whose self-examination has begun and is not decided keeps its class and title:
    it is judged by them. Its numbers change all the same.
    """
    places = list(places)
    judged = {name: value for name, value in values.items() if name in JUDGED_BY}
    numbers = {name: value for name, value in values.items() if name not in JUDGED_BY}
    held_back = _held_back(places, judged)
    free = [place for place in places if place not in held_back]
    changes = set_class(free, by=by, **judged) if judged else []
    changes += set_class(places, by=by, **numbers) if numbers else []
    return Classing(changes=changes, held_back=held_back)


def _held_back(places: list[Place], judged: dict) -> list[Place]:
    """Those under way that the values would change; their declarations are locked meanwhile."""
    locked = under_way_in(places).select_for_update().values_list("community_id", flat=True)
    under_way = set(locked) if judged else set()
    return [
        place
        for place in places
        if place.pk in under_way and any(getattr(place, k) != v for k, v in judged.items())
    ]
