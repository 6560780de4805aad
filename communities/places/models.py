"""Where: the district, its streets and its communities."""

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmony.shared.languages import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable


class Tier(models.TextChoices):
    """The levels of administration that a place can be on."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")


CODE_LENGTHS = {4: Tier.CITY, 6: Tier.DISTRICT, 9: Tier.STREET, 12: Tier.COMMUNITY}
"""Digits of an administrative code at each tier; a code begins with the code of its parent."""


class CommunityClass(models.TextChoices):
    """The class of a community, with old town split by the renewal plan (domain §2)."""

    OLD_TOWN_IN_PLAN = "old_town.in_renewal_plan", _("Old town, inside the renewal plan")
    OLD_TOWN_OUTSIDE_PLAN = "old_town.not_in_renewal_plan", _("Old town, outside the renewal plan")
    NEW_RESIDENTIAL = "new_residential", _("New residential")
    VILLAGE_IN_CITY = "village_in_city", _("Village in the city")

    @property
    def main(self) -> str:
        """The class as standards name it: old_town, new_residential or village_in_city."""
        return self.value.partition(".")[0]


class Title(models.TextChoices):
    """The civilised-community title that a community holds; the higher one counts."""

    MUNICIPAL = "municipal_civilised", _("Municipal civilised community")
    DISTRICT = "district_civilised", _("District civilised community")
    NONE = "none", _("No title")


SUFFIXES = (
    ("街道办事处", "街道"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村委会", "村"),
    ("委员会", ""),
)


def display_name(official: str) -> str:
    """The name without its committee: 水西门社区居委会 → 水西门社区 (domain §9)."""
    for suffix, instead in SUFFIXES:
        if official.endswith(suffix) and official != suffix:
            return official.removesuffix(suffix) + instead
    return official


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, user) -> "PlaceQuerySet":
        """What this person may read: everything beneath the places they are posted to.

        Departments and administrators work across the whole district.
        """
        reach = Q(pk__in=[])
        for post in user.posts_in_force:
            reach |= Q(code__startswith=post.reach)
        return self.filter(reach)

    def communities(self) -> "PlaceQuerySet":
        return self.filter(tier=Tier.COMMUNITY)

    def streets(self) -> "PlaceQuerySet":
        return self.filter(tier=Tier.STREET)

    def within(self, places: "Iterable[Place]") -> "PlaceQuerySet":
        reach = Q(pk__in=[])
        for place in places:
            reach |= Q(code__startswith=place.code)
        return self.filter(reach)


class Place(models.Model):
    """A city, a district, a street or a community; its administrative code is a path."""

    code = models.CharField(
        _("code"), max_length=12, unique=True, validators=[RegexValidator(r"^\d{4,12}$")]
    )
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    official_name = models.CharField(_("official name"), max_length=100)
    name_zh = models.CharField(_("display name in Chinese"), max_length=100)
    name_en = models.CharField(_("display name in English"), max_length=100, blank=True)
    name_en_is_confirmed = models.BooleanField(_("English name confirmed"), default=False)

    community_class = models.CharField(
        _("class"), max_length=30, choices=CommunityClass.choices, blank=True
    )
    title = models.CharField(_("title held"), max_length=20, choices=Title.choices, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()
    name = Bilingual("name")

    class Meta:
        verbose_name = _("place")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tier=Tier.COMMUNITY)
                | Q(community_class="", title="", households=None, population=None),
                name="place_only_communities_have_a_class",
            ),
            models.CheckConstraint(
                condition=~Q(tier__in=[Tier.STREET, Tier.COMMUNITY]) | Q(parent__isnull=False),
                name="place_lies_in_its_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evaluation:community", args=[self.code])

    def contains(self, other: "Place") -> bool:
        """Whether the other place is this one or lies in it."""
        return other.code.startswith(self.code)

    @property
    def main_class(self) -> str:
        """old_town, new_residential, village_in_city, or empty while not classed."""
        return self.community_class.partition(".")[0]

    @property
    def is_in_renewal_plan(self) -> bool:
        return self.community_class == CommunityClass.OLD_TOWN_IN_PLAN


class PlaceChange(models.Model):
    """What somebody changed about a place: who, when, which field, from what to what."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey("communities.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.field} of place {self.place_id}"
