"""The page of a community: everything, to those who may know it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import MeasureReport, PlaceChange, Role
from evaluation.models import State
from harmony.shared import clock
from tests.evaluation.views.community_page.pages import page, to
from tests.factories import (
    CommunityFactory,
    MainTaskFactory,
    MeasureFactory,
    PostFactory,
    StreetFactory,
)
from tests.factories.standings import StandingFactory


# ------------------------------------------------------------------ who comes in
@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_every_post_reads_the_community_it_reaches(sign_in, community, stage, role):
    StandingFactory(community=community, stage=stage, state=State.RECEIVED)

    _, html = page(sign_in(role), community)

    assert community.name_en in html
    assert community.official_name in html


@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER])
def test_other_streets_are_not_found(sign_in, community, role):
    elsewhere = CommunityFactory(parent=StreetFactory(parent=community.parent.parent))

    client = sign_in(role)

    assert client.get(to(elsewhere)).status_code == 404
    assert client.get(to(elsewhere.parent)).status_code == 404


@pytest.mark.parametrize("code", ["1", "x", "000000000000", "9" * 400, "%00", "classify2"])
def test_what_is_no_place_is_not_found(sign_in, community, code):
    assert sign_in().get(f"/communities/{code}/").status_code == 404


def test_district_leads_to_the_list(sign_in, community):
    district = community.parent.parent

    assert sign_in().get(to(district)).url == reverse("evaluation:communities")


def test_page_is_read_only(sign_in, community):
    assert sign_in().post(to(community)).status_code == 405


# ------------------------------------------------------------------ facts
def test_facts_say_what_is_known_and_what_is_not(sign_in, street):
    bare = CommunityFactory(
        parent=street, community_class="", title="", households=None, population=None
    )

    _, html = page(sign_in(), bare)

    assert "Not classed yet" in html
    assert "(not confirmed)" in html
    assert "None" not in html


def test_changes_tell_from_what_to_what_and_by_whom(sign_in, person, community):
    office = person(Role.OFFICE_REVIEWER)
    for field, before, after in [
        ("community_class", "", "village_in_city"),
        ("title", "none", "district_civilised"),
        ("households", "1500", "1620"),
        ("name_en_is_confirmed", "", "yes"),
    ]:
        PlaceChange.objects.create(
            place=community, field=field, before=before, after=after, by=office, at=clock.now()
        )

    shown, html = page(sign_in(), community)

    assert [(c["field"], c["before"], c["after"]) for c in reversed(shown.changes)] == [
        ("Class", "–", "Village in the city"),
        ("Title held", "No title", "District civilised community"),
        ("Households", "1,500", "1,620"),
        ("English name confirmed", "no", "yes"),
    ]
    assert office.name in html


@pytest.mark.parametrize(
    ("role", "may"), [(Role.OFFICE_REVIEWER, True), (Role.STREET_OFFICIAL, False)]
)
def test_only_the_office_is_led_to_change_facts(sign_in, community, role, may):
    _, html = page(sign_in(role), community)

    assert (reverse("evaluation:classify") in html) is may


def test_people_who_work_for_it_are_named(sign_in, community):
    worker = PostFactory(role=Role.COMMUNITY_WORKER, place=community)
    official = PostFactory(role=Role.STREET_OFFICIAL, place=community.parent)
    gone = PostFactory(
        role=Role.STREET_OFFICIAL,
        place=community.parent,
        ends_on=clock.today() - timedelta(days=1),
    )
    foreign = PostFactory(role=Role.COMMUNITY_WORKER)

    shown, html = page(sign_in(Role.LEADER), community)

    assert set(shown.people) == {worker, official}
    assert worker.user.name in html
    assert gone.user.name not in html
    assert foreign.user.name not in html


# ------------------------------------------------------------------ main tasks
@pytest.fixture
def task(programme):
    task = MainTaskFactory(programme=programme)
    for _ in range(3):
        MeasureFactory(main_task=task)
    return task


def report(measure, community, person, state, department=None, **more):
    post = PostFactory(
        role=Role.DEPARTMENT_LIAISON,
        place=None,
        department=department or measure.main_task.departments.first(),
    )
    return MeasureReport.objects.create(
        measure=measure,
        community=community,
        department=post.department,
        state=state,
        date=clock.today(),
        by=post.user,
        **more,
    )


def test_progress_shows_on_the_page(sign_in, person, community, stage, task):
    from tests.factories import DepartmentFactory

    StandingFactory(community=community, stage=stage)
    report(task.measures.first(), community, person, "done", DepartmentFactory())

    _, html = page(sign_in(Role.COMMUNITY_WORKER), community)

    assert "1 of 3 measures done" in html


def test_departments_read_the_progress_of_what_is_not_decided_too(
    sign_in, person, community, stage, task
):
    from tests.factories import DepartmentFactory

    StandingFactory(community=community, stage=stage, state=State.RECEIVED)
    report(task.measures.first(), community, person, "done", DepartmentFactory())

    _, html = page(sign_in(Role.DEPARTMENT_LIAISON), community)
    assert "1 of 3 measures done" in html

    _, html = page(sign_in(Role.APPRAISER), community)
    assert "measures done" not in html


# ------------------------------------------------------------------ cost
@pytest.mark.parametrize("rows", [1, 12])
def test_page_costs_the_same_for_a_short_history_and_a_long_one(
    sign_in, person, community, stage, task, moves, rows, django_assert_max_num_queries
):
    declaration = StandingFactory(community=community, stage=stage, state=State.RECEIVED)
    moves(declaration, *[("submit", Role.STREET_OFFICIAL, "")] * rows)
    office = person(Role.OFFICE_REVIEWER)
    for _ in range(rows):
        PlaceChange.objects.create(
            place=community, field="households", after="1", by=office, at=clock.now()
        )
        PostFactory(role=Role.COMMUNITY_WORKER, place=community)
    client = sign_in()

    with django_assert_max_num_queries(20):
        client.get(to(community))
