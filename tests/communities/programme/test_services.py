from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from communities.models import (
    CalendarException,
    Deadline,
    Programme,
    Role,
    Stage,
    StageChange,
    due_for,
)
from communities.programme import services
from harmony.shared import clock

TITLES = {"title_zh": "第二阶段", "title_en": "Stage 2"}


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


# ------------------------------------------------------------------ programme and stages
def test_office_begins_a_programme(district, office):
    programme = services.create_programme(
        district,
        by=office,
        title_zh="和谐社区建设三年实施方案",
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
        help_line="0551-000000",
    )

    assert Programme.objects.get() == programme
    assert programme.help_line == "0551-000000"


def test_office_changes_only_what_it_names(programme, office):
    services.set_programme(programme, by=office, help_line="12345")

    programme.refresh_from_db()
    assert (programme.help_line, programme.title_en) == (
        "12345",
        "Harmonious community construction programme",
    )


@pytest.mark.parametrize(
    "role", [role for role in Role if role != Role.OFFICE_REVIEWER], ids=lambda role: role.value
)
def test_nobody_but_the_office_changes_programme_stage_deadline_or_calendar(
    role, person, stage, community
):
    somebody = person(role)
    later = clock.now() + timedelta(days=1)
    acts = [
        lambda: services.set_programme(stage.programme, by=somebody, help_line="1"),
        lambda: services.create_stage(stage.programme, by=somebody, ordinal=9, year=2026),
        lambda: services.set_stage(stage, by=somebody, target=3),
        lambda: services.shift_deadline(stage, community, "scoring", later, "r", by=somebody),
        lambda: services.add_exceptions(
            stage.programme.district,
            by=somebody,
            first=date(2026, 10, 1),
            last=date(2026, 10, 1),
            is_working=False,
        ),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_new_stage_has_dates_and_a_beginning_of_its_history(programme, office):
    stage = services.create_stage(
        programme,
        by=office,
        ordinal=2,
        year=2027,
        target=40,
        mainly="district_civilised",
        **TITLES,
    )

    stage.refresh_from_db()
    assert (stage.target, stage.mainly) == (40, "district_civilised")
    assert [(c.field, c.after, c.by) for c in stage.changes.all()] == [("added", "2027", office)]


def test_moved_deadline_keeps_who_when_from_and_to(stage, office):
    before, after = stage.decision, stage.decision + timedelta(days=3)

    services.set_stage(stage, by=office, decision=after, target=stage.target)

    change = StageChange.objects.get()
    assert (change.field, change.by) == ("decision", office)
    assert datetime.fromisoformat(change.before) == before
    assert datetime.fromisoformat(change.after) == after
    assert abs(change.at - clock.now()) < timedelta(minutes=1)


def test_target_for_the_rest_is_noted_as_empty(stage, office):
    services.set_stage(stage, by=office, target=None)

    stage.refresh_from_db()
    assert stage.target is None
    assert [(c.before, c.after) for c in stage.changes.all()] == [("20", "")]


def test_deadline_before_its_opening_changes_nothing(stage, office):
    with pytest.raises(ValidationError) as refused:
        services.set_stage(
            stage,
            by=office,
            target=7,
            questionnaire_closes=stage.questionnaire_opens - timedelta(days=1),
        )

    stage.refresh_from_db()
    assert list(refused.value.message_dict) == ["questionnaire_closes"]
    assert stage.target == 20
    assert not StageChange.objects.exists()


def test_stage_takes_no_field_it_does_not_know(stage, office):
    with pytest.raises(TypeError, match="programme_id"):
        services.set_stage(stage, by=office, programme_id=1)


# ------------------------------------------------------------------ one community's deadline
def test_deadline_moves_for_one_community_only(stage, community, office):
    moved_to = stage.hand_up_street + timedelta(days=5)

    services.shift_deadline(stage, community, "hand_up_street", moved_to, " Flood ", by=office)

    assert due_for(stage, community, Deadline.HAND_UP_STREET) == moved_to
    assert stage.hand_up_street != moved_to
    assert stage.shifts.get().reason == "Flood"


def test_latest_shift_counts(stage, community, office):
    for days in (5, 2):
        moved_to = stage.hand_up_street + timedelta(days=days)
        services.shift_deadline(stage, community, "hand_up_street", moved_to, "Flood", by=office)

    assert due_for(stage, community, Deadline.HAND_UP_STREET) == moved_to
    assert stage.shifts.count() == 2


def test_a_shift_that_moves_nothing_is_refused(stage, community, office):
    moved_to = stage.hand_up_street + timedelta(days=5)
    services.shift_deadline(stage, community, "hand_up_street", moved_to, "Flood", by=office)

    with pytest.raises(ValidationError) as refused:
        services.shift_deadline(stage, community, "hand_up_street", moved_to, "Again", by=office)

    assert refused.value.message_dict == {
        "moved_to": ["This is the deadline of the community already."]
    }
    assert stage.shifts.count() == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_shift_needs_a_reason(stage, community, office, reason):
    with pytest.raises(ValidationError) as refused:
        services.shift_deadline(stage, community, "scoring", stage.scoring, reason, by=office)

    assert refused.value.message_dict == {"reason": ["Give a reason."]}


def test_shift_into_the_past_is_refused(stage, community, office):
    past = clock.now() - timedelta(minutes=1)

    with pytest.raises(ValidationError) as refused:
        services.shift_deadline(stage, community, "hand_up_street", past, "Flood", by=office)

    assert refused.value.message_dict == {"moved_to": ["Choose a moment that has not passed yet."]}
    assert not stage.shifts.exists()


def test_shift_cannot_overtake_the_next_date_of_the_community(stage, community, office):
    beyond = stage.hand_up_office + timedelta(days=1)

    with pytest.raises(ValidationError) as refused:
        services.shift_deadline(stage, community, "hand_up_street", beyond, "Flood", by=office)
    assert "“Hand-up to the office” cannot be before" in refused.value.message_dict["moved_to"][0]

    services.shift_deadline(
        stage, community, "hand_up_office", beyond + timedelta(days=1), "Flood", by=office
    )
    services.shift_deadline(stage, community, "hand_up_street", beyond, "Flood", by=office)
    assert due_for(stage, community, Deadline.HAND_UP_STREET) == beyond


# ------------------------------------------------------------------ calendar
def test_holiday_of_a_week_is_five_days_off(district, office):
    services.add_exceptions(
        district,
        by=office,
        first=date(2026, 10, 1),
        last=date(2026, 10, 7),
        is_working=False,
        note="National Day",
    )

    days = CalendarException.objects.filter(district=district)
    assert [day.day.day for day in days] == [1, 2, 5, 6, 7]
    assert {(day.is_working, day.note) for day in days} == {(False, "National Day")}


def test_make_up_day_is_worked(district, office):
    saturday = date(2026, 10, 10)

    services.add_exceptions(district, by=office, first=saturday, last=saturday, is_working=True)

    assert CalendarException.objects.get().is_working


def test_marking_a_day_the_other_way_takes_the_mark_off(district, office):
    saturday = date(2026, 10, 10)
    services.add_exceptions(district, by=office, first=saturday, last=saturday, is_working=True)

    rows = services.add_exceptions(
        district, by=office, first=saturday, last=saturday, is_working=False
    )

    assert rows == []
    assert not CalendarException.objects.exists()


@pytest.mark.parametrize("days", [-1, 31, 4000])
def test_holiday_that_ends_before_it_begins_or_never_is_refused(district, office, days):
    first = date(2026, 10, 1)

    with pytest.raises(ValidationError) as refused:
        services.add_exceptions(
            district,
            by=office,
            first=first,
            last=first + timedelta(days=days),
            is_working=False,
        )

    assert list(refused.value.message_dict) == ["last"]


def test_preparation_is_named_without_a_number():
    known = {"year": 2025, "ordinal": 0}

    assert Stage(kind=Stage.Kind.PREPARATION, **known).label == "Preparation · 2025"
    assert Stage(year=2026, ordinal=2).label == "Stage 2 · 2026"


def test_office_takes_an_exception_off_again(district, office):
    (row,) = services.add_exceptions(
        district,
        by=office,
        first=date(2026, 10, 1),
        last=date(2026, 10, 1),
        is_working=False,
    )

    services.remove_exception(row, by=office)

    assert not CalendarException.objects.exists()
