"""The page of a community and of a street: everything, to those who may know it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import (
    DeadlineShift,
    MeasureReport,
    PlaceChange,
    Role,
    Tier,
)
from evaluation.models import (
    Certificate,
    DeclarationStep,
    HandUp,
    Notice,
    NoticeEntry,
    ReturnReason,
    State,
)
from harmony.shared import clock
from tests.factories import (
    CommunityFactory,
    MainTaskFactory,
    MeasureFactory,
    PlaceFactory,
    PostFactory,
    StageFactory,
    StreetFactory,
)
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory


def to(place):
    return reverse("evaluation:community", args=[place.code])


@pytest.fixture
def sign_in(client, person):
    def _sign_in(role=Role.OFFICE_REVIEWER, where=None):
        client.force_login(person(role, where))
        return client

    return _sign_in


@pytest.fixture
def moves(person):
    """``moves(declaration, (name, role, note), …)``: its history, a day apart, ending today."""

    def build(declaration, *made):
        for days, (name, role, note) in zip(range(len(made), 0, -1), made, strict=True):
            DeclarationStep.objects.create(
                declaration=declaration,
                name=name,
                source="",
                target=declaration.state,
                by=person(role),
                role=role,
                note=note,
                at=clock.now() - timedelta(days=days),
            )

    return build


def page(client, community):
    response = client.get(to(community))
    assert response.status_code == 200
    return response.context["page"], response.content.decode()


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


# ------------------------------------------------------------------ where it stands
def test_community_without_a_plan_leads_those_who_plan_to_it(sign_in, community, stage):
    _, html = page(sign_in(Role.STREET_OFFICIAL), community)

    assert "Not planned for a stage yet" in html
    assert f"{reverse('evaluation:plan')}?street={community.parent.code}" in html


def test_who_sees_no_declarations_is_not_told_that_there_is_none(sign_in, community, stage):
    StandingFactory(community=community, stage=stage, state=State.RECEIVED)

    for role in (Role.DEPARTMENT_LIAISON, Role.ADMINISTRATOR, Role.APPRAISER):
        shown, html = page(sign_in(role), community)
        assert shown.declaration is None
        assert "Not planned" not in html
        assert "In evaluation" not in html


def test_way_shows_what_was_done_when(sign_in, community, stage, moves, person):
    declaration = StandingFactory(community=community, stage=stage, state=State.NOTICED)
    moves(
        declaration,
        ("plan", Role.STREET_OFFICIAL, ""),
        ("begin", Role.STREET_OFFICIAL, ""),
        ("submit", Role.STREET_OFFICIAL, ""),
        ("pass", Role.STREET_OFFICIAL, "Complete."),
        ("receive", Role.OFFICE_REVIEWER, ""),
        ("appraise", Role.OFFICE_REVIEWER, ""),
        ("notice", Role.OFFICE_REVIEWER, ""),
    )
    HandUp.objects.create(
        declaration=declaration,
        round=1,
        content={},
        content_hash="0" * 64,
        points=Decimal("92.50"),
        by=person(Role.STREET_OFFICIAL),
    )
    notice = Notice.objects.create(
        stage=stage,
        number=1,
        title_zh="公示",
        opens_at=clock.now(),
        closes_at=clock.now() + timedelta(days=8),
        by=person(Role.OFFICE_REVIEWER),
    )
    NoticeEntry.objects.create(notice=notice, declaration=declaration, level="good")

    shown, html = page(sign_in(Role.STREET_OFFICIAL), community)

    way = {step["label"]: step for step in shown.way}
    assert "92.50 points" in way["Self-examination"]["note"]
    assert way["Street examination"]["state"] == "done"
    assert " to " in way["Public notice"]["note"]
    assert (way["Public notice"]["state"], way["Decision"]["state"]) == ("now", "todo")
    assert "On public notice until " in html

    with clock.at(notice.closes_at + timedelta(minutes=1)):
        shown, html = page(sign_in(Role.STREET_OFFICIAL), community)
        way = {step["label"]: step["state"] for step in shown.way}
    assert (way["Public notice"], way["Decision"]) == ("done", "now")
    assert "On public notice until " not in html


@pytest.mark.parametrize("state", State.values)
def test_page_works_in_every_state(sign_in, community, stage, state):
    declaration = StandingFactory(community=community, stage=stage, state=state)
    if state in {State.ACCEPTED, State.NOT_ACCEPTED}:
        level = "good" if state == State.ACCEPTED else "not_yet"
        DecisionFactory(declaration=declaration, level=level)

    _, html = page(sign_in(), community)

    assert str(State(state).label) in html


def test_late_is_said(sign_in, community, programme):
    late = StageFactory(programme=programme, hand_up_street=clock.now() - timedelta(days=3))
    StandingFactory(community=community, stage=late, state=State.DRAFT)

    shown, html = page(sign_in(), community)

    assert shown.is_late
    assert "3 days late" in html


def test_failed_and_planned_again_stands_in_the_later_stage(sign_in, community, stage):
    failed = StandingFactory(community=community, stage=stage, state=State.NOT_ACCEPTED)
    DecisionFactory(declaration=failed, level="not_yet")
    again = StandingFactory(
        community=community, stage=StageFactory(programme=stage.programme, ordinal=2)
    )

    shown, html = page(sign_in(), community)

    assert shown.declaration == again
    assert [(one["declaration"], one["level"]) for one in shown.earlier] == [(failed, "not_yet")]
    assert "Earlier declarations" in html


# ------------------------------------------------------------------ deadlines
def test_deadlines_of_the_community_with_shift_and_reason(sign_in, person, community, stage):
    StandingFactory(community=community, stage=stage, state=State.DRAFT)
    moved_to = stage.hand_up_street + timedelta(days=4)
    DeadlineShift.objects.create(
        stage=stage,
        community=community,
        deadline="hand_up_street",
        moved_to=moved_to,
        reason="The bridge was closed.",
        by=person(Role.OFFICE_REVIEWER),
    )

    shown, html = page(sign_in(Role.STREET_OFFICIAL), community)

    first = shown.deadlines[0]
    assert (first["label"], first["due"]) == ("Hand-up to the street", moved_to)
    assert shown.due == moved_to
    assert "The bridge was closed." in html
    assert "Move a deadline" not in html


def test_office_is_led_to_move_a_deadline(sign_in, community, stage):
    StandingFactory(community=community, stage=stage, state=State.DRAFT)

    _, html = page(sign_in(), community)

    address = reverse("evaluation:shift-deadline", args=[stage.pk])
    assert f"{address}?community={community.code}" in html


@pytest.mark.parametrize("state", [State.ACCEPTED, State.NOT_ACCEPTED])
def test_decided_has_no_deadlines(sign_in, community, stage, state):
    DecisionFactory(declaration=StandingFactory(community=community, stage=stage, state=state))

    shown, html = page(sign_in(), community)

    assert shown.deadlines == []
    assert "Move a deadline" not in html


# ------------------------------------------------------------------ result
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.OFFICE_REVIEWER, True),
        (Role.LEADER, True),
        (Role.AUDITOR, True),
        (Role.STREET_OFFICIAL, False),
        (Role.COMMUNITY_WORKER, False),
        (Role.DEPARTMENT_LIAISON, False),
        (Role.APPRAISER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_computed_result_shows_only_to_those_who_see_it(sign_in, community, stage, role, sees):
    declaration = StandingFactory(community=community, stage=stage, state=State.APPRAISED)
    ResultFactory(declaration=declaration)

    _, html = page(sign_in(role), community)

    assert ("88.40" in html) is sees
    assert ("Good" in html) is sees
    assert ("Why this level" in html) is sees


def test_certificate_leads_to_its_check(sign_in, community, stage):
    declaration = StandingFactory(community=community, stage=stage, state=State.ACCEPTED)
    decision = DecisionFactory(declaration=declaration, level="excellent")
    Certificate.objects.create(
        decision=decision,
        year=2026,
        number=7,
        printed_number="No. 2026-7",
        granted_on=clock.today(),
    )

    _, html = page(sign_in(Role.STREET_OFFICIAL), community)

    assert reverse("evaluation:verify", args=["2026-0007"]) in html
    assert "Excellent" in html
    assert "No. 2026-7" in html


# ------------------------------------------------------------------ history
def test_history_tells_moves_with_reasons_newest_first(sign_in, community, stage, moves):
    declaration = StandingFactory(community=community, stage=stage, state=State.RETURNED)
    moves(
        declaration,
        ("plan", Role.STREET_OFFICIAL, ""),
        ("submit", Role.STREET_OFFICIAL, ""),
        ("return", Role.STREET_OFFICIAL, "See below."),
    )
    step = declaration.steps.get(name="return")
    ReturnReason.objects.create(step=step, reason="The contract ends in June.")

    shown, html = page(sign_in(Role.COMMUNITY_WORKER), community)

    told = [(entry["text"], entry["is_return"]) for entry in shown.history]
    assert told == [
        ("Returned by the street for correction", True),
        ("Self-examination sent to the street", False),
        (f"Planned for {stage.year}", False),
    ]
    assert shown.history[0]["reason"] == "See below. The contract ends in June."
    assert step.by.name in html


@pytest.mark.parametrize(
    ("role", "reads"), [(Role.OFFICE_REVIEWER, True), (Role.STREET_OFFICIAL, False)]
)
def test_note_on_the_result_is_for_those_who_see_the_result(
    sign_in, community, stage, moves, role, reads
):
    declaration = StandingFactory(community=community, stage=stage, state=State.APPRAISED)
    moves(declaration, ("appraise", Role.OFFICE_REVIEWER, "Just short of excellent."))
    ResultFactory(declaration=declaration)

    _, html = page(sign_in(role), community)

    assert ("Just short of excellent." in html) is reads


def test_history_of_an_undecided_case_is_not_told_to_departments(sign_in, community, stage, moves):
    declaration = StandingFactory(community=community, stage=stage, state=State.RETURNED)
    moves(declaration, ("return", Role.STREET_OFFICIAL, "Incomplete."))

    shown, html = page(sign_in(Role.DEPARTMENT_LIAISON), community)

    assert shown.history == []
    assert "Incomplete." not in html


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


# ------------------------------------------------------------------ street
def test_street_shows_its_communities_and_its_plan(sign_in, street, stage):
    mine = CommunityFactory(parent=street, name_en="Haitang")
    CommunityFactory(parent=street, name_en="Yulan")
    CommunityFactory(parent=StreetFactory(parent=street.parent), name_en="Hehua")
    StandingFactory(community=mine, stage=stage, state=State.ACCEPTED)

    response = sign_in(Role.STREET_OFFICIAL, street).get(to(street))

    html = response.content.decode()
    assert [row.place.name_en for row in response.context["list"].page] == ["Haitang", "Yulan"]
    assert "Hehua" not in html
    (line,) = response.context["plan"]
    assert (line["planned"], line["begun"], line["accepted"]) == (1, 1, 1)


def test_street_filters_and_sorts_like_every_list(sign_in, street):
    for name in ("Haitang", "Yulan"):
        CommunityFactory(parent=street, name_en=name)

    response = sign_in().get(to(street), {"sort": "-community", "q": "a", "page": "x"})

    assert [row.place.name_en for row in response.context["list"].page] == ["Yulan", "Haitang"]


def test_plan_of_a_street_is_not_counted_by_those_who_cannot_read_it(sign_in, community, stage):
    StandingFactory(community=community, stage=stage, state=State.RECEIVED)

    response = sign_in(Role.DEPARTMENT_LIAISON).get(to(community.parent))

    assert response.context["plan"] == []


def test_street_without_communities_says_so(sign_in, street):
    assert "No communities yet" in sign_in().get(to(street)).content.decode()


def test_worker_reads_the_own_community_and_not_the_street(sign_in, community):
    client = sign_in(Role.COMMUNITY_WORKER)

    assert client.get(to(community.parent)).status_code == 404
    assert to(community.parent) not in client.get(to(community)).content.decode()


def test_city_leads_to_the_list_as_well(client, db):
    nothing = {"community_class": "", "title": "", "households": None, "population": None}
    city = PlaceFactory(code="9901", tier=Tier.CITY, parent=None, **nothing)
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=city).user)

    assert client.get(to(city)).status_code == 302


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


@pytest.mark.parametrize("rows", [3, 30])
def test_street_costs_the_same_for_three_rows_and_thirty(
    sign_in, street, stage, rows, django_assert_num_queries
):
    for _ in range(rows):
        StandingFactory(community=CommunityFactory(parent=street), stage=stage)
    client = sign_in()

    with django_assert_num_queries(9):
        client.get(to(street))
