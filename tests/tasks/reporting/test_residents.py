"""What the report tells of residents' answers, and where it is silent."""

from decimal import Decimal as D

import pytest

from evaluation.models import SurveyFigures
from tasks.reporting import report_of
from tasks.reporting.drawings import drawings_of
from tests.factories.results import decided_declaration
from tests.tasks.reporting.named_places import community

pytestmark = pytest.mark.django_db


def test_residents_are_told_with_their_intervals(stage, beihu):
    decided_declaration(community(beihu, households=1500), stage, answers=100, satisfied=88)

    (line,) = report_of(stage).residents.lines

    assert (line.valid, line.households, line.rate) == (100, 1500, D("88.00"))
    assert line.rate_low < D(88) < line.rate_high
    assert line.score_low < line.score < line.score_high
    assert "roads" in line.least
    assert line.least_mean == D("30.00")


def test_nothing_is_told_of_too_few_answers(stage, beihu):
    decided_declaration(community(beihu, "Tiny", households=25), stage, answers=25, satisfied=25)
    decided_declaration(community(beihu, "Large"), stage, answers=60, satisfied=60)

    report = report_of(stage)

    tiny = next(line for line in report.residents.lines if line.community == "Tiny")
    assert (tiny.is_told, tiny.rate, tiny.score, tiny.least) == (False, None, None, "")
    assert report.residents.untold == 1
    assert {line.ratings for line in report.residents.least} == {60}
    assert [line.residents for line in report.communities if line.name == "Tiny"] == [None]


def test_nothing_is_told_where_hardly_a_slip_came_back(stage, beihu):
    silent = decided_declaration(community(beihu, "Silent"), stage, answers=60, satisfied=60)
    SurveyFigures.objects.create(
        survey=silent.survey, slips=700, valid_answers=60, withheld=SurveyFigures.Withheld.TURNOUT
    )

    report = report_of(stage)

    (line,) = report.residents.lines
    assert (line.is_told, line.rate, line.score) == (False, None, None)
    assert report.residents.least == ()
    assert [line.residents for line in report.communities] == [None]


def test_what_all_are_least_satisfied_with_is_weighed_by_ratings(stage, beihu):
    decided_declaration(community(beihu), stage, answers=60, satisfied=60)
    decided_declaration(community(beihu), stage, answers=40, satisfied=30)

    first, second = report_of(stage).residents.least[:2]

    assert ("roads" in first.question, first.mean, first.ratings) == (True, D("30.00"), 100)
    assert second.mean == D("93.00")  # 90 of 100 at 100 points, 10 at 30


def test_a_community_without_a_questionnaire_is_left_out_of_it(stage, beihu):
    decided_declaration(community(beihu), stage, answers=0)

    assert report_of(stage).residents.lines == ()


def test_with_very_many_communities_the_dots_are_left_to_the_table(stage, beihu):
    for _number in range(61):
        decided_declaration(community(beihu), stage)

    report = report_of(stage)

    assert drawings_of(report).residents is None
    assert len(report.residents.lines) == 61
