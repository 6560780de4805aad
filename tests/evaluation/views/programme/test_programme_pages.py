"""Overview and programme: everybody with a post reads, the office writes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from communities.models import CalendarException, Programme, Role, Tier
from evaluation.models import State
from harmony.shared import clock
from tests.evaluation.views.programme.pages import CALENDAR, to
from tests.factories import (
    CommunityFactory,
    PlaceFactory,
    PostFactory,
    ProgrammeFactory,
    StageFactory,
    UserFactory,
)
from tests.factories.standings import StandingFactory

NO_COMMUNITY = {"community_class": "", "title": "", "households": None, "population": None}

OVERVIEW = reverse("evaluation:programme")


# ------------------------------------------------------------------ who
@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_everybody_with_a_post_reads(client, person, community, stage, role):
    client.force_login(person(role))

    for address in (OVERVIEW, to("stage", stage.pk), CALENDAR):
        assert client.get(address).status_code == 200


def test_nobody_without_a_post_reads(client, stage):
    client.force_login(UserFactory())

    for address in (OVERVIEW, to("stage", stage.pk), CALENDAR):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    "role", [role for role in Role if role != Role.OFFICE_REVIEWER], ids=lambda role: role.value
)
def test_only_the_office_writes(client, person, stage, role):
    client.force_login(person(role))
    day = CalendarException.objects.create(district=stage.programme.district, day="2026-10-01")

    for address in (
        to("programme-new"),
        to("programme-edit", stage.programme_id),
        to("stage-new", stage.programme_id),
        to("stage-edit", stage.pk),
        to("shift-deadline", stage.pk),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403
    assert client.post(CALENDAR, {"first": "2026-05-01", "is_working": "no"}).status_code == 403
    assert client.post(to("calendar-remove", day.pk)).status_code == 403
    assert CalendarException.objects.get() == day
    assert "Edit" not in client.get(to("stage", stage.pk)).content.decode()


@pytest.mark.parametrize("name", ["stage", "stage-edit", "shift-deadline", "programme-edit"])
@pytest.mark.parametrize("key", [999, 10**30])
def test_what_does_not_exist_is_not_found(office, name, key):
    assert office.get(to(name, key)).status_code == 404


@pytest.mark.parametrize("key", ["999", "x", "-1"])
def test_unknown_programme_is_not_found(office, programme, key):
    assert office.get(OVERVIEW, {"programme": key}).status_code == 404


# ------------------------------------------------------------------ overview
def test_overview_counts_plan_and_acceptance_of_the_district(client, person, programme, street):
    first = StageFactory(programme=programme, ordinal=1, target=2, mainly="municipal_civilised")
    rest = StageFactory(programme=programme, ordinal=2, target=None)
    for state in (State.ACCEPTED, State.PLANNED):
        StandingFactory(community=CommunityFactory(parent=street), stage=first, state=state)
    StandingFactory(community=CommunityFactory(parent=street), stage=rest)
    for _ in range(4):
        CommunityFactory(parent=street)
    client.force_login(person(Role.DEPARTMENT_LIAISON))

    response = client.get(OVERVIEW)

    lines = [(x.stage, x.target, x.planned, x.accepted) for x in response.context["lines"]]
    assert lines == [(first, 2, 2, 1), (rest, 5, 1, 0)]
    assert response.context["communities"] == 7
    html = response.content.decode()
    assert "Municipal civilised community" in html
    assert "(the rest)" in html
    assert "Stage 1 · " in html


def test_community_that_declares_again_is_planned_once(office, programme, community):
    for ordinal, state in ((1, State.NOT_ACCEPTED), (2, State.PLANNED)):
        stage = StageFactory(programme=programme, ordinal=ordinal)
        StandingFactory(community=community, stage=stage, state=state)

    planned, accepted = office.get(OVERVIEW).context["stats"]

    assert (planned["value"], accepted["value"]) == (1, 0)
    assert planned["unit"] == "of 1 communities"


def test_overview_shows_the_programme_in_force_and_leads_to_the_others(office, district):
    today = clock.today()
    past = ProgrammeFactory(
        district=district,
        title_en="Past",
        starts_on=today - timedelta(days=2000),
        ends_on=today - timedelta(days=900),
    )
    ProgrammeFactory(district=district, title_en="Present")
    ProgrammeFactory(
        district=district,
        title_en="Future",
        starts_on=today + timedelta(days=900),
        ends_on=today + timedelta(days=2000),
    )

    assert office.get(OVERVIEW).context["programme"].title == "Present"
    assert office.get(OVERVIEW, {"programme": past.pk}).context["programme"] == past


def test_portal_without_programme_leads_the_office_on(office, district):
    html = office.get(OVERVIEW).content.decode()

    assert "No programme yet" in html
    assert to("programme-new") in html


@pytest.mark.parametrize("stages", [1, 4])
def test_overview_costs_the_same_for_one_stage_and_four(
    office, programme, community, stages, django_assert_num_queries
):
    for number in range(stages):
        stage = StageFactory(programme=programme, ordinal=number + 1)
        StandingFactory(community=community, stage=stage)

    with django_assert_num_queries(8):
        office.get(OVERVIEW)


# ------------------------------------------------------------------ programme
def test_office_sets_up_a_programme(office, district):
    response = office.post(
        to("programme-new"),
        {
            "title_zh": "和谐社区建设三年实施方案",
            "help_line": "0551-1234567",
            "starts_on": "2027-01-01",
            "ends_on": "2029-12-31",
        },
        follow=True,
    )

    programme = Programme.objects.get()
    assert (programme.district, programme.help_line) == (district, "0551-1234567")
    assert "Add its stages now." in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ends_on": "2026-12-31"}, "The programme must end after it begins."),
        ({"starts_on": "soon"}, "Enter a valid date."),
        ({"title_zh": ""}, "This field is required."),
        ({"help_line": "1" * 41}, "may have 40 characters"),
        ({"starts_on": "2025-01-01"}, "Another programme begins on this day."),
    ],
    ids=str,
)
def test_programme_with_a_mistake_is_not_saved(office, district, changed, message):
    ProgrammeFactory(district=district, starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31))
    values = {"title_zh": "方案", "starts_on": "2027-01-01", "ends_on": "2029-12-31"}

    html = office.post(to("programme-new"), values | changed).content.decode()

    assert message in html
    assert Programme.objects.count() == 1


def test_programme_keeps_what_a_colleague_changed_meanwhile(office, programme):
    shown_values = {
        "title_zh": programme.title_zh,
        "title_en": programme.title_en,
        "goal_zh": "",
        "goal_en": "",
        "decided_by_zh": programme.decided_by_zh,
        "decided_by_en": programme.decided_by_en,
        "office_zh": programme.office_zh,
        "office_en": programme.office_en,
        "help_line": "",
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
    }
    Programme.objects.update(title_en="Changed by a colleague")

    office.post(
        to("programme-edit", programme.pk),
        shown_values
        | {"help_line": "12345"}
        | {f"initial-{name}": value for name, value in shown_values.items()},
    )

    programme.refresh_from_db()
    assert (programme.help_line, programme.title_en) == ("12345", "Changed by a colleague")


def test_programme_needs_a_district(client, db):
    city = PlaceFactory(code="9901", tier=Tier.CITY, parent=None, **NO_COMMUNITY)
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=city).user)

    html = client.get(to("programme-new"), follow=True).content.decode()

    assert "Import the district first" in html
