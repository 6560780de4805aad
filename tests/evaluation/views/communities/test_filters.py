"""The list of communities filtered, by saved views, in order, and page by page."""

from datetime import timedelta

import pytest

from communities.models import CommunityClass, Role, Title
from evaluation.models import State
from harmony.shared import clock
from tests.evaluation.views.communities.listing import ADDRESS, ask, named, shown
from tests.factories import StageFactory, StreetFactory
from tests.factories.standings import ResultFactory, StandingFactory


# ------------------------------------------------------------------ filters
@pytest.fixture
def town(street, stage):
    """Four communities, each different from the others in everything a filter asks for."""
    east = StreetFactory(parent=street.parent, name_en="East Street")
    haitang = named(
        street, "Haitang", name_zh="海棠社区", community_class=CommunityClass.OLD_TOWN_IN_PLAN
    )
    yulan = named(
        street,
        "Yulan",
        name_zh="玉兰社区",
        community_class=CommunityClass.OLD_TOWN_OUTSIDE_PLAN,
        title=Title.DISTRICT,
    )
    dayang = named(
        east,
        "Dayang",
        name_zh="大杨村",
        official_name="大杨村民委员会",
        community_class="",
        title="",
    )
    hehua = named(east, "Hehua", name_zh="荷花社区", title=Title.NONE)
    StandingFactory(community=haitang, stage=stage, state=State.RETURNED)
    late = StageFactory(
        programme=stage.programme, ordinal=2, hand_up_street=clock.now() - timedelta(days=1)
    )
    StandingFactory(community=yulan, stage=late, state=State.DRAFT)
    declared = StandingFactory(community=hehua, stage=stage, state=State.NOTICED)
    ResultFactory(declaration=declared)
    return {"east": east, "west": street, "stage": stage, "late": late, "dayang": dayang}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"class": "old_town"}, ["Haitang", "Yulan"]),
        ({"class": "old_town.in_renewal_plan"}, ["Haitang"]),
        ({"class": "new_residential"}, ["Hehua"]),
        ({"class": "none"}, ["Dayang"]),
        ({"title": "municipal_civilised"}, ["Haitang"]),
        ({"title": "none"}, ["Dayang"]),
        ({"status": "not_planned"}, ["Dayang"]),
        ({"status": "sent_back"}, ["Haitang"]),
        ({"status": "returned"}, ["Haitang"]),
        ({"status": "late"}, ["Yulan"]),
        ({"status": "draft"}, ["Yulan"]),
        ({"status": "noticed"}, ["Hehua"]),
        ({"status": "waiting"}, []),
        ({"level": "good"}, ["Hehua"]),
        ({"level": "excellent"}, []),
        ({"q": "海棠"}, ["Haitang"]),
        ({"q": "村民"}, ["Dayang"]),
        ({"q": "heHUA"}, ["Hehua"]),
        ({"q": "an"}, ["Haitang", "Yulan", "Dayang"]),
        ({"q": "%"}, []),
        ({"q": "an", "status": "late"}, ["Yulan"]),
        ({"q": "  "}, ["Haitang", "Yulan", "Dayang", "Hehua"]),
    ],
    ids=str,
)
def test_filters_leave_what_matches(reader, town, query, names):
    response = ask(reader(), **query)

    assert sorted(shown(response)) == sorted(names)
    assert response.context["list"].count == len(names)


def test_title_none_held_and_title_not_recorded_are_two_things(reader, town):
    titles = dict(ask(reader()).context["list"].form.fields["title"].choices)

    assert titles["none"] == "Title not recorded"
    assert Title.NONE.value == "none"


def test_street_filter(reader, town):
    response = ask(reader(), street=town["east"].code)

    assert shown(response) == ["Dayang", "Hehua"]
    assert [chip["label"] for chip in response.context["list"].form.chips()] == ["East Street"]


def test_stage_filter_and_what_is_not_planned_there(reader, town):
    client = reader()

    assert shown(ask(client, stage=town["late"].pk)) == ["Yulan"]
    not_there = shown(ask(client, stage=town["late"].pk, status="not_planned"))
    assert sorted(not_there) == ["Dayang", "Haitang", "Hehua"]


def test_code_finds_its_community(reader, town):
    assert shown(ask(reader(), q=town["dayang"].code)) == ["Dayang"]


def test_filters_that_are_on_can_be_taken_off_one_by_one(reader, town):
    response = ask(reader(), q="an", **{"class": "old_town"})

    html = response.content.decode()
    assert 'class="chip-x" href="?q=an"' in html
    assert 'class="chip-x" href="?class=old_town"' in html


def test_nothing_found_leads_back_to_everything(reader, town):
    html = ask(reader(), q="nowhere").content.decode()

    assert "No community matches" in html
    assert "0 communities" in html


@pytest.mark.parametrize(
    "query",
    [
        {"street": "nowhere"},
        {"street": "999999999"},
        {"class": "castle"},
        {"title": "royal"},
        {"stage": "0"},
        {"stage": "one"},
        {"status": "flying"},
        {"level": "best"},
        {"q": "a\x00b"},
        {"page": "-3"},
        {"page": "x"},
        {"page": "99999999999999999999"},
        {"sort": "password"},
        {"sort": "--community"},
        {"sort": "-"},
    ],
    ids=str,
)
def test_broken_address_shows_everything(reader, town, query):
    response = ask(reader(), **query)

    assert len(shown(response)) == 4
    assert response.context["list"].count == 4


def test_unknown_choice_is_said_beside_the_filter(reader, town):
    html = ask(reader(), street="nowhere", status="flying").content.decode()

    assert html.count("is not one of the available choices") == 2


def test_street_official_of_one_street_needs_no_street_filter(reader, town):
    response = ask(reader(Role.STREET_OFFICIAL, town["west"]), street=town["east"].code)

    assert "street" not in response.context["list"].form.fields
    assert shown(response) == ["Haitang", "Yulan"]


# ------------------------------------------------------------------ saved views
def test_tabs_count_what_they_open(reader, town):
    client = reader()
    tabs = {tab.label: tab for tab in ask(client).context["list"].tabs}

    assert {label: tab.count for label, tab in tabs.items()} == {
        "All": 4,
        f"Stage 1 · {town['stage'].year}": 2,
        "Waiting for you": 0,
        "Returned": 1,
        "Late": 1,
        "On public notice": 1,
        "Accepted": 0,
    }
    for tab in tabs.values():
        response = client.get(ADDRESS + tab.url)
        assert response.context["list"].count == tab.count
        assert [t.label for t in response.context["list"].tabs if t.is_current] == [tab.label]


def test_tabs_count_the_same_whatever_is_filtered(reader, town):
    client = reader()
    before = [tab.count for tab in ask(client).context["list"].tabs]

    for query in ({"stage": town["late"].pk}, {"street": town["east"].code}, {"q": "Haitang"}):
        assert [tab.count for tab in ask(client, **query).context["list"].tabs] == before


@pytest.mark.parametrize(
    ("role", "states"),
    [
        (Role.COMMUNITY_WORKER, {"planned", "draft", "returned", "returned_to_street"}),
        (
            Role.STREET_OFFICIAL,
            {"planned", "draft", "submitted", "returned", "returned_to_street"},
        ),
        (Role.OFFICE_REVIEWER, {"passed", "received", "appraised"}),
        (Role.LEADER, {"noticed"}),
    ],
)
def test_waiting_for_you_is_what_the_post_can_move_on(reader, street, stage, role, states):
    standings = [
        StandingFactory(community=named(street, state), stage=stage, state=state)
        for state in State.values
    ]
    client = reader(role, street if role == Role.COMMUNITY_WORKER else None)

    response = ask(client, status="waiting")

    assert {row.declaration.state for row in response.context["list"].page} == states
    assert len(standings) == len(State)


# ------------------------------------------------------------------ order and pages
@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("community", ["Dayang", "Haitang", "Hehua", "Yulan"]),
        ("-community", ["Yulan", "Hehua", "Haitang", "Dayang"]),
        ("street", ["Haitang", "Yulan", "Dayang", "Hehua"]),
        ("stage", ["Haitang", "Hehua", "Yulan", "Dayang"]),
        ("status", ["Yulan", "Haitang", "Hehua", "Dayang"]),
        ("-status", ["Hehua", "Haitang", "Yulan", "Dayang"]),
        ("-composite", ["Hehua", "Haitang", "Yulan", "Dayang"]),
        ("-level", ["Hehua", "Haitang", "Yulan", "Dayang"]),
        ("due", ["Yulan", "Haitang", "Hehua", "Dayang"]),
        ("updated", ["Haitang", "Yulan", "Hehua", "Dayang"]),
    ],
)
def test_columns_sort(reader, town, sort, names):
    assert shown(ask(reader(), sort=sort)) == names


def test_better_levels_come_first_when_the_best_are_asked_for(reader, street, stage):
    for level in ["qualified", "excellent", "not_yet", "good"]:
        declared = StandingFactory(community=named(street, level), stage=stage, state="appraised")
        ResultFactory(declaration=declared, level=level)

    assert shown(ask(reader(), sort="-level")) == ["excellent", "good", "qualified", "not_yet"]


def test_second_page_keeps_the_filters(reader, street):
    for number in range(30):
        named(street, f"Place {number:02d}")

    response = ask(reader(), sort="community", q="place", page=2)

    assert shown(response) == [f"Place {number:02d}" for number in range(25, 30)]
    html = response.content.decode()
    assert "30 communities, 26–30 shown" in html
    assert "?sort=community&amp;q=place&amp;page=1" in html


# ------------------------------------------------------------------ cost
def test_filtered_stage_costs_the_same(reader, town, django_assert_num_queries):
    client = reader()

    with django_assert_num_queries(7):
        client.get(ADDRESS, {"stage": town["stage"].pk, "street": town["east"].code})
