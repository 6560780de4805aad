"""What a place's official name lets us propose. Nothing of it holds until the office says so."""

from communities.places.models import CommunityClass, Place, PlaceQuerySet

VILLAGE_COMMITTEE = "村民委员会"
"""The committee of villagers: what bears it is, in a city, a village in the city."""


def proposed_class(official_name: str) -> str:
    """The class that the official name suggests; empty where it suggests none."""
    is_village = official_name.endswith(VILLAGE_COMMITTEE) and official_name != VILLAGE_COMMITTEE
    return CommunityClass.VILLAGE_IN_CITY if is_village else ""


def proposed_villages() -> PlaceQuerySet:
    """Communities not classed yet whose name suggests a village in the city."""
    return (
        Place.objects.communities()
        .filter(community_class="", official_name__endswith=VILLAGE_COMMITTEE)
        .exclude(official_name=VILLAGE_COMMITTEE)
    )
