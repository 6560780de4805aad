"""A new stage: what is proposed for it, and what is told beside its fields."""

import pytest

from communities.models import Deadline, Stage
from communities.programme.deadlines import proposed_dates
from tests.evaluation.views.programme.pages import to, typed
from tests.factories import StageFactory
from tests.factories.standings import PublishedStandardFactory


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
