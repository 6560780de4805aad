"""What a liaison notes: state, date and a line; kept as rows; by the right department only."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from communities.models import MeasureReport, Role
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


@pytest.fixture
def department(db):
    return DepartmentFactory()


@pytest.fixture
def liaison(department, person):
    return person(Role.DEPARTMENT_LIAISON, department)


@pytest.fixture
def measure(department, programme):
    return MeasureFactory(main_task=MainTaskFactory(programme=programme, departments=[department]))


def said(state=State.IN_PROGRESS, **more):
    return {"state": state, "date": clock.today(), "line": "Two teams at work", **more}


def rows():
    return list(
        MeasureReport.objects.order_by("pk").values_list("community", "state", "is_latest", "by")
    )


def test_a_report_is_signed_and_dated(measure, department, liaison, community):
    [report] = report_measure(measure, [community], by=liaison, department=department, **said())

    report.refresh_from_db()
    assert (report.measure, report.community, report.department, report.by) == (
        measure,
        community,
        department,
        liaison,
    )
    assert (report.state, report.date, report.line) == (
        State.IN_PROGRESS,
        clock.today(),
        "Two teams at work",
    )


def test_the_latest_counts_and_the_earlier_stays(measure, department, liaison, community):
    report_measure(measure, [community], by=liaison, department=department, **said())
    report_measure(measure, [community], by=liaison, department=department, **said(State.DONE))

    assert rows() == [
        (community.pk, State.IN_PROGRESS, False, liaison.pk),
        (community.pk, State.DONE, True, liaison.pk),
    ]


def test_the_same_again_adds_nothing_where_it_was_said(measure, department, liaison, street):
    first, second = CommunityFactory.create_batch(2, parent=street)
    report_measure(measure, [first], by=liaison, department=department, **said())

    added = report_measure(measure, [first, second], by=liaison, department=department, **said())

    assert [report.community for report in added] == [second]
    assert MeasureReport.objects.count() == 2


def test_each_department_keeps_its_own_latest(measure, department, liaison, community, person):
    other = DepartmentFactory()
    measure.main_task.departments.add(other)
    report_measure(measure, [community], by=liaison, department=department, **said())
    colleague = person(Role.DEPARTMENT_LIAISON, other)
    report_measure(measure, [community], by=colleague, department=other, **said(State.DONE))

    assert {latest for *_rest, latest, _by in rows()} == {True}


def test_a_department_that_does_not_answer_for_the_task(measure, community, person):
    other = DepartmentFactory()
    stranger = person(Role.DEPARTMENT_LIAISON, other)

    with pytest.raises(PermissionDenied):
        report_measure(measure, [community], by=stranger, department=other, **said())

    assert rows() == []


def test_nobody_reports_for_another_department(measure, department, community, person):
    stranger = person(Role.DEPARTMENT_LIAISON, DepartmentFactory())

    with pytest.raises(PermissionDenied):
        report_measure(measure, [community], by=stranger, department=department, **said())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DEPARTMENT_LIAISON}))
def test_others_do_not_report(measure, department, community, person, role):
    with pytest.raises(PermissionDenied):
        report_measure(measure, [community], by=person(role), department=department, **said())


def test_a_liaison_of_yesterday_does_not_report(measure, department, community):
    yesterday = clock.today() - timedelta(days=1)
    post = PostFactory(
        role=Role.DEPARTMENT_LIAISON, place=None, department=department, ends_on=yesterday
    )

    with pytest.raises(PermissionDenied):
        report_measure(measure, [community], by=post.user, department=department, **said())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"state": "finished"}, "state"),
        ({"line": "x" * 201}, "line"),
        ({"date": "tomorrow"}, "date"),
        ({"communities": "none"}, "communities"),
        ({"communities": "street"}, "communities"),
        ({"communities": "elsewhere"}, "communities"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_noted(
    measure, department, liaison, community, wrong, field
):
    details = said() | wrong
    if details["date"] == "tomorrow":
        details["date"] = clock.today() + timedelta(days=1)
    places = {
        None: [community],
        "none": [],
        "street": [community, community.parent],
        "elsewhere": [community, CommunityFactory(parent__parent__code="880101")],
    }[details.pop("communities", None)]

    with pytest.raises(ValidationError) as refusal:
        report_measure(measure, places, by=liaison, department=department, **details)

    assert set(refusal.value.message_dict) == {field}
    assert rows() == []


@pytest.mark.parametrize("count", [3, 40])
def test_many_communities_cost_the_same(
    measure, department, liaison, street, count, django_assert_max_num_queries
):
    places = CommunityFactory.create_batch(count, parent=street)
    report_measure(measure, places, by=liaison, department=department, **said())

    with django_assert_max_num_queries(10):
        report_measure(measure, places, by=liaison, department=department, **said(State.DONE))

    assert MeasureReport.objects.filter(state=State.DONE, is_latest=True).count() == count
