"""Progress of main tasks: what counts as done when several departments report."""

from decimal import Decimal

import pytest

from communities.models import MainTask, Measure, MeasureReport, Place, Role
from communities.programme.task_progress import (
    Progress,
    measures_with_progress,
    progress_of,
    tasks_with_progress,
    with_state,
)
from communities.programme.task_services import report_measure
from harmony.shared import clock
from tests.factories import (
    CommunityFactory,
    DepartmentFactory,
    MainTaskFactory,
    MeasureFactory,
    PostFactory,
)

pytestmark = pytest.mark.django_db

State = MeasureReport.State
DONE, IN_PROGRESS, NOT_STARTED = State.DONE, State.IN_PROGRESS, State.NOT_STARTED


@pytest.fixture
def departments(db):
    return DepartmentFactory.create_batch(2)


@pytest.fixture
def task(departments, programme):
    return MainTaskFactory(programme=programme, departments=departments)


@pytest.fixture
def measures(task):
    return MeasureFactory.create_batch(2, main_task=task)


@pytest.fixture
def places(street):
    return CommunityFactory.create_batch(4, parent=street)


@pytest.fixture
def say():
    def report(department, measure, community, state):
        by = PostFactory(role=Role.DEPARTMENT_LIAISON, place=None, department=department).user
        day = clock.today()
        report_measure(measure, [community], by=by, department=department, state=state, date=day)

    return report


@pytest.fixture
def reported(departments, measures, places, say):
    """In the first measure: done by both; done by one, begun by the other; done by one; begun."""
    first, second = departments
    measure, other = measures
    say(first, measure, places[0], IN_PROGRESS)
    say(first, measure, places[0], DONE)
    say(second, measure, places[0], DONE)
    say(first, measure, places[1], DONE)
    say(second, measure, places[1], NOT_STARTED)
    say(first, measure, places[2], DONE)
    say(second, other, places[0], IN_PROGRESS)
    say(second, other, places[1], NOT_STARTED)


@pytest.mark.usefixtures("reported")
def test_a_measure_is_done_where_everybody_who_reported_says_so(measures):
    rows = measures_with_progress(Measure.objects.all(), Place.objects.communities())

    assert [progress_of(row) for row in rows] == [
        Progress(done=2, in_progress=1, total=4),
        Progress(done=0, in_progress=1, total=4),
    ]


@pytest.mark.usefixtures("reported")
def test_a_task_adds_up_its_measures(task):
    [row] = tasks_with_progress(MainTask.objects.all(), Place.objects.communities())

    assert progress_of(row) == Progress(done=2, in_progress=2, total=8)
    assert progress_of(row).not_started == 4
    assert progress_of(row).share == Decimal("0.25")


@pytest.mark.usefixtures("reported")
def test_one_departments_own_progress(departments):
    def own(department):
        tasks = tasks_with_progress(
            MainTask.objects.all(), Place.objects.communities(), department
        )
        return progress_of(tasks.get())

    assert own(departments[0]) == Progress(done=3, in_progress=0, total=8)
    assert own(departments[1]) == Progress(done=1, in_progress=1, total=8)


@pytest.mark.usefixtures("reported")
def test_only_the_communities_asked_about_count(task, places):
    some = Place.objects.filter(pk__in=[places[0].pk, places[3].pk])

    [row] = tasks_with_progress(MainTask.objects.all(), some)

    assert progress_of(row) == Progress(done=1, in_progress=1, total=4)


def test_nothing_to_do_has_no_share(task):
    [row] = tasks_with_progress(MainTask.objects.all(), Place.objects.communities())

    assert progress_of(row).share is None


@pytest.mark.usefixtures("reported")
def test_the_state_in_each_community(departments, measures, places):
    def states(department=None):
        rows = with_state(Place.objects.communities(), measures[0], department)
        return [row.state for row in rows.order_by("code")]

    assert states() == [DONE, IN_PROGRESS, DONE, NOT_STARTED]
    assert states(departments[0]) == [DONE, DONE, DONE, NOT_STARTED]
    assert states(departments[1]) == [DONE, NOT_STARTED, NOT_STARTED, NOT_STARTED]


@pytest.mark.usefixtures("reported")
def test_the_latest_that_was_said(departments, measures, places):
    row = with_state(Place.objects.communities(), measures[0]).get(pk=places[0].pk)
    silent = with_state(Place.objects.communities(), measures[0]).get(pk=places[3].pk)

    assert (row.reported_on, row.reporter_en) == (clock.today(), departments[1].name_en)
    assert (silent.reported_on, silent.reporter_en) == (None, None)
