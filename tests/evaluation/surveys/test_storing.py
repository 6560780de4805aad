"""The figures of a closed survey: written when it is closed, and for those closed before."""

from dataclasses import replace
from decimal import Decimal as D
from importlib import import_module

import pytest
from django.apps import apps

from evaluation.models import QuestionFigure, QuestionTotal, Survey, SurveyFigures
from evaluation.surveys import services
from evaluation.surveys.storing import store_tallies
from evaluation.surveys.tally import from_plain
from tests.factories.counted import counted_survey, scattered
from tests.factories.surveys import (
    answer,
    counted,
    office_of,
    open_survey,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db

STORING = 12


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


def kept():
    """Everything that is kept, but for the numbers of rows."""
    figures = SurveyFigures.objects.order_by("survey").values()
    lines = QuestionFigure.objects.order_by("figures__survey", "kind", "key")
    return (
        [{k: v for k, v in row.items() if k != "id"} for row in figures],
        list(lines.values_list("figures__survey", "kind", "key", "rated", "mean", "satisfied")),
    )


def test_opening_keeps_the_figures():
    survey, codes = open_survey(slips=40)
    for number, code in enumerate(codes[:36]):
        answer(code, "satisfied" if number % 4 else "dissatisfied")
    services.void(survey, codes[38:], by=office_of())
    counted(survey)

    found = SurveyFigures.objects.get(survey=survey)

    assert (found.slips, found.valid_answers, found.withheld) == (38, 36, "")
    tally = from_plain(Survey.objects.get().tally)
    assert found.satisfaction_rate == D(75)
    assert found.residents == D("67.5")
    assert (found.rate_low, found.rate_high) == (tally.rate_interval.low, tally.rate_interval.high)
    assert found.residents_low == tally.residents_interval.low
    assert found.questions.filter(kind="item").count() == 15
    assert found.questions.get(key="staff").satisfied == D(75)


def test_score_that_is_withheld_leaves_no_number(stage):
    few = counted_survey(stage, answers=29, satisfied=20)
    turnout = counted_survey(stage, answers=40, slips=401)

    assert few.figures.withheld == SurveyFigures.Withheld.FEW
    assert turnout.figures.withheld == SurveyFigures.Withheld.TURNOUT
    for figures in (few.figures, turnout.figures):
        assert (figures.satisfaction_rate, figures.residents, figures.rate_low) == (None,) * 3
    assert not QuestionFigure.objects.exists()


def test_stored_twice_is_kept_once(stage):
    survey = counted_survey(stage, different=scattered(30))
    before = kept()

    store_tallies({survey: from_plain(survey.tally)})

    assert kept() == before


def test_surveys_that_are_closed_already_get_theirs(stage):
    counted_survey(stage, different=scattered(30))
    counted_survey(stage, answers=10)
    before = kept()
    SurveyFigures.objects.all().delete()
    migration = import_module("evaluation.migrations.0011_survey_figures")

    migration.fill_from_tallies(apps, None)

    assert kept() == before
    assert len(before[0]) == 2


def totals():
    rows = QuestionTotal.objects.order_by("kind", "key").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def test_questions_are_added_up_over_the_stage(stage):
    counted_survey(stage, answers=40, satisfied=40, households=1000)
    counted_survey(stage, answers=40, satisfied=10, households=3000)
    counted_survey(stage, answers=10, satisfied=5)  # withheld, and in no total

    staff = QuestionTotal.objects.get(kind="item", key="staff")
    lines = QuestionFigure.objects.filter(key="staff").select_related("figures__survey")
    weights = {line.figures.survey.households: line for line in lines}
    assert (staff.communities, staff.households) == (2, 4000)
    assert staff.mean == sum(n * line.mean for n, line in weights.items()) / 4000
    assert staff.satisfied == D("43.75")
    assert QuestionTotal.objects.get(kind="dimension", key="A").satisfied is None


def test_survey_that_is_stored_again_is_in_the_totals_once(stage):
    survey = counted_survey(stage, different=scattered(30))
    counted_survey(stage, different=scattered(31))
    before = totals()

    store_tallies({survey: from_plain(survey.tally)})

    assert before and totals() == before


def test_survey_that_is_withheld_when_it_is_stored_again_leaves_the_totals(stage):
    survey = counted_survey(stage, answers=40)
    assert totals()

    store_tallies({survey: replace(from_plain(survey.tally), valid=29)})

    assert {row["communities"] for row in totals()} == {0}
    assert {row[name] for row in totals() for name in ("households", "mean_sum")} == {0}


def test_totals_of_a_stage_do_not_meet_those_of_another(stage, district):
    counted_survey(stage, answers=40)
    counted_survey(stage_with_questionnaire(district), answers=40, satisfied=0)

    assert [one.communities for one in QuestionTotal.objects.filter(key="staff")] == [1, 1]


def test_surveys_that_are_counted_already_are_added_up(stage):
    counted_survey(stage, different=scattered(30))
    counted_survey(stage, different=scattered(32))
    before = totals()
    QuestionTotal.objects.all().delete()

    import_module("evaluation.migrations.0018_question_totals").add_up(apps, None)

    assert before and totals() == before


@pytest.mark.parametrize("surveys", [1, 3])
def test_it_costs_the_same_for_any_number_of_surveys(stage, surveys, django_assert_num_queries):
    for number in range(surveys):
        counted_survey(stage, different=scattered(30 + number))
    found = Survey.objects.select_related("questionnaire", "declaration__stage")
    tallies = {survey: from_plain(survey.tally) for survey in found}

    with django_assert_num_queries(STORING):
        store_tallies(tallies)

    assert {one.communities for one in QuestionTotal.objects.all()} == {surveys}
