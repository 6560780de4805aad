"""The figures of a closed survey: written when it is closed, and for those closed before."""

from decimal import Decimal as D
from importlib import import_module

import pytest
from django.apps import apps

from evaluation.models import QuestionFigure, Survey, SurveyFigures
from evaluation.surveys import services
from evaluation.surveys.storing import store_tally
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

    store_tally(survey, from_plain(survey.tally))

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
