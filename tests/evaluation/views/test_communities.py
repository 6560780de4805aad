"""The list of communities: what it shows, to whom, and what it costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import CommunityClass, DeadlineShift, Role, Title
from evaluation.models import Level, State
from harmony.shared import clock
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory

ADDRESS = reverse("evaluation:communities")


@pytest.fixture
def reader(client, person):
    """``reader(role, where)``: a client signed in as somebody in this post."""

    def sign_in(role=Role.OFFICE_REVIEWER, where=None):
        client.force_login(person(role, where))
        return client

    return sign_in


def shown(response):
    """The English names of the communities listed, in their order."""
    return [row.place.name_en for row in response.context["list"].page]


def ask(client, **query):
    response = client.get(ADDRESS, query)
    assert response.status_code == 200
    return response


def named(street, name, **more):
    return CommunityFactory(parent=street, name_en=name, **more)


# ------------------------------------------------------------------ who sees what
def test_office_sees_every_community(reader, street):
    named(street, "Haitang")
    named(StreetFactory(parent=street.parent), "Yulan")

    assert shown(ask(reader())) == ["Haitang", "Yulan"]


def test_street_official_sees_the_own_street_only(reader, street):
    named(street, "Haitang")
    named(StreetFactory(parent=street.parent), "Yulan")

    response = ask(reader(Role.STREET_OFFICIAL, street))

    assert shown(response) == ["Haitang"]
    assert "Yulan" not in response.content.decode()


def test_department_reads_states_only_when_decided(reader, street, stage):
    open_one, decided = named(street, "Haitang"), named(street, "Yulan")
    StandingFactory(community=open_one, stage=stage, state=State.RECEIVED)
    StandingFactory(community=decided, stage=stage, state=State.ACCEPTED)

    response = ask(reader(Role.DEPARTMENT_LIAISON))

    states = [row.declaration and row.declaration.state for row in response.context["list"].page]
    assert states == [None, State.ACCEPTED]
    assert "Not planned" not in response.content.decode()


def test_who_does_not_see_every_plan_cannot_ask_for_what_is_not_planned(reader, street, stage):
    StandingFactory(community=named(street, "Haitang"), stage=stage)

    response = ask(reader(Role.DEPARTMENT_LIAISON), status="not_planned")

    assert shown(response) == ["Haitang"]
    assert "status" in response.context["list"].form.errors


@pytest.mark.parametrize(
    ("role", "level"),
    [
        (Role.OFFICE_REVIEWER, Level.GOOD),
        (Role.LEADER, Level.GOOD),
        (Role.AUDITOR, Level.GOOD),
        (Role.STREET_OFFICIAL, ""),
        (Role.COMMUNITY_WORKER, ""),
        (Role.DEPARTMENT_LIAISON, ""),
        (Role.APPRAISER, ""),
        (Role.ADMINISTRATOR, ""),
    ],
)
def test_proposed_level_shows_only_to_those_who_see_the_result(
    reader, community, stage, role, level
):
    ResultFactory(
        declaration=StandingFactory(community=community, stage=stage, state=State.APPRAISED)
    )

    response = ask(reader(role))

    row = response.context["list"].page[0]
    assert (row.level, row.composite) == (level, Decimal("88.40") if level else None)
    assert ("88.40" in response.content.decode()) is bool(level)


def test_hidden_level_cannot_be_found_by_filter_or_order(reader, street, stage):
    for name, level in [("Haitang", "excellent"), ("Yulan", "good")]:
        declared = StandingFactory(
            community=named(street, name), stage=stage, state=State.APPRAISED
        )
        ResultFactory(declaration=declared, level=level)
    client = reader(Role.STREET_OFFICIAL, street)

    assert shown(ask(client, level="excellent")) == []
    assert shown(ask(client, sort="level")) == shown(ask(client, sort="-level"))


def test_decided_level_shows_to_the_street(reader, community, stage):
    declared = StandingFactory(community=community, stage=stage, state=State.ACCEPTED)
    DecisionFactory(declaration=declared, level=Level.EXCELLENT)

    response = ask(reader(Role.STREET_OFFICIAL))

    assert response.context["list"].page[0].level == Level.EXCELLENT


def test_stranger_is_sent_to_the_login(client):
    assert client.get(ADDRESS).url.startswith("/login/")


# ------------------------------------------------------------------ where a community stands
def test_community_without_a_declaration_is_not_planned(reader, community, stage):
    assert "Not planned" in ask(reader()).content.decode()


def test_latest_stage_counts_after_a_failure(reader, community, stage):
    StandingFactory(community=community, stage=stage, state=State.NOT_ACCEPTED)
    second = StageFactory(programme=stage.programme, ordinal=2)
    again = StandingFactory(community=community, stage=second)

    response = ask(reader())

    (row,) = response.context["list"].page
    assert row.declaration == again
    assert response.context["list"].count == 1


def test_chosen_stage_shows_what_happened_there(reader, community, stage):
    failed = StandingFactory(community=community, stage=stage, state=State.NOT_ACCEPTED)
    StandingFactory(community=community, stage=StageFactory(programme=stage.programme, ordinal=2))

    (row,) = ask(reader(), stage=stage.pk).context["list"].page

    assert row.declaration == failed


def test_programme_of_the_past_does_not_count(reader, community, stage, district):
    past = stage.programme
    past.pk = None
    past.starts_on = clock.today() - timedelta(days=2000)
    past.ends_on = clock.today() - timedelta(days=1000)
    past.save()
    StandingFactory(
        community=community, stage=StageFactory(programme=past, ordinal=1), state=State.ACCEPTED
    )

    (row,) = ask(reader()).context["list"].page

    assert row.declaration is None


@pytest.mark.parametrize(
    ("state", "column"),
    [
        (State.PLANNED, "hand_up_street"),
        (State.DRAFT, "hand_up_street"),
        (State.SUBMITTED, "hand_up_office"),
        (State.RETURNED, "hand_up_office"),
        (State.PASSED, "scoring"),
        (State.RECEIVED, "scoring"),
        (State.APPRAISED, "notice_opens"),
        (State.NOTICED, "decision"),
        (State.RETURNED_TO_STREET, None),
        (State.ACCEPTED, None),
        (State.NOT_ACCEPTED, None),
    ],
)
def test_due_is_the_next_date_of_the_state(reader, community, stage, state, column):
    StandingFactory(community=community, stage=stage, state=state)
    stage.refresh_from_db()

    (row,) = ask(reader()).context["list"].page

    assert row.due == (getattr(stage, column) if column else None)


def test_latest_shift_of_the_binding_deadline_is_due(reader, person, community, stage):
    StandingFactory(community=community, stage=stage, state=State.DRAFT)
    office = person(Role.OFFICE_REVIEWER)
    first, last = clock.now() + timedelta(days=40), clock.now() + timedelta(days=42)
    for deadline, moved_to in [
        ("hand_up_street", first),
        ("hand_up_street", last),
        ("scoring", clock.now() + timedelta(days=1)),
    ]:
        DeadlineShift.objects.create(
            stage=stage,
            community=community,
            deadline=deadline,
            moved_to=moved_to,
            reason="Flood",
            by=office,
        )

    (row,) = ask(reader()).context["list"].page

    assert row.due == last


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


# ------------------------------------------------------------------ empty portal
def test_empty_portal_leads_the_office_to_the_import(reader, district):
    html = ask(reader()).content.decode()

    assert "No communities yet" in html
    assert "Import the district" in html


def test_empty_portal_explains_itself_to_those_who_cannot_import(reader, district):
    html = ask(reader(Role.LEADER)).content.decode()

    assert "No communities yet" in html
    assert "Import the district" not in html


def test_portal_without_a_programme_still_lists(reader, community):
    assert len(shown(ask(reader()))) == 1


# ------------------------------------------------------------------ cost
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sort": "-due"},
        {"status": "noticed", "sort": "-level"},
        {"q": "o", "class": "new_residential"},
    ],
    ids=str,
)
@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_three_rows_and_thirty(
    reader, street, stage, rows, query, django_assert_num_queries
):
    for number in range(rows):
        community = CommunityFactory(parent=street)
        state = [State.NOTICED, *State][number % 12]
        declared = StandingFactory(community=community, stage=stage, state=state)
        if state == State.NOTICED:
            ResultFactory(declaration=declared)
    client = reader()

    with django_assert_num_queries(7):
        client.get(ADDRESS, query)


def test_filtered_stage_costs_the_same(reader, town, django_assert_num_queries):
    client = reader()

    with django_assert_num_queries(7):
        client.get(ADDRESS, {"stage": town["stage"].pk, "street": town["east"].code})


def test_only_reading(reader):
    assert reader().post(ADDRESS).status_code == 405
