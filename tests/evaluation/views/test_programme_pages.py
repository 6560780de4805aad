"""Programme, stages, deadlines, calendar: everybody with a post reads, the office writes."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import (
    CalendarException,
    Deadline,
    DeadlineShift,
    Programme,
    Role,
    Stage,
    StageChange,
    Tier,
)
from communities.programme.deadlines import proposed_dates
from evaluation.models import StageBasis, State
from harmony.shared import clock
from tests.factories import (
    CommunityFactory,
    PlaceFactory,
    PostFactory,
    ProgrammeFactory,
    StageFactory,
    UserFactory,
)
from tests.factories.standings import PublishedStandardFactory, StandingFactory

NO_COMMUNITY = {"community_class": "", "title": "", "households": None, "population": None}

OVERVIEW = reverse("evaluation:programme")
CALENDAR = reverse("evaluation:calendar")


@pytest.fixture
def office(client, person):
    client.force_login(person(Role.OFFICE_REVIEWER))
    return client


def to(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def typed(moment):
    """A moment as the browser's picker sends it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


def shown(stage):
    """What the page of a stage showed, as the browser sends it back."""
    values = {
        "ordinal": stage.ordinal,
        "year": stage.year,
        "title_zh": stage.title_zh,
        "title_en": stage.title_en,
        "target": "" if stage.target is None else stage.target,
        "mainly": stage.mainly,
        "standard": "",
        "questionnaire": "",
    }
    values |= {name: typed(getattr(stage, name)) for name in Deadline.values}
    return values


def sent(stage, **changed):
    before = shown(stage)
    return before | changed | {f"initial-{name}": value for name, value in before.items()}


@pytest.fixture
def whole_stage(programme):
    """A stage whose dates are the usual ones of its year."""
    year = clock.today().year + 1
    return StageFactory(programme=programme, ordinal=1, year=year, **proposed_dates(year, {}))


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


# ------------------------------------------------------------------ a new stage
def test_new_stage_is_offered_the_next_number_and_year(office, programme):
    StageFactory(programme=programme, ordinal=1, year=programme.starts_on.year)

    html = office.get(to("stage-new", programme.pk)).content.decode()

    assert 'name="ordinal" value="2"' in html
    assert f'name="year" value="{programme.starts_on.year + 1}"' in html


def test_proposed_dates_fill_what_is_empty_and_save_nothing(office, programme):
    year = programme.starts_on.year
    response = office.post(
        to("stage-new", programme.pk),
        {"propose": "1", "year": year, "title_zh": "第一阶段", "decision": f"{year}-12-30T12:00"},
    )

    html = response.content.decode()
    assert f'name="decision" value="{year}-12-30T12:00"' in html
    proposed = proposed_dates(year, {})
    for name in Deadline.values:
        if name != "decision":
            assert f'name="{name}" value="{typed(proposed[name])}"' in html
    assert 'value="第一阶段"' in html
    assert "thing to correct" not in html
    assert not Stage.objects.exists()


@pytest.mark.parametrize("year", ["", "x", "99999", "-1"])
def test_dates_cannot_be_proposed_for_no_year(office, programme, year):
    html = office.post(to("stage-new", programme.pk), {"propose": "1", "year": year})

    assert "Year:" in html.content.decode()


def test_office_adds_a_stage_with_what_it_is_judged_by(office, programme):
    standard = PublishedStandardFactory()
    year = programme.starts_on.year
    dates = {name: typed(moment) for name, moment in proposed_dates(year, {}).items()}

    response = office.post(
        to("stage-new", programme.pk),
        dates
        | {
            "ordinal": "2",
            "year": year,
            "kind": "evaluation",
            "title_zh": "第二阶段",
            "target": "40",
            "mainly": "district_civilised",
            "standard": standard.pk,
        },
    )

    stage = Stage.objects.get()
    assert response.url == to("stage", stage.pk)
    assert (stage.target, stage.mainly, stage.basis.standard) == (
        40,
        "district_civilised",
        standard,
    )
    assert typed(stage.notice_closes) == dates["notice_closes"]


def test_stage_without_a_target_takes_the_rest(office, programme):
    office.post(
        to("stage-new", programme.pk),
        {
            "ordinal": "3",
            "year": programme.starts_on.year,
            "kind": "evaluation",
            "title_zh": "其余",
            "target": "",
        },
    )

    assert Stage.objects.get().target is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ordinal": "1"}, "The programme has a stage with this number already."),
        ({"ordinal": ""}, "This field is required."),
        ({"ordinal": "one"}, "Enter a whole number."),
        ({"year": "1999"}, "The programme runs from"),
        ({"target": "0"}, "Enter 1 or more."),
        ({"target": "-4"}, "Enter 1 or more."),
        ({"mainly": "royal"}, "is not one of the available choices"),
        ({"standard": "999"}, "is not one of the available choices"),
        ({"standard": "x"}, "is not one of the available choices"),
        ({"hand_up_street": "tomorrow"}, "Enter a valid date/time."),
        ({"hand_up_street": "2026-02-30T12:00"}, "Enter a valid date/time."),
        ({"title_zh": "字" * 201}, "may have 200 characters"),
    ],
    ids=str,
)
def test_stage_with_a_mistake_is_not_saved(office, stage, changed, message):
    values = {
        "ordinal": "5",
        "year": stage.programme.starts_on.year,
        "kind": "evaluation",
        "title_zh": "第五阶段",
    }

    html = office.post(to("stage-new", stage.programme_id), values | changed).content.decode()

    assert message in html
    assert Stage.objects.get() == stage


@pytest.mark.parametrize(
    ("dates", "field", "message"),
    [
        (
            {"hand_up_street": "09-10T17:00", "hand_up_office": "09-01T17:00"},
            "hand_up_office",
            "“Hand-up to the office” cannot be before “Hand-up to the street”",
        ),
        (
            {"questionnaire_opens": "10-10T08:00", "questionnaire_closes": "10-10T08:00"},
            "questionnaire_closes",
            "“Questionnaire closes” must be after “Questionnaire opens”",
        ),
        (
            {"notice_opens": "11-10T08:00", "notice_closes": "11-01T08:00"},
            "notice_closes",
            "“Notice closes” must be after “Notice opens”",
        ),
        (
            {"notice_opens": "11-10T08:00", "notice_closes": "11-13T08:00"},
            "notice_closes",
            "A notice lasts at least 7 calendar days and 5 working days",
        ),
        (
            {"notice_closes": "11-20T08:00", "decision": "11-10T08:00"},
            "decision",
            "“Decision” cannot be before “Notice closes”",
        ),
    ],
)
def test_deadline_out_of_order_is_said_beside_its_field(office, programme, dates, field, message):
    year = programme.starts_on.year
    values = {"ordinal": "1", "year": year, "kind": "evaluation", "title_zh": "第一阶段"}
    values |= {name: f"{year}-{moment}" for name, moment in dates.items()}

    response = office.post(to("stage-new", programme.pk), values)

    html = response.content.decode()
    assert list(response.context["form"].errors) == [field]
    assert message in html.split(f'id="id_{field}_error"')[1].split("</p>")[0]
    for name in dates:
        assert f'value="{values[name]}"' in html
    assert not Stage.objects.exists()


# ------------------------------------------------------------------ changing a stage
def test_moved_deadline_is_history(office, person, whole_stage):
    later = whole_stage.decision + timedelta(days=2)

    response = office.post(
        to("stage-edit", whole_stage.pk),
        sent(whole_stage, decision=typed(later)),
        follow=True,
    )

    whole_stage.refresh_from_db()
    assert typed(whole_stage.decision) == typed(later)
    assert StageChange.objects.get().field == "decision"
    html = response.content.decode()
    assert "Decision moved from " in html
    assert "The stage is saved." in html


def test_history_names_the_standard_and_tells_together_what_was_saved_together(
    office, whole_stage
):
    standard = PublishedStandardFactory()

    response = office.post(
        to("stage-edit", whole_stage.pk),
        sent(whole_stage, target="", mainly="none", standard=standard.pk, decision=""),
        follow=True,
    )

    (entry,) = response.context["changes"]
    assert entry["text"] == "4 changes"
    for line in (
        "Target number of communities moved from 20 to all the rest",
        "Mainly filled from moved from any title to No title",
        "Decision taken away, it was ",
        "Evaluation standard set to Evaluation standard, version 1",
    ):
        assert line in entry["reason"]


def test_saving_unchanged_changes_nothing(office, stage):
    """Though the browser shows no seconds, and these dates have some."""
    office.post(to("stage-edit", stage.pk), sent(stage))

    assert not StageChange.objects.exists()


def test_colleagues_deadline_is_left_alone(office, whole_stage):
    old_page = sent(whole_stage, target="7")
    moved = whole_stage.decision + timedelta(days=1)
    Stage.objects.filter(pk=whole_stage.pk).update(decision=moved)

    office.post(to("stage-edit", whole_stage.pk), old_page)

    whole_stage.refresh_from_db()
    assert (whole_stage.target, whole_stage.decision) == (7, moved)


def test_date_is_held_against_the_colleagues_one(office, whole_stage):
    old_page = sent(whole_stage, hand_up_street=typed(whole_stage.hand_up_office))
    moved = whole_stage.hand_up_office - timedelta(days=20)
    Stage.objects.filter(pk=whole_stage.pk).update(hand_up_office=moved)

    html = office.post(to("stage-edit", whole_stage.pk), old_page).content.decode()

    assert "“Hand-up to the office” cannot be before" in html
    assert not StageChange.objects.exists()


def test_standard_is_changed_and_the_questionnaire_kept(office, person, whole_stage):
    first = PublishedStandardFactory()
    second = PublishedStandardFactory(key="second")
    StageBasis.objects.create(stage=whole_stage, standard=first, by=person(Role.OFFICE_REVIEWER))

    office.post(
        to("stage-edit", whole_stage.pk),
        sent(whole_stage) | {"standard": second.pk, "initial-standard": first.pk},
    )

    whole_stage.refresh_from_db()
    assert whole_stage.basis.standard == second


def test_whoever_changes_the_standard_late_is_told_what_it_means(office, whole_stage, community):
    StandingFactory(community=community, stage=whole_stage, state=State.DRAFT)

    html = office.get(to("stage-edit", whole_stage.pk)).content.decode()

    assert "They keep the standard they were begun with" in html


# ------------------------------------------------------------------ one community's deadline
def shift(**changed):
    return {"deadline": "hand_up_street", "reason": "The bridge was closed."} | changed


def test_deadline_is_moved_for_one_community(office, stage, community):
    StandingFactory(community=community, stage=stage)
    moved_to = stage.hand_up_street + timedelta(days=3)

    response = office.post(
        to("shift-deadline", stage.pk),
        shift(community=community.code, moved_to=typed(moved_to)),
        follow=True,
    )

    row = DeadlineShift.objects.get()
    assert (row.community, typed(row.moved_to)) == (community, typed(moved_to))
    html = response.content.decode()
    assert "The bridge was closed." in html
    assert f"The deadline of {community.name} is moved." in html


def test_community_and_deadline_can_come_with_the_address(office, stage, community):
    StandingFactory(community=community, stage=stage)

    html = office.get(
        to("shift-deadline", stage.pk), {"community": community.code, "deadline": "scoring"}
    ).content.decode()

    assert f'<option value="{community.code}" selected>' in html
    assert '<option value="scoring" selected>' in html


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"reason": " "}, "This field is required."),
        ({"deadline": "lunch"}, "is not one of the available choices"),
        ({"deadline": ""}, "This field is required."),
        ({"moved_to": "2001-01-01T12:00"}, "Choose a moment that has not passed yet."),
        ({"moved_to": "later"}, "Enter a valid date/time."),
        ({"moved_to": "2099-01-01T12:00"}, "“Hand-up to the office” cannot be before"),
        ({"community": "999"}, "is not one of the available choices"),
        ({"community": ""}, "This field is required."),
    ],
    ids=str,
)
def test_shift_with_a_mistake_is_not_made(office, stage, community, changed, message):
    StandingFactory(community=community, stage=stage)
    moved_to = typed(stage.hand_up_street + timedelta(days=3))
    values = shift(community=community.code, moved_to=moved_to) | changed

    html = office.post(to("shift-deadline", stage.pk), values).content.decode()

    assert message in html
    assert not DeadlineShift.objects.exists()


def test_only_communities_of_the_stage_can_be_chosen(office, stage, community):
    values = shift(community=community.code, moved_to=typed(stage.hand_up_street))

    html = office.post(to("shift-deadline", stage.pk), values).content.decode()

    assert "No community is planned for this stage" in html
    assert not DeadlineShift.objects.exists()


def test_street_reads_the_shifts_of_its_own_communities_only(client, person, stage, community):
    elsewhere = CommunityFactory(parent__parent=community.parent.parent)
    for place in (community, elsewhere):
        DeadlineShift.objects.create(
            stage=stage,
            community=place,
            deadline="scoring",
            moved_to=clock.now(),
            reason=f"Reason of {place.name}",
            by=person(Role.OFFICE_REVIEWER),
        )
    client.force_login(person(Role.STREET_OFFICIAL))

    html = client.get(to("stage", stage.pk)).content.decode()

    assert f"Reason of {community.name}" in html
    assert f"Reason of {elsewhere.name}" not in html


@pytest.mark.parametrize("rows", [3, 30])
def test_stage_costs_the_same_for_three_shifts_and_thirty(
    office, person, stage, street, rows, django_assert_max_num_queries
):
    by = person(Role.OFFICE_REVIEWER)
    for _ in range(rows):
        DeadlineShift.objects.create(
            stage=stage,
            community=CommunityFactory(parent=street),
            deadline="scoring",
            moved_to=clock.now(),
            reason="Flood",
            by=by,
        )

    with django_assert_max_num_queries(10):
        office.get(to("stage", stage.pk))


# ------------------------------------------------------------------ calendar
def test_office_marks_a_holiday(office, district):
    response = office.post(
        CALENDAR,
        {"first": "2026-10-01", "last": "2026-10-07", "is_working": "no", "note": "National Day"},
        follow=True,
    )

    html = response.content.decode()
    assert "5 days are marked." in html
    assert html.count("National Day") == 5
    assert CalendarException.objects.filter(is_working=False).count() == 5


def test_make_up_day_is_a_working_day(office, district):
    html = office.post(
        CALENDAR, {"first": "2026-10-10", "is_working": "yes"}, follow=True
    ).content.decode()

    assert CalendarException.objects.get().is_working
    assert "Saturday" in html


def test_a_sunday_off_needs_no_mark(office, district):
    html = office.post(
        CALENDAR, {"first": "2026-10-11", "is_working": "no"}, follow=True
    ).content.decode()

    assert "nothing needs marking" in html
    assert not CalendarException.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"first": ""}, "This field is required."),
        ({"first": "yesterday"}, "Enter a valid date."),
        ({"last": "2026-09-30"}, "The last day lies 0 to 30 days after the first."),
        ({"last": "2027-09-30"}, "The last day lies 0 to 30 days after the first."),
        ({"first": "0001-01-01", "last": "0001-01-02"}, "Choose a day of this century."),
        ({"first": "9999-12-31", "last": "9999-12-31"}, "Choose a day of this century."),
        ({"is_working": "maybe"}, "is not one of the available choices"),
        ({"note": "x" * 101}, "may have 100 characters"),
    ],
    ids=str,
)
def test_calendar_with_a_mistake_marks_nothing(office, district, changed, message):
    values = {"first": "2026-10-01", "last": "2026-10-02", "is_working": "no"} | changed

    html = office.post(CALENDAR, values).content.decode()

    assert message in html
    assert not CalendarException.objects.exists()


def test_exception_is_removed_by_a_post_only(office, district):
    day = CalendarException.objects.create(district=district, day=date(2026, 10, 1))

    assert office.get(to("calendar-remove", day.pk)).status_code == 405
    html = office.post(to("calendar-remove", day.pk), follow=True).content.decode()

    assert "1 October 2026 is as its weekday again." in html
    assert not CalendarException.objects.exists()
    assert office.post(to("calendar-remove", day.pk)).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_calendar_costs_the_same_for_three_days_and_thirty(
    office, district, rows, django_assert_num_queries
):
    for number in range(rows):
        day = datetime(2026, 1, 1) + timedelta(days=number)
        CalendarException.objects.create(district=district, day=day.date())

    with django_assert_num_queries(8):
        office.get(CALENDAR)
