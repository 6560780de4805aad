"""The office says what communities are: many at once, and line by line."""

import pytest
from django.urls import reverse

from communities.models import CommunityClass, Place, PlaceChange, Role, Title
from evaluation.models import State
from tests.factories import CommunityFactory, StreetFactory
from tests.factories.standings import StandingFactory

ADDRESS = reverse("evaluation:classify")
FIGURES = reverse("evaluation:classify-figures")
NAMES = reverse("evaluation:classify-names")


@pytest.fixture
def office(client, person):
    client.force_login(person(Role.OFFICE_REVIEWER))
    return client


@pytest.fixture
def three(street):
    return [CommunityFactory(parent=street, community_class="", title="") for _ in range(3)]


def classes():
    return list(Place.objects.communities().values_list("community_class", flat=True))


def act(**data):
    return {"scope": "chosen", "community_class": "new_residential"} | data


# ------------------------------------------------------------------ who
@pytest.mark.parametrize("address", [ADDRESS, FIGURES, NAMES])
@pytest.mark.parametrize(
    "role", [role for role in Role if role != Role.OFFICE_REVIEWER], ids=lambda role: role.value
)
def test_only_the_office_comes_in(client, person, community, role, address):
    client.force_login(person(role))

    assert client.get(address).status_code == 403
    assert client.post(address, act(chosen=[community.code])).status_code == 403
    assert not PlaceChange.objects.exists()


@pytest.mark.parametrize("address", [ADDRESS, FIGURES, NAMES])
def test_other_methods_are_not_served(office, address):
    assert office.delete(address).status_code == 405


# ------------------------------------------------------------------ many at once
def test_ticked_communities_are_set_in_one_act(office, three):
    response = office.post(
        ADDRESS + "?missing=class",
        act(title=Title.DISTRICT, households=900, chosen=[place.code for place in three[:2]]),
        follow=True,
    )

    assert classes() == ["new_residential", "new_residential", ""]
    three[0].refresh_from_db()
    assert (three[0].title, three[0].households) == (Title.DISTRICT, 900)
    assert "2 communities changed." in response.content.decode()
    assert response.redirect_chain == [(ADDRESS + "?missing=class", 302)]


def test_everything_the_filters_leave_is_asked_about_first(office, three, street):
    elsewhere = StreetFactory(parent=street.parent)
    CommunityFactory(parent=elsewhere, community_class="")
    address = f"{ADDRESS}?street={street.code}"

    asked = office.post(address, act(scope="all"))

    html = asked.content.decode()
    assert "Set this for 3 communities?" in html
    assert "Class: New residential" in html
    assert classes() == ["", "", "", ""]

    office.post(address, act(scope="all", confirmed="3"))
    assert classes() == ["new_residential"] * 3 + [""]
    assert (
        "Nothing had to be changed."
        in office.post(address, act(scope="all", confirmed="3"), follow=True).content.decode()
    )


def test_yes_to_three_is_no_yes_to_four(office, three, street):
    office.post(ADDRESS, act(scope="all"))
    CommunityFactory(parent=street, community_class="")

    html = office.post(ADDRESS, act(scope="all", confirmed="3")).content.decode()

    assert "Set this for 4 communities?" in html
    assert classes() == ["", "", "", ""]


def test_confirmation_carries_what_was_chosen(office, three):
    html = office.post(ADDRESS, act(scope="all", title="none", population="5")).content.decode()

    for name, value in [
        ("scope", "all"),
        ("community_class", "new_residential"),
        ("title", "none"),
        ("population", "5"),
        ("confirmed", "3"),
    ]:
        assert f'name="{name}" value="{value}"' in html


def test_more_than_a_page_is_set_when_all_are_meant(office, street):
    for _ in range(30):
        CommunityFactory(parent=street, community_class="")

    office.post(ADDRESS, act(scope="all", confirmed="30"))

    assert set(classes()) == {"new_residential"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (act(), "Tick at least one community in the list."),
        ({"scope": "all"}, "Say what is to be set"),
        (act(scope="some"), "is not one of the available choices"),
        (act(community_class="castle"), "is not one of the available choices"),
        (act(households="many"), "Enter a whole number."),
        (act(households="-1"), "Enter 0 or more."),
        (act(households="99999999999999999999"), "Enter at most 200000."),
        (act(chosen=["999"]), "999 is not one of the available choices"),
        (act(chosen=["x\x00"]), "is not one of the available choices"),
        ({}, "This field is required."),
    ],
    ids=str,
)
def test_mistakes_are_said_and_change_nothing(office, three, data, message):
    response = office.post(ADDRESS, data)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert classes() == ["", "", ""]


def test_mistake_loses_no_tick(office, three):
    html = office.post(ADDRESS, act(households="many", chosen=[three[1].code])).content.decode()

    assert f'value="{three[1].code}" checked' in html
    assert 'value="many"' in html


def test_ticked_counts_also_when_a_colleague_was_faster(office, three):
    Place.objects.filter(pk=three[0].pk).update(community_class="village_in_city")

    office.post(ADDRESS + "?missing=class", act(chosen=[three[0].code]))

    three[0].refresh_from_db()
    assert three[0].community_class == "new_residential"


def test_community_under_way_keeps_its_class_and_is_named(office, community, stage):
    StandingFactory(community=community, stage=stage, state=State.RECEIVED)

    response = office.post(
        ADDRESS, act(community_class="village_in_city", chosen=[community.code]), follow=True
    )

    community.refresh_from_db()
    assert community.community_class == CommunityClass.NEW_RESIDENTIAL
    assert f"under way: {community.name}." in response.content.decode()


def test_names_are_confirmed_together(office, three):
    office.post(ADDRESS, {"scope": "chosen", "confirm_names": "on", "chosen": [three[0].code]})

    assert list(Place.objects.filter(name_en_is_confirmed=True)) == [three[0]]


# ------------------------------------------------------------------ the proposal
def test_village_committees_are_proposed_and_classed_only_when_confirmed(office, street):
    village = CommunityFactory(parent=street, official_name="大杨村民委员会", community_class="")
    other = CommunityFactory(parent=street, community_class="")

    page = office.get(ADDRESS, {"missing": "village"})

    html = page.content.decode()
    assert [row.place for row in page.context["list"].page] == [village]
    assert "Nothing is classed until you confirm." in html
    assert '<option value="village_in_city" selected>' in html
    assert classes() == ["", ""]

    office.post(
        ADDRESS + "?missing=village",
        {"scope": "all", "community_class": "village_in_city", "confirmed": "1"},
    )
    other.refresh_from_db()
    village.refresh_from_db()
    assert (village.community_class, other.community_class) == ("village_in_city", "")


def test_tabs_count_what_is_missing(office, street):
    CommunityFactory(parent=street)
    CommunityFactory(
        parent=street,
        official_name="大杨村民委员会",
        community_class="",
        title="",
        households=None,
        name_en_is_confirmed=True,
    )

    tabs = {tab.label: tab.count for tab in office.get(ADDRESS).context["list"].tabs}

    assert tabs == {
        "All": 2,
        "Not classed yet": 1,
        "Proposed: village in the city": 1,
        "Title not recorded": 1,
        "No households": 1,
        "English name not confirmed": 1,
    }


# ------------------------------------------------------------------ the grid
def line(place, **changed):
    """One line of the grid as the browser sends it: what it showed, and what was typed."""
    showed = {
        "households": "" if place.households is None else str(place.households),
        "population": "" if place.population is None else str(place.population),
        "name_en": place.name_en,
    }
    sent = {f"{place.code}-{name}": value for name, value in (showed | changed).items()}
    return sent | {f"initial-{place.code}-{name}": value for name, value in showed.items()}


def test_grid_saves_each_line_that_changed(office, three):
    first, second, third = three
    office.post(
        FIGURES,
        line(first, households="812", population="2040")
        | line(second, name_en="Haitang")
        | line(third)
        | {"row": [place.code for place in three]},
    )

    for place in three:
        place.refresh_from_db()
    assert (first.households, first.population) == (812, 2040)
    assert (second.name_en, second.name_en_is_confirmed) == ("Haitang", True)
    assert {change.place for change in PlaceChange.objects.all()} == {first, second}


def test_grid_can_empty_a_number(office, community):
    office.post(FIGURES, line(community, households="") | {"row": [community.code]})

    community.refresh_from_db()
    assert community.households is None


def test_grid_confirms_a_name_as_it_stands(office, community):
    office.post(
        FIGURES, line(community) | {f"{community.code}-confirm": "on", "row": [community.code]}
    )

    community.refresh_from_db()
    assert community.name_en_is_confirmed


def test_grid_leaves_alone_what_a_colleague_changed_meanwhile(office, community):
    sent = line(community, population="9000")
    Place.objects.filter(pk=community.pk).update(households=321)

    office.post(FIGURES, sent | {"row": [community.code]})

    community.refresh_from_db()
    assert (community.households, community.population) == (321, 9000)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"households": "1,5"}, "Enter a whole number."),
        ({"households": "-5"}, "Enter 0 or more."),
        ({"population": "99999999999"}, "Enter at most 1000000."),
        ({"name_en": " "}, "Write the English name."),
        ({"name_en": "x" * 101}, "may have 100 characters"),
    ],
    ids=str,
)
def test_grid_with_a_mistake_saves_nothing_and_keeps_what_was_typed(
    office, three, changed, message
):
    good, bad = three[:2]

    response = office.post(
        FIGURES,
        line(good, households="7") | line(bad, **changed) | {"row": [good.code, bad.code]},
    )

    html = response.content.decode()
    assert message in html
    assert f'name="{good.code}-households" value="7"' in html
    assert bad.name in html
    assert not PlaceChange.objects.exists()


@pytest.mark.parametrize("address", [FIGURES, NAMES])
@pytest.mark.parametrize("rows", [[], ["999"], ["x"], ["\x00"], ["99" * 6] * 60])
def test_grid_takes_lines_that_do_not_exist_calmly(office, community, address, rows):
    assert office.post(address, {"row": rows}).status_code == 302


# ------------------------------------------------------------------ streets and district
def named(place, **changed):
    showed = {"name_en": place.name_en}
    sent = {f"{place.code}-{name}": value for name, value in (showed | changed).items()}
    return sent | {f"initial-{place.code}-name_en": place.name_en, "row": [place.code]}


def test_street_and_district_are_listed_and_communities_are_not(office, community):
    forms = office.get(NAMES).context["forms"]

    street = community.parent
    assert [form.place for form in forms] == [street.parent, street]


def test_name_of_a_street_is_corrected_and_confirmed(office, street):
    office.post(NAMES, named(street, name_en="Jinlan Street"))

    street.refresh_from_db()
    assert (street.name_en, street.name_en_is_confirmed) == ("Jinlan Street", True)


def test_name_of_a_street_is_confirmed_as_it_stands(office, street):
    office.post(NAMES, named(street, confirm="on"))

    street.refresh_from_db()
    assert street.name_en_is_confirmed


def test_name_of_a_street_is_never_emptied(office, street):
    html = office.post(NAMES, named(street, name_en="")).content.decode()

    assert "Write the English name." in html
    assert not PlaceChange.objects.exists()


def test_community_is_not_renamed_among_the_streets(office, community):
    office.post(NAMES, named(community, name_en="Elsewhere"))

    assert not PlaceChange.objects.exists()


@pytest.mark.parametrize("rows", [3, 30])
def test_names_cost_the_same_for_three_streets_and_thirty(
    office, district, stage, rows, django_assert_num_queries
):
    for _ in range(rows):
        StreetFactory(parent=district)

    with django_assert_num_queries(7):
        office.get(NAMES)


# ------------------------------------------------------------------ cost
@pytest.mark.parametrize("address", [ADDRESS, FIGURES])
@pytest.mark.parametrize("rows", [3, 30])
def test_pages_cost_the_same_for_three_rows_and_thirty(
    office, street, stage, rows, address, django_assert_num_queries
):
    for _ in range(rows):
        CommunityFactory(parent=street)

    with django_assert_num_queries(7):
        office.get(address)
