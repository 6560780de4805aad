"""The list of communities: what it shows, to whom, and what it costs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from communities.models import DeadlineShift, Role
from evaluation.models import Level, State
from harmony.shared import clock
from tests.evaluation.views.communities.listing import ADDRESS, ask, named, shown
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory


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


def test_only_reading(reader):
    assert reader().post(ADDRESS).status_code == 405
