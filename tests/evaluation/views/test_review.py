"""The office's queue and the page of one declaration: what they show, to whom, and their forms."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import DeadlineShift, Role
from evaluation.models import Assignment, Result, State
from harmony.shared import clock
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.evaluations import (
    appraised_declaration,
    assigned_declaration,
    assignment_of,
    disputed_declaration,
    evaluated_declaration,
    give_score,
    passed_to_the_office,
    penalised,
    scored_declaration,
    vetoed,
    visited,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import StandingFactory

pytestmark = pytest.mark.django_db
QUEUE = reverse("evaluation:review")
READERS = [Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR]
OTHERS = [
    Role.COMMUNITY_WORKER,
    Role.STREET_OFFICIAL,
    Role.APPRAISER,
    Role.ADMINISTRATOR,
    Role.DEPARTMENT_LIAISON,
]


@pytest.fixture
def reader(client, person):
    """``reader(role)``: a client signed in as somebody in this post."""

    def sign_in(role=Role.OFFICE_REVIEWER):
        client.force_login(person(role))
        return client

    return sign_in


def as_office(client, declaration):
    client.force_login(declaration.people.office)
    return client


def address(name, declaration, *more):
    return reverse(f"evaluation:{name}", args=[declaration.pk, *more])


def names(response):
    return [row.community.name_en for row in response.context["page"]]


def at_the_office(stage, street, name, state=State.PASSED, **more):
    return StandingFactory(
        community=CommunityFactory(parent=street, name_en=name, **more), stage=stage, state=state
    )


# ------------------------------------------------------------------ the queue
def test_queue_shows_what_waits_under_its_tab(reader, stage, street):
    at_the_office(stage, street, "Haitang")
    at_the_office(stage, street, "Yulan", State.RECEIVED)
    at_the_office(stage, street, "Hubin", State.APPRAISED)
    at_the_office(stage, street, "Xuefu", State.SUBMITTED)
    client = reader()

    assert names(client.get(QUEUE)) == ["Haitang"]
    assert names(client.get(QUEUE, {"show": "evaluate"})) == ["Yulan"]
    assert names(client.get(QUEUE, {"show": "appraised"})) == ["Hubin"]


def test_tabs_count_within_the_filters_and_keep_them(reader, stage, street):
    other = StreetFactory(parent=street.parent)
    at_the_office(stage, street, "Haitang")
    at_the_office(stage, other, "Yulan")
    at_the_office(stage, street, "Hubin", State.RECEIVED)

    response = reader().get(QUEUE, {"street": street.code, "show": "evaluate"})

    tabs = response.context["list"].tabs
    assert [tab["count"] for tab in tabs] == [1, 1, 0]
    assert tabs[0]["url"] == f"?show=receive&street={street.code}"
    assert '<input type="hidden" name="show" value="evaluate"' in response.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "hai"}, ["Haitang"]),
        ({"q": "海棠"}, ["Haitang"]),
        ({"q": "nothing"}, []),
        ({"sort": "community"}, ["Haitang", "Yulan"]),
        ({"sort": "-community"}, ["Yulan", "Haitang"]),
    ],
)
def test_queue_is_filtered_and_sorted_in_the_address(reader, stage, street, query, found):
    at_the_office(stage, street, "Haitang", name_zh="海棠社区")
    at_the_office(stage, street, "Yulan")

    assert names(reader().get(QUEUE, query)) == found


def test_stage_filter(reader, stage, street):
    second = StageFactory(programme=stage.programme, ordinal=2)
    at_the_office(stage, street, "Haitang")
    at_the_office(second, street, "Yulan")

    assert names(reader().get(QUEUE, {"stage": second.pk})) == ["Yulan"]


def test_nearest_deadline_comes_first_with_the_shift_of_the_community(reader, stage, street):
    at_the_office(stage, street, "Haitang")
    later = at_the_office(stage, street, "Yulan")
    DeadlineShift.objects.create(
        stage=stage,
        community=later.community,
        deadline="scoring",
        moved_to=clock.now() - timedelta(days=2),
        reason="Agreed.",
        by=later.standard.published_by,
    )

    response = reader().get(QUEUE)

    assert names(response) == ["Yulan", "Haitang"]
    assert "2 days late" in response.text
    assert 'class="is-late"' in response.text


def test_progress_of_an_evaluation_stands_in_its_row(client):
    declaration = evaluated_declaration()
    client.force_login(declaration.people.office)

    (row,) = client.get(QUEUE, {"show": "evaluate"}).context["page"]

    assert (row.n_finished, row.n_appraisers) == (2, 2)
    assert (row.report_heard, row.site_visited, row.survey_state) == (True, True, "counted")


@pytest.mark.parametrize("show", ["receive", "evaluate", "appraised"])
@pytest.mark.parametrize("rows", [3, 30])
def test_queue_costs_the_same_for_three_rows_and_thirty(
    reader, stage, street, rows, show, django_assert_num_queries
):
    for number in range(rows):
        for state in (State.PASSED, State.RECEIVED, State.APPRAISED):
            at_the_office(stage, street, f"Place {number}", state)
    client = reader()

    with django_assert_num_queries(7):
        client.get(QUEUE, {"show": show, "q": "Place", "street": street.code})


@pytest.mark.parametrize(
    "query",
    [
        {"show": "everything"},
        {"sort": "'; drop"},
        {"page": "-1"},
        {"page": "x"},
        {"stage": "abc"},
        {"stage": "99999999999999999999"},
        {"street": "\x00"},
        {"q": "\x00"},
        {"q": "%"},
    ],
    ids=str,
)
def test_nonsense_in_the_address_is_passed_over(reader, stage, street, query):
    at_the_office(stage, street, "Haitang")

    assert reader().get(QUEUE, query).status_code == 200


def test_empty_queue_says_what_will_fill_it(reader):
    client = reader()

    assert "Nothing waits to be received" in client.get(QUEUE).text
    assert "Nothing is in evaluation" in client.get(QUEUE, {"show": "evaluate"}).text
    assert "Nothing is appraised" in client.get(QUEUE, {"show": "appraised"}).text
    assert "No declaration matches" in client.get(QUEUE, {"q": "x"}).text


@pytest.mark.parametrize("role", READERS)
def test_district_reads_the_queue(reader, role):
    assert reader(role).get(QUEUE).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads_the_queue(reader, role, community):
    assert reader(role).get(QUEUE).status_code == 403


# ------------------------------------------------------------------ one declaration
def test_page_of_something_to_receive_offers_both_ways(client):
    declaration = passed_to_the_office()

    text = as_office(client, declaration).get(address("review-declaration", declaration)).text

    assert "Receive for evaluation" in text
    assert address("office-return", declaration) in text
    assert "Charge with scoring" not in text


def test_receiving_comes_back_to_the_page(client):
    declaration = passed_to_the_office()
    here = address("review-declaration", declaration)

    response = as_office(client, declaration).post(
        address("take-step", declaration, "receive"), {"next": here}
    )

    assert response.url == here
    declaration.refresh_from_db()
    assert declaration.state == State.RECEIVED


def test_page_names_what_is_missing_before_it_can_be_closed(client):
    declaration = assigned_declaration()

    text = as_office(client, declaration).get(address("review-declaration", declaration)).text

    assert "Before the evaluation can be closed:" in text
    assert "The site has not been visited yet." in text
    assert "0 of 6 scored" in text
    assert address("close-evaluation", declaration) not in text


def test_page_shows_visits_records_and_who_wrote_them(client):
    declaration = assigned_declaration()
    visited(declaration, findings="Clean lanes.")
    penalised(declaration)
    vetoed(declaration)

    text = as_office(client, declaration).get(address("review-declaration", declaration)).text

    assert "Clean lanes." in text
    assert "Criticised in writing." in text
    assert "Answers were dictated." in text
    assert f"recorded by {declaration.people.office.name}" in text


def test_page_leads_to_the_criteria_to_be_settled(client):
    declaration = disputed_declaration()

    text = as_office(client, declaration).get(address("review-declaration", declaration)).text

    assert "1 criterion waits to be settled." in text
    assert address("settle", declaration, "A1.2") in text


def test_reader_without_the_right_gets_no_buttons(reader):
    declaration = assigned_declaration()

    text = reader(Role.AUDITOR).get(address("review-declaration", declaration)).text

    assert "Record a visit" not in text
    assert "Take off" not in text
    assert "Charge with scoring" not in text


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads_the_page(reader, role, community):
    declaration = assigned_declaration()

    assert reader(role).get(address("review-declaration", declaration)).status_code == 403


def test_what_is_not_at_the_office_is_not_found(reader, stage, community):
    planned = StandingFactory(community=community, stage=stage)

    assert reader().get(address("review-declaration", planned)).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
@pytest.mark.parametrize(
    "path",
    [
        "/review/{}/",
        "/review/{}/close/",
        "/review/{}/moderation/",
        "/review/{}/moderation/A1.1/",
        "/review/{}/visits/new/",
        "/review/{}/penalty/new/",
        "/assignments/{}/end/",
        "/visits/photos/{}/",
        "/review/{}/penalty/1/file/",
        "/review/{}/veto/1/strike/",
    ],
)
def test_what_does_not_exist_is_not_found(reader, path, pk):
    assert reader().get(path.format(pk)).status_code == 404


def test_page_costs_the_same_however_much_is_written_down(client, django_assert_num_queries):
    declaration = scored_declaration()
    client = as_office(client, declaration)
    here = address("review-declaration", declaration)
    with django_assert_num_queries(18):
        client.get(here)
    for _round in range(3):
        visited(declaration)
        penalised(declaration)
        vetoed(declaration)

    # One more for the photos of visits, of whatever number.
    with django_assert_num_queries(19):
        client.get(here)


# ------------------------------------------------------------------ appraisers
def free_appraiser(name="Fang"):
    post = PostFactory(role=Role.APPRAISER, place=DistrictFactory())
    post.user.name = name
    post.user.save()
    return post.user


def test_appraisers_are_offered_with_their_work(client):
    declaration = assigned_declaration()
    free_appraiser()

    text = as_office(client, declaration).get(address("review-declaration", declaration)).text

    assert "Fang</span>" in text
    assert f'value="{declaration.people.appraisers[0].pk}"' not in text


def test_chosen_appraisers_are_charged(client):
    declaration = assigned_declaration()
    one, two = free_appraiser("Fang"), free_appraiser("Han")

    response = as_office(client, declaration).post(
        address("assign-appraisers", declaration), {"appraisers": [one.pk, two.pk]}, follow=True
    )

    assert declaration.assignments.count() == 4
    assert "Fang scores it." in response.text
    assert "Han scores it." in response.text


def test_whoever_cannot_is_named_and_the_others_are_charged(client):
    declaration = assigned_declaration()
    one = free_appraiser("Fang")
    PostFactory(user=declaration.people.official, role=Role.APPRAISER, place=DistrictFactory())

    response = as_office(client, declaration).post(
        address("assign-appraisers", declaration),
        {"appraisers": [declaration.people.official.pk, one.pk]},
        follow=True,
    )

    assert f"{declaration.people.official.name} has already acted" in response.text
    assert declaration.assignments.count() == 3


@pytest.mark.parametrize("sent", [{}, {"appraisers": "x"}, {"appraisers": "999999"}])
def test_without_a_choice_nobody_is_charged(client, sent):
    declaration = assigned_declaration()

    response = as_office(client, declaration).post(
        address("assign-appraisers", declaration), sent, follow=True
    )

    assert "notice-bad" in response.text
    assert declaration.assignments.count() == 2


def test_old_form_of_appraisers_says_that_the_evaluation_is_closed(client):
    declaration = appraised_declaration()

    response = as_office(client, declaration).post(
        address("assign-appraisers", declaration), {"appraisers": free_appraiser().pk}, follow=True
    )

    assert "Not possible while “Appraised”" in response.text
    assert declaration.assignments.count() == 2


def test_taking_off_asks_first_and_needs_a_reason(client):
    declaration = assigned_declaration()
    assignment = assignment_of(declaration)
    client = as_office(client, declaration)
    here = reverse("evaluation:end-assignment", args=[assignment.pk])

    assert "no longer count" in client.get(here).text
    assert "This field is required" in client.post(here, {"reason": " "}).text
    response = client.post(here, {"reason": "Related to the head."}, follow=True)

    assert "Related to the head." in response.text
    assignment.refresh_from_db()
    assert assignment.ended_by == declaration.people.office


def test_taking_off_twice_says_so(client):
    declaration = assigned_declaration()
    here = reverse("evaluation:end-assignment", args=[assignment_of(declaration).pk])
    client = as_office(client, declaration)
    client.post(here, {"reason": "Ill."})

    response = client.post(here, {"reason": "Again."}, follow=True)

    assert "has been taken off already" in response.text
    assert Assignment.objects.get(ended_at__isnull=False).end_reason == "Ill."


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_readers_take_nobody_off(reader, role):
    declaration = assigned_declaration()
    here = reverse("evaluation:end-assignment", args=[assignment_of(declaration).pk])

    assert reader(role).post(here, {"reason": "x"}).status_code == 403


# ------------------------------------------------------------------ closing
def test_closing_asks_first_and_leads_to_the_result(client):
    declaration = evaluated_declaration()
    client = as_office(client, declaration)
    here = address("close-evaluation", declaration)

    assert "This cannot be undone." in client.get(here).text
    response = client.post(here)

    assert response.url == address("result", declaration)
    assert Result.objects.count() == 1


def test_closing_too_early_names_what_is_missing(client):
    declaration = assigned_declaration()
    client = as_office(client, declaration)

    for send in (client.get, client.post):
        response = send(address("close-evaluation", declaration), follow=True)
        assert "The report has not been heard yet." in response.text

    assert not Result.objects.exists()


def test_closing_twice_from_an_old_page_keeps_the_first_result(client):
    declaration = appraised_declaration()

    response = as_office(client, declaration).post(
        address("close-evaluation", declaration), follow=True
    )

    assert "Not possible while “Appraised”" in response.text
    assert Result.objects.count() == 1


def test_closing_by_somebody_who_may_only_read_is_refused(reader):
    declaration = evaluated_declaration()

    response = reader(Role.LEADER).post(address("close-evaluation", declaration), follow=True)

    assert "You may not do this." in response.text
    assert not Result.objects.exists()


def test_scores_that_came_in_are_told_by_number(client):
    declaration = assigned_declaration()
    give_score(declaration, "A1.2", {"misses": "0"})

    text = as_office(client, declaration).get(address("review-declaration", declaration)).text

    assert "1 of 6 scored" in text
