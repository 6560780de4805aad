"""An invented district. The code of a place begins with the code of the place it lies in."""

import factory
from factory.django import DjangoModelFactory

from communities.models import CommunityClass, Place, Tier, Title

DISTRICT_CODE = "990101"  # no real place has this code


def code_in(parent: Place, number: int) -> str:
    """The code of the given place within its parent, 001 to 999."""
    return f"{parent.code}{number % 999 + 1:03d}"


class DistrictFactory(DjangoModelFactory):
    """The district. There is one in an installation, so building it twice gives the same."""

    class Meta:
        model = Place
        django_get_or_create = ["code"]

    code = DISTRICT_CODE
    tier = Tier.DISTRICT
    official_name = "清和区"
    name_zh = "清和区"
    name_en = "Qinghe District"


class StreetFactory(DjangoModelFactory):
    class Meta:
        model = Place

    class Params:
        number = factory.Sequence(int)

    parent = factory.SubFactory(DistrictFactory)
    code = factory.LazyAttribute(lambda street: code_in(street.parent, street.number))
    tier = Tier.STREET
    official_name = factory.LazyAttribute(lambda street: f"{street.number}号街道")
    name_zh = factory.SelfAttribute("official_name")
    name_en = factory.LazyAttribute(lambda street: f"Street No. {street.number}")


class CommunityFactory(DjangoModelFactory):
    """A classed community of 1,500 households, in a street of its own unless told which."""

    class Meta:
        model = Place

    class Params:
        number = factory.Sequence(int)

    parent = factory.SubFactory(StreetFactory)
    code = factory.LazyAttribute(lambda community: code_in(community.parent, community.number))
    tier = Tier.COMMUNITY
    official_name = factory.LazyAttribute(lambda community: f"{community.number}号社区居委会")
    name_zh = factory.LazyAttribute(lambda community: f"{community.number}号社区")
    name_en = factory.LazyAttribute(lambda community: f"Community No. {community.number}")
    community_class = CommunityClass.NEW_RESIDENTIAL
    title = Title.MUNICIPAL
    households = 1500
    population = 4200


PlaceFactory = CommunityFactory
