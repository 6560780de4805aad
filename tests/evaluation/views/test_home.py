"""The start page of each post, and the navigation beside every page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import DeadlineShift, Role
from evaluation.declarations.sharing import assign
from evaluation.models import Assignment, State
from evaluation.steps import take_step
from harmony.shared import clock
from tests.factories import (
    CommunityFactory,
    DepartmentFactory,
    MainTaskFactory,
    MeasureFactory,
    ProgrammeFactory,
    StreetFactory,
    UserFactory,
)
from tests.factories.declarations import begun_declaration, fill_in, submitted_declaration
from tests.factories.evaluations import assigned_declaration, noticed_declaration
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import StandingFactory

pytestmark = pytest.mark.django_db
HOME = reverse("evaluation:home")


def at(stage, street, state, name="Haitang"):
    return StandingFactory(
        community=CommunityFactory(parent=street, name_en=name), stage=stage, state=state
    )


def duties(response):
    return [duty.text for duty in response.context["duties"]]


def work(response):
    """(community, address) of everything listed."""
    own = response.context["own"]
    rows = [(row["declaration"], row["url"]) for row in (own["list"].rows if own else ())]
    listed = [row for part in response.context["lists"] for row in part["rows"]]
    rows += [(row.declaration, row.url) for row in listed]
    return [(declaration.community.name_en, url) for declaration, url in rows]


# ------------------------------------------------------------------ what waits
@pytest.mark.parametrize(
    ("role", "state", "said", "page"),
    [
        (Role.STREET_OFFICIAL, State.PLANNED, "1 planned community to begin", "declaration"),
        (Role.STREET_OFFICIAL, State.DRAFT, "1 self-examination to complete", "declaration"),
        (Role.STREET_OFFICIAL, State.RETURNED, "1 returned declaration", "declaration"),
        (Role.STREET_OFFICIAL, State.SUBMITTED, "1 declaration to examine", "examine"),
        (Role.COMMUNITY_WORKER, State.DRAFT, "1 self-examination to complete", "declaration"),
        (Role.COMMUNITY_WORKER, State.RETURNED, "1 returned declaration", "declaration"),
        (
            Role.OFFICE_REVIEWER,
            State.PASSED,
            "1 declaration to receive or return",
            "review-declaration",
        ),
        (
            Role.OFFICE_REVIEWER,
            State.RECEIVED,
            "1 declaration in evaluation",
            "review-declaration",
        ),
        (Role.OFFICE_REVIEWER, State.APPRAISED, "1 result to put on public notice", "result"),
    ],
)
def test_each_post_is_told_what_waits_and_led_there(
    client, stage, street, role, state, said, page
):
    declared = at(stage, street, state)
    place = {Role.STREET_OFFICIAL: street, Role.COMMUNITY_WORKER: declared.community}
    client.force_login(PostFactory(role=role, place=place.get(role, street.parent)).user)

    response = client.get(HOME)

    assert duties(response) == [said]
    assert said in response.text
    assert work(response) == [
        ("Haitang", reverse(f"evaluation:{page}", args=[declared.pk])),
    ]


def test_appraiser_is_led_to_the_sheet(client):
    declaration = assigned_declaration()
    person = declaration.people.appraisers[0]
    client.force_login(person)

    response = client.get(HOME)

    assignment = declaration.assignments.get(appraiser=person)
    assert duties(response) == ["1 declaration to score"]
    assert work(response) == [
        (
            declaration.community.name_en,
            reverse("evaluation:score-sheet", args=[assignment.pk]),
        )
    ]


def test_leader_begins_with_the_overview(client, person, district):
    client.force_login(person(Role.LEADER))

    assert client.get(HOME).url == reverse("evaluation:overview")


def test_result_waits_for_a_leader_when_the_notice_is_over(client):
    running, ended = noticed_declaration(ended=False), noticed_declaration()
    leader = PostFactory(role=Role.LEADER, place=DistrictFactory()).user
    PostFactory(user=leader, role=Role.COMMUNITY_WORKER, place=CommunityFactory())
    client.force_login(leader)

    response = client.get(HOME)

    assert duties(response) == ["1 result to decide"]
    assert [name for name, _url in work(response)] == [ended.community.name_en]
    assert running.community.name_en not in response.text


def test_several_posts_have_everything_that_waits(client, stage, street):
    declaration = assigned_declaration()
    person = declaration.people.appraisers[0]
    at(stage, street, State.SUBMITTED)
    PostFactory(user=person, role=Role.STREET_OFFICIAL, place=street)
    client.force_login(person)

    response = client.get(HOME)

    assert duties(response) == ["1 declaration to examine", "1 declaration to score"]
    assert len(response.context["lists"]) == 1
    assert len(response.context["own"]["list"].rows) == 1


def test_returned_ones_are_not_counted_twice(client, stage, street):
    at(stage, street, State.RETURNED)
    at(stage, street, State.DRAFT, "Yulan")
    client.force_login(PostFactory(role=Role.STREET_OFFICIAL, place=street).user)

    assert duties(client.get(HOME)) == [
        "1 returned declaration",
        "1 self-examination to complete",
    ]


def test_ones_own_hand_up_waits_for_somebody_else(client):
    declaration = submitted_declaration()
    people = declaration.people

    client.force_login(people.official)
    own = client.get(HOME)
    client.force_login(people.examiner)
    other = client.get(HOME)

    assert duties(own) == []
    assert duties(other) == ["1 declaration to examine"]
    assert len(work(other)) == 1


def test_the_number_at_the_head_is_of_things_and_not_of_kinds(client, stage, street):
    for number in range(3):
        at(stage, street, State.DRAFT, f"Place {number}")
    at(stage, street, State.RETURNED)
    client.force_login(PostFactory(role=Role.STREET_OFFICIAL, place=street).user)

    assert "4 things wait for you." in client.get(HOME).text


def test_a_department_begins_with_its_own_main_tasks(client, street):
    programme = ProgrammeFactory(district=street.parent)
    department = DepartmentFactory(district=street.parent)
    own, other = MainTaskFactory.create_batch(2, programme=programme)
    own.departments.add(department)
    MeasureFactory(main_task=own)
    CommunityFactory.create_batch(2, parent=street)
    post = PostFactory(role=Role.DEPARTMENT_LIAISON, place=None, department=department)
    client.force_login(post.user)

    (part,) = client.get(HOME).context["departments"]

    assert [row["task"] for row in part["rows"]] == [own]
    assert part["rows"][0]["progress"].not_started == 2


def test_nothing_of_another_street(client, stage, street):
    at(stage, StreetFactory(parent=street.parent), State.SUBMITTED)
    client.force_login(PostFactory(role=Role.STREET_OFFICIAL, place=street).user)

    response = client.get(HOME)

    assert duties(response) == []
    assert "Nothing waits for you today." in response.text


# ------------------------------------------------------------------ by when
def test_nearest_deadline_comes_first_with_the_shift_of_the_community(client, stage, street):
    at(stage, street, State.DRAFT, "Haitang")
    late = at(stage, street, State.DRAFT, "Yulan")
    DeadlineShift.objects.create(
        stage=stage,
        community=late.community,
        deadline="hand_up_street",
        moved_to=clock.now() - timedelta(days=2),
        reason="Agreed.",
        by=UserFactory(),
    )
    client.force_login(PostFactory(role=Role.STREET_OFFICIAL, place=street).user)

    response = client.get(HOME)

    assert [name for name, _url in work(response)] == ["Yulan", "Haitang"]
    assert "2 days late" in response.text
    assert 'class="is-late"' in response.text


def test_shift_counts_for_appraisers_too(client):
    declaration = assigned_declaration()
    DeadlineShift.objects.create(
        stage=declaration.stage,
        community=declaration.community,
        deadline="scoring",
        moved_to=clock.now() + timedelta(days=200),
        reason="Agreed.",
        by=declaration.people.office,
    )
    client.force_login(declaration.people.appraisers[0])

    assert "200 days left" in client.get(HOME).text


def test_what_the_office_sent_back_is_not_late(client, stage, street):
    at(stage, street, State.RETURNED_TO_STREET)
    client.force_login(PostFactory(role=Role.STREET_OFFICIAL, place=street).user)

    (row,) = client.get(HOME).context["own"]["list"].rows

    assert (row["declaration"].due_at, row["is_late"]) == (None, False)


def test_dates_of_the_stage_stand_beside(client, stage, person):
    client.force_login(person(Role.OFFICE_REVIEWER))

    text = client.get(HOME).text

    assert "Hand-up to the street" in text
    assert "Dates of the stage" in text


# ------------------------------------------------------------------ edges
def test_without_a_post_it_says_who_can_help(client):
    client.force_login(UserFactory())

    assert "You hold no post today" in client.get(HOME).text


def test_administrator_is_led_to_accounts(client, person, db):
    client.force_login(person(Role.ADMINISTRATOR))

    assert reverse("communities:people") in client.get(HOME).text


def test_ten_rows_are_shown(client, stage, street):
    for number in range(12):
        at(stage, street, State.PASSED, f"Place {number}")
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user)

    response = client.get(HOME)

    assert len(work(response)) == 10
    assert duties(response) == ["12 declarations to receive or return"]
    assert "The 10 most urgent of 12: see all" in response.text


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize("role", [Role.OFFICE_REVIEWER, Role.STREET_OFFICIAL, Role.APPRAISER])
def test_home_costs_the_same_for_three_rows_and_thirty(
    client, stage, street, rows, role, django_assert_max_num_queries
):
    place = street if role == Role.STREET_OFFICIAL else street.parent
    person = PostFactory(role=role, place=place).user
    for _number in range(rows):
        for state in (State.SUBMITTED, State.PASSED, State.RECEIVED):
            declared = at(stage, street, state)
        Assignment.objects.create(declaration=declared, appraiser=person, assigned_by=person)
    client.force_login(person)

    with django_assert_max_num_queries(8):
        client.get(HOME)


# ------------------------------------------------------------------ a street's own communities
def test_a_street_sees_each_of_its_communities_with_what_is_missing(client):
    declaration = submitted_declaration()
    street = declaration.community.parent
    begun_declaration(
        community=CommunityFactory(parent=street, name_en="Yulan"),
        stage=declaration.stage,
        standard=declaration.standard,
    )
    reasons = dict.fromkeys(
        declaration.standard.criteria.filter(code__in=["A1.2", "B1.1"]).values_list(
            "pk", flat=True
        ),
        "Which?",
    )
    take_step(declaration, "return", by=declaration.people.examiner, reasons=reasons)
    fill_in(declaration, declaration.entries.get(criterion__code="B1.1"), statement="These.")
    client.force_login(declaration.people.official)

    text = " ".join(client.get(HOME).text.split())

    assert "1 of 43" in text and "42 criteria missing" in text
    assert "43 of 43" in text and "1 to correct, " in text
    assert "without a file" in text


def test_ones_own_list_is_filtered_sorted_and_cut_into_pages(client, stage, street):
    for number in range(27):
        at(stage, street, State.DRAFT, f"Place {number:02d}")
    at(stage, street, State.ACCEPTED, "Yulan")
    client.force_login(PostFactory(role=Role.STREET_OFFICIAL, place=street).user)

    assert len(work(client.get(HOME))) == 25
    assert len(work(client.get(f"{HOME}?page=2"))) == 3
    assert [name for name, _url in work(client.get(f"{HOME}?state=accepted"))] == ["Yulan"]
    first, *_rest = work(client.get(f"{HOME}?sort=-community"))
    assert first[0] == "Yulan"


def test_what_is_assigned_to_somebody_is_counted_on_their_start_page(client):
    declaration = begun_declaration()
    official, worker = declaration.people.official, declaration.people.worker
    chosen = declaration.standard.criteria.filter(code__startswith="A1.").values_list(
        "pk", flat=True
    )
    assign(declaration, chosen, worker, by=official)
    fill_in(declaration, declaration.entries.get(criterion__code="A1.1"))
    client.force_login(worker)

    text = " ".join(client.get(HOME).text.split())

    assert "Assigned to you" in text
    assert f"{declaration.stage.year}: {len(chosen)} criteria" in text
    assert f"{len(chosen) - 1} not filled in yet" in text
    client.force_login(official)
    assert "Assigned to you" not in client.get(HOME).text


# ------------------------------------------------------------------ navigation
def places(client, path=HOME):
    groups = client.get(path).context["navigation"]
    return {item.url: item for group in groups for item in group.items}


NAVIGATION = {
    Role.STREET_OFFICIAL: {"declarations", "examination", "surveys", "communities", "plan"},
    Role.COMMUNITY_WORKER: {"declarations", "communities"},
    Role.OFFICE_REVIEWER: {
        *("review", "surveys", "notices", "decisions", "overview", "certificates", "papers"),
        *("questionnaires", "standards", "programme", "survey-results"),
    },
    Role.APPRAISER: {"scoring", "standards"},
    Role.AUDITOR: {
        *("overview", "review", "surveys", "decisions", "certificates", "papers"),
        "survey-results",
    },
    Role.LEADER: {"overview", "decisions", "certificates", "papers", "survey-results"},
    Role.ADMINISTRATOR: {"certificates", "papers"},
    Role.DEPARTMENT_LIAISON: {"communities"},
}


@pytest.mark.parametrize("role", NAVIGATION)
def test_each_post_has_its_own_navigation_and_every_address_of_it_opens(
    client, person, role, stage, community
):
    client.force_login(person(role))
    start = reverse("evaluation:overview") if role in {Role.LEADER, Role.AUDITOR} else HOME

    found = places(client, start)

    assert {reverse(f"evaluation:{name}") for name in NAVIGATION[role]} <= set(found)
    for address in found:
        assert client.get(address).status_code == 200, address


def test_count_is_hot_where_it_waits_for_this_person(client, stage, street):
    at(stage, street, State.PASSED)
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user)

    queue = places(client)[reverse("evaluation:review")]

    assert (queue.count, queue.hot) == (1, True)


def test_place_one_is_at_is_marked(client, person, stage):
    client.force_login(person(Role.OFFICE_REVIEWER))

    queue = reverse("evaluation:review")
    marked = [url for url, item in places(client, queue).items() if item.current]

    assert marked == [queue]


def test_ballot_boxes_lie_under_the_questionnaires(client, person, stage):
    client.force_login(person(Role.OFFICE_REVIEWER))

    boxes = places(client, reverse("evaluation:ballot-boxes"))

    assert [url for url, item in boxes.items() if item.current] == [reverse("evaluation:surveys")]
