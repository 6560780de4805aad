"""The pages of main tasks and measures: what each person sees, and what a liaison notes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import MeasureReport, Role
from communities.programme.task_services import report_measure
from harmony.shared import clock
from tests.factories import (
    CommunityFactory,
    DepartmentFactory,
    MainTaskFactory,
    MeasureFactory,
    PostFactory,
    StageFactory,
    StreetFactory,
)

pytestmark = pytest.mark.django_db

State = MeasureReport.State
READERS = sorted(set(Role) - {Role.DEPARTMENT_LIAISON})


@pytest.fixture
def department(db):
    return DepartmentFactory(name_en="Civil Affairs Bureau")


@pytest.fixture
def task(department, programme):
    return MainTaskFactory(
        programme=programme, number=1, title_en="Improve the network", departments=[department]
    )


@pytest.fixture
def measure(task):
    return MeasureFactory(main_task=task, text_en="Volunteer teams")


@pytest.fixture
def liaison(client, person, department):
    somebody = person(Role.DEPARTMENT_LIAISON, department)
    client.force_login(somebody)
    return somebody


@pytest.fixture
def places(district):
    """Two streets with two communities each."""
    first = StreetFactory(parent=district, name_en="Beihu Street")
    second = StreetFactory(parent=district, name_en="Jinlan Street")
    return [
        CommunityFactory(parent=first, name_en="Cuihu"),
        CommunityFactory(parent=first, name_en="Anlan"),
        CommunityFactory(parent=second, name_en="Dehua"),
        CommunityFactory(parent=second, name_en="Boya"),
    ]


def say(department, measure, places, state, **more):
    by = PostFactory(role=Role.DEPARTMENT_LIAISON, place=None, department=department).user
    details = {"state": state, "date": clock.today(), **more}
    report_measure(measure, places, by=by, department=department, **details)


def page_of(name, *args):
    return reverse(f"communities:{name}", args=args)


def listed(response):
    return [(row["place"].name_en, row["place"].state) for row in response.context["rows"]]


# --- the programme's tasks ------------------------------------------------------------------


def test_everybody_with_a_post_reads_tasks_over_their_own_communities(
    client, person, department, measure, places
):
    say(department, measure, places[:3], State.DONE)
    street = places[2].parent

    seen = {}
    for role in READERS:
        where = {Role.STREET_OFFICIAL: street, Role.COMMUNITY_WORKER: places[3]}.get(role)
        client.force_login(person(role, where))
        progress = client.get(page_of("main-tasks")).context["sum"]
        seen[role] = (progress.done, progress.total)

    assert seen.pop(Role.STREET_OFFICIAL) == (1, 2)
    assert seen.pop(Role.COMMUNITY_WORKER) == (0, 1)
    assert set(seen.values()) == {(3, 4)}


def test_without_a_post_there_is_nothing(client, measure):
    from tests.factories import UserFactory

    client.force_login(UserFactory())

    for page in (
        page_of("main-tasks"),
        page_of("main-task", measure.main_task_id),
        page_of("measure", measure.pk),
    ):
        assert client.get(page).status_code == 403


def test_a_liaison_lands_on_their_own_tasks_and_reports(
    client, liaison, department, task, measure, places
):
    other = DepartmentFactory(name_en="Culture Bureau")
    MainTaskFactory(programme=task.programme, number=2, title_en="Facilities", departments=[other])
    task.departments.add(other)
    say(department, measure, places[:2], State.DONE)
    say(other, measure, places[1:3], State.IN_PROGRESS)

    own = client.get(page_of("main-tasks"))
    everybody = client.get(page_of("main-tasks"), {"department": "all"})

    assert [row["task"].title_en for row in own.context["rows"]] == ["Improve the network"]
    assert own.context["sum"].done == 2
    assert [row["task"].title_en for row in everybody.context["rows"]] == [
        "Improve the network",
        "Facilities",
    ]
    assert everybody.context["sum"].done == 1
    assert "Only the reports of your department count here." in own.text
    assert "Culture Bureau" in own.text


def test_a_task_shows_its_measures(client, person, department, task, measure, places):
    MeasureFactory(main_task=task, text_en="Training")
    say(department, measure, places[:1], State.DONE)
    say(department, measure, places[1:2], State.IN_PROGRESS)
    client.force_login(person(Role.AUDITOR))

    response = client.get(page_of("main-task", task.pk))

    assert [
        (r["measure"].text_en, r["progress"].done, r["progress"].in_progress, r["progress"].total)
        for r in response.context["rows"]
    ] == [("Volunteer teams", 1, 1, 4), ("Training", 0, 0, 4)]
    assert "1 of 8 measures are done in the communities, 13%." in response.text


def test_an_empty_programme_says_why(client, person, programme):
    client.force_login(person(Role.LEADER))

    assert "No main tasks yet" in client.get(page_of("main-tasks")).text


@pytest.mark.parametrize("query", ["department=x", "department=99999999999999999999", "page=z"])
def test_nonsense_in_the_address_is_passed_over(client, liaison, task, measure, places, query):
    for page in (
        page_of("main-tasks"),
        page_of("main-task", task.pk),
        page_of("measure", measure.pk),
        page_of("measure-community", measure.pk, places[0].code),
    ):
        assert client.get(f"{page}?{query}").status_code == 200


@pytest.mark.parametrize("pk", [0, 987654, 99999999999999999999999])
def test_nothing_behind_a_number_is_not_found(client, liaison, measure, pk):
    assert client.get(page_of("main-task", pk)).status_code == 404
    assert client.get(page_of("measure", pk)).status_code == 404
    assert client.get(page_of("measure-community", measure.pk, str(pk))).status_code == 404


# --- the communities under a measure --------------------------------------------------------


@pytest.fixture
def office(client, person):
    client.force_login(person(Role.OFFICE_REVIEWER))


@pytest.fixture
def reported(department, measure, places):
    today = clock.today()
    say(department, measure, places[:1], State.DONE, date=today - timedelta(days=9))
    say(department, measure, places[1:2], State.IN_PROGRESS, date=today)
    return measure


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Cuihu", "Anlan", "Dehua", "Boya"]),
        ("street={street}", ["Dehua", "Boya"]),
        ("state=done", ["Cuihu"]),
        ("state=not_started", ["Dehua", "Boya"]),
        ("state=not_started&street={street}&q=boy", ["Boya"]),
        ("q=none", []),
        ("sort=community", ["Anlan", "Boya", "Cuihu", "Dehua"]),
        ("sort=-community", ["Dehua", "Cuihu", "Boya", "Anlan"]),
        ("sort=-state", ["Cuihu", "Anlan", "Dehua", "Boya"]),
        ("sort=date", ["Cuihu", "Anlan", "Dehua", "Boya"]),
        ("sort=-date", ["Anlan", "Cuihu", "Dehua", "Boya"]),
        ("sort=password&state=finished&street=x&stage=abc", ["Cuihu", "Anlan", "Dehua", "Boya"]),
        ("q=%00&page=-3", ["Cuihu", "Anlan", "Dehua", "Boya"]),
    ],
)
@pytest.mark.usefixtures("office")
def test_filters_and_order(client, reported, places, query, names):
    address = page_of("measure", reported.pk)

    response = client.get(f"{address}?{query.format(street=places[2].parent.code)}")

    found = [name for name, _state in listed(response)]
    if "sort=date" in query:  # where databases put the dates that are missing is theirs to say
        found = [name for name in found if name in names[:2]]
        names = names[:2]
    assert found == names
    if "sort=date" not in query:
        assert response.context["summary"].split()[0] == str(len(names))


@pytest.mark.usefixtures("office")
def test_the_communities_of_a_stage(client, measure, places, programme):
    from evaluation.models import Declaration

    stage = StageFactory(programme=programme, ordinal=1)
    Declaration.objects.create(community=places[3], stage=stage)

    response = client.get(page_of("measure", measure.pk), {"stage": stage.pk})

    assert [name for name, _state in listed(response)] == ["Boya"]
    assert response.context["filters"].chips() == [
        {"label": f"Stage 1 · {stage.year}", "key": "stage"}
    ]


@pytest.mark.usefixtures("office")
def test_readers_are_offered_nothing_to_note(client, reported, places):
    page = client.get(page_of("measure", reported.pk))
    one = client.get(page_of("measure-community", reported.pk, places[0].code))

    assert page.context["form"] is one.context["form"] is None
    assert "Civil Affairs Bureau" in page.text
    client.post(
        page_of("measure", reported.pk),
        {"everywhere": "on", "state": "done", "date": "2026-01-01"},
    )
    assert MeasureReport.objects.count() == 2


def test_a_street_does_not_see_the_next_street(client, person, reported, places):
    client.force_login(person(Role.STREET_OFFICIAL, places[2].parent))

    response = client.get(page_of("measure", reported.pk))

    assert [name for name, _state in listed(response)] == ["Dehua", "Boya"]
    elsewhere = page_of("measure-community", reported.pk, places[0].code)
    assert client.get(elsewhere).status_code == 404


@pytest.mark.parametrize(
    "who", [Role.OFFICE_REVIEWER, Role.DEPARTMENT_LIAISON, Role.STREET_OFFICIAL]
)
@pytest.mark.parametrize("count", [3, 30])
def test_lists_cost_the_same_however_long(
    client, person, department, task, measure, street, who, count, django_assert_max_num_queries
):
    StageFactory(programme=task.programme, ordinal=1)
    say(department, measure, CommunityFactory.create_batch(count, parent=street), State.DONE)
    where = {Role.DEPARTMENT_LIAISON: department, Role.STREET_OFFICIAL: street}.get(who)
    client.force_login(person(who, where))

    for page in (
        page_of("main-tasks"),
        page_of("main-task", task.pk),
        page_of("measure", measure.pk),
    ):
        with django_assert_max_num_queries(8):
            assert "Done" in client.get(page).text


# --- noting ---------------------------------------------------------------------------------


def note(client, page, **typed):
    details = {"state": "in_progress", "date": clock.today().isoformat(), "line": "At work"}
    return client.post(page, details | typed, follow=True)


def test_one_community_is_noted_and_its_history_kept(client, liaison, department, measure, places):
    page = page_of("measure-community", measure.pk, places[0].code)

    note(client, page)
    response = note(client, page, state="done", line="All teams stand")

    assert "Noted for 1 community." in response.text
    texts = [entry["text"].split(" · ")[0] for entry in response.context["history"]]
    assert texts == ["Done", "In progress"]
    assert "All teams stand" in response.text
    latest = MeasureReport.objects.get(is_latest=True)
    assert (latest.by, latest.department, latest.community) == (liaison, department, places[0])


def test_several_communities_are_noted_at_once(client, liaison, measure, places):
    chosen = [places[0].code, places[2].code]

    response = note(client, page_of("measure", measure.pk), communities=chosen)

    assert "Noted for 2 communities." in response.text
    assert listed(response) == [
        ("Cuihu", "in_progress"),
        ("Anlan", "not_started"),
        ("Dehua", "in_progress"),
        ("Boya", "not_started"),
    ]


def test_all_that_the_filters_show_on_every_page(client, liaison, measure, places):
    CommunityFactory.create_batch(30, parent=places[2].parent)
    page = f"{page_of('measure', measure.pk)}?street={places[2].parent.code}"

    response = note(client, page, everywhere="on")

    assert "Noted for 32 communities." in response.text
    assert MeasureReport.objects.filter(community__parent=places[0].parent).count() == 0


def test_a_second_press_of_the_button_adds_nothing(client, liaison, measure, places):
    note(client, page_of("measure", measure.pk), communities=[places[0].code])

    again = note(client, page_of("measure", measure.pk), communities=[places[0].code])

    assert "This was noted before; nothing has changed." in again.text
    assert MeasureReport.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"communities": []}, "communities", "Choose at least one community."),
        ({"communities": ["123"]}, "communities", "not one of the available choices"),
        ({"communities": ["{elsewhere}"]}, "communities", "not one of the available choices"),
        ({"state": ""}, "state", "This field is required."),
        ({"state": "finished"}, "state", "not one of the available choices"),
        ({"date": ""}, "date", "This field is required."),
        ({"date": "2999-01-01"}, "date", "The date lies ahead."),
        ({"line": "x" * 201}, "line", "may have 200 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client, liaison, measure, places, typed, field, reason
):
    elsewhere = CommunityFactory(parent__parent__code="880101").code
    details = {"communities": [places[1].code], "line": "Long words of mine"} | typed
    details["communities"] = [c.format(elsewhere=elsewhere) for c in details["communities"]]

    response = note(client, page_of("measure", measure.pk), **details)

    assert reason in response.context["form"].errors[field][0]
    assert details["line"] in response.text
    if details["communities"] == [places[1].code]:
        assert f'value="{places[1].code}" checked' in response.text
    assert not MeasureReport.objects.exists()


def test_a_department_that_does_not_answer_cannot_note(client, person, measure, places):
    client.force_login(person(Role.DEPARTMENT_LIAISON, DepartmentFactory()))

    page = client.get(page_of("measure", measure.pk))
    note(client, page_of("measure", measure.pk), communities=[places[0].code])
    note(client, page_of("measure-community", measure.pk, places[0].code))

    assert page.context["form"] is None
    assert not MeasureReport.objects.exists()


def test_a_liaison_of_two_departments_says_for_which(
    client, liaison, department, task, measure, places
):
    second = DepartmentFactory()
    task.departments.add(second)
    PostFactory(user=liaison, role=Role.DEPARTMENT_LIAISON, place=None, department=second)
    page = page_of("measure", measure.pk)

    note(client, f"{page}?department={second.pk}", communities=[places[0].code])
    note(client, page, communities=[places[1].code])
    note(client, f"{page}?department=all", communities=[places[2].code])

    assert list(MeasureReport.objects.order_by("pk").values_list("department", "community")) == [
        (second.pk, places[0].pk),
        (department.pk, places[1].pk),
    ]
