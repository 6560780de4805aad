import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from communities.models import CommunityClass, Place, PlaceChange, Role, Title
from communities.places.classify import confirm_names, set_class, set_name
from communities.places.proposals import proposed_class, proposed_villages
from tests.factories import CommunityFactory


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def unclassed(street):
    return [
        CommunityFactory(
            parent=street, community_class="", title="", households=None, population=None
        )
        for _ in range(3)
    ]


def test_many_are_classed_in_one_act(unclassed, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        set_class(
            unclassed,
            by=office,
            community_class=CommunityClass.NEW_RESIDENTIAL,
            title=Title.NONE,
            households=900,
            population=2100,
        )

    rows = Place.objects.communities().values_list(
        "community_class", "title", "households", "population"
    )
    assert list(rows) == [("new_residential", "none", 900, 2100)] * 3


def test_what_is_not_named_stays(community, office):
    set_class([community], by=office, community_class=CommunityClass.VILLAGE_IN_CITY)

    community.refresh_from_db()
    assert community.community_class == CommunityClass.VILLAGE_IN_CITY
    assert (community.title, community.households) == (Title.MUNICIPAL, 1500)


def test_each_change_says_who_what_from_and_to(community, office):
    set_class([community], by=office, title=Title.DISTRICT, households=1500)

    change = PlaceChange.objects.get()
    assert (change.place, change.by) == (community, office)
    assert (change.field, change.before, change.after) == (
        "title",
        "municipal_civilised",
        "district_civilised",
    )


def test_households_can_be_emptied_again(community, office):
    set_class([community], by=office, households=None)

    community.refresh_from_db()
    assert community.households is None
    assert [(c.before, c.after) for c in community.changes.all()] == [("1500", "")]


@pytest.mark.parametrize(
    "role", [role for role in Role if role != Role.OFFICE_REVIEWER], ids=lambda role: role.value
)
def test_only_the_office_classes(role, person, community):
    somebody = person(role)

    for act in (
        lambda: set_class([community], by=somebody, title=Title.NONE),
        lambda: set_name(community, by=somebody, name_en="Elsewhere"),
        lambda: confirm_names([community], by=somebody),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not PlaceChange.objects.exists()


@pytest.mark.parametrize(
    "values", [{"community_class": "castle"}, {"title": "royal"}], ids=["class", "title"]
)
def test_values_that_do_not_exist_are_refused(values, community, office):
    with pytest.raises(ValidationError):
        set_class([community], by=office, **values)


def test_a_street_has_no_class(street, community, office):
    with pytest.raises(ValidationError):
        set_class([community, street], by=office, title=Title.NONE)

    community.refresh_from_db()
    assert community.title == Title.MUNICIPAL


# ------------------------------------------------------------------ names
def test_corrected_name_is_confirmed(community, office):
    set_name(community, by=office, name_en="  Haitang ")

    community.refresh_from_db()
    assert (community.name_en, community.name_en_is_confirmed) == ("Haitang", True)
    assert {c.field for c in community.changes.all()} == {"name_en", "name_en_is_confirmed"}


def test_streets_have_names_too(street, office):
    set_name(street, by=office, name_en="Jinlan Street")

    street.refresh_from_db()
    assert street.name_en == "Jinlan Street"


def test_name_is_never_emptied(community, office):
    with pytest.raises(ValidationError):
        set_name(community, by=office, name_en=" ")


def test_proposed_names_are_confirmed_together_and_missing_ones_are_not(street, office):
    named = CommunityFactory(parent=street)
    nameless = CommunityFactory(parent=street, name_en="")

    confirm_names([named, nameless], by=office)

    assert list(Place.objects.filter(name_en_is_confirmed=True)) == [named]


# ------------------------------------------------------------------ proposals
@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("大杨村民委员会", CommunityClass.VILLAGE_IN_CITY),
        ("水西门社区居委会", ""),
        ("大杨村社区居民委员会", ""),
        ("村民委员会", ""),
        ("", ""),
    ],
)
def test_committee_of_villagers_suggests_a_village_in_the_city(name, proposed):
    assert proposed_class(name) == proposed


def test_only_what_is_not_classed_is_proposed(street):
    village = CommunityFactory(parent=street, official_name="大杨村民委员会", community_class="")
    CommunityFactory(parent=street, official_name="小杨村民委员会")
    CommunityFactory(parent=street, community_class="")

    assert list(proposed_villages()) == [village]


def test_proposal_classes_nothing_by_itself(street):
    village = CommunityFactory(parent=street, official_name="大杨村民委员会", community_class="")
    list(proposed_villages())

    village.refresh_from_db()
    assert village.community_class == ""
