"""Figures of streets and of the district: exact, and only of what may be in them."""

from decimal import Decimal as D

import pytest

from communities.models import Role
from evaluation.models import Assignment, Survey, SurveyFigures
from evaluation.surveys.comparing import comparable, compared, questions_compared, read_by
from evaluation.surveys.tally.combining import Figure, combined, sums_of
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.counted import counted_survey, scattered
from tests.factories.surveys import (
    office_of,
    prepared_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


def surveys_in(street, stage, *sizes, **options):
    return [
        counted_survey(
            stage,
            CommunityFactory(parent=street, households=size),
            satisfied=30 + number,
            different=scattered(20, number),
            **options,
        )
        for number, size in enumerate(sizes)
    ]


def exactly(surveys, name):
    rows = SurveyFigures.objects.filter(survey__in=surveys).select_related("survey")
    prefix = {"satisfaction_rate": "rate"}.get(name, name)
    return combined(
        sums_of(
            Figure(
                row.survey.households,
                getattr(row, name),
                getattr(row, f"{prefix}_low"),
                getattr(row, f"{prefix}_high"),
            )
            for row in rows
        )
    )


def told(comparison):
    """Everything that a comparison says."""
    streets = [comparison.street(code) for code in sorted(comparison.streets)]
    return comparison.district, streets, comparison.names, comparison.is_partial


def is_close(found, expected):
    return all(
        abs(getattr(found, end) - getattr(expected, end)) <= D("0.000002")
        for end in ("value", "low", "high")
    )


def test_figures_are_weighted_by_households_in_the_database(stage, office, street):
    here = surveys_in(street, stage, 300, 2500, 60)
    there = surveys_in(StreetFactory(), stage, 1200, 90_000)
    withheld = counted_survey(stage, CommunityFactory(parent=street), answers=12, satisfied=0)
    other = StageFactory(programme=stage.programme, ordinal=9, year=stage.year + 1)

    found = compared(office, stage)

    mine = found.street(street.code)
    assert (mine.communities, mine.households) == (3, 2860)
    assert is_close(mine.rate, exactly(here, "satisfaction_rate"))
    assert is_close(mine.residents, exactly(here, "residents"))
    assert found.district.communities == 5
    assert is_close(found.district.rate, exactly(here + there, "satisfaction_rate"))
    assert is_close(found.district.residents, exactly(here + there, "residents"))
    assert withheld.figures.withheld and not found.is_partial
    assert compared(office, other).district is None


def test_withheld_result_changes_no_figure(stage, office, street):
    surveys_in(street, stage, 300, 500, 900)
    before = told(compared(office, stage))

    counted_survey(stage, CommunityFactory(parent=street), answers=29, satisfied=0)
    counted_survey(stage, CommunityFactory(parent=street), answers=60, slips=2000, satisfied=0)

    assert told(compared(office, stage)) == before


def test_whoever_scores_gets_figures_without_that_community(stage, office, street):
    first, *others = surveys_in(street, stage, 300, 500, 900)
    Assignment.objects.create(
        declaration=first.declaration, appraiser=office, assigned_by=office_of()
    )

    found = compared(office, stage)

    assert found.district.communities == 2
    assert is_close(found.district.rate, exactly(others, "satisfaction_rate"))
    assert ("item", "staff") in questions_compared(office, others[0])


@pytest.mark.parametrize(("elsewhere", "is_shown"), [(1, False), (2, False), (3, True)])
def test_street_sees_the_district_once_nobody_stands_out(
    stage, person, street, elsewhere, is_shown
):
    mine = surveys_in(street, stage, 300, 500)
    surveys_in(StreetFactory(), stage, *range(700, 700 + elsewhere))
    official = person(Role.STREET_OFFICIAL)

    found = compared(official, stage)

    assert (found.district is not None) == is_shown
    assert found.is_partial == (not is_shown)
    assert set(found.streets) == {street.code}
    assert bool(questions_compared(official, mine[0])) == is_shown


def test_figures_of_others_wait_until_the_last_questionnaire_is_closed(stage, person, street):
    surveys_in(street, stage, 300, 500)
    surveys_in(StreetFactory(), stage, 700, 800, 900)
    prepared_survey(received_declaration(stage=stage))

    found = compared(person(Role.STREET_OFFICIAL), stage)

    assert found.district is None and set(found.streets) == {street.code}


def test_community_sees_its_street_only_with_enough_others(stage, person, community, street):
    counted_survey(stage, community)
    worker = person(Role.COMMUNITY_WORKER)
    surveys_in(street, stage, 300, 500)
    assert not compared(worker, stage).streets

    surveys_in(street, stage, 700)

    found = compared(worker, stage)
    assert found.street(street.code).communities == 4
    assert found.district.communities == 4


def test_where_everybody_answered_there_is_no_interval(stage, office):
    counted_survey(stage, CommunityFactory(households=40), answers=40, satisfied=30)

    rate = compared(office, stage).district.rate

    assert (rate.value, rate.low, rate.high) == (D(75), D(75), D(75))


def test_question_beside_the_district(stage, office, street):
    first = counted_survey(
        stage, CommunityFactory(parent=street, households=1000), answers=40, satisfied=40
    )
    counted_survey(
        stage, CommunityFactory(parent=street, households=3000), answers=40, satisfied=0
    )

    found = questions_compared(office, first)

    # (1000 × 80 + 3000 × 30) / 4000; a quarter of the households is satisfied.
    assert found["item", "staff"].mean == D("42.5")
    assert found["item", "staff"].satisfied == D(25)
    assert found["dimension", "A"].satisfied is None


def test_what_one_scores_is_in_no_question_beside_the_district(stage, office, street):
    first = counted_survey(
        stage, CommunityFactory(parent=street, households=1000), answers=40, satisfied=40
    )
    scored = counted_survey(
        stage, CommunityFactory(parent=street, households=3000), answers=40, satisfied=0
    )
    Assignment.objects.create(
        declaration=scored.declaration, appraiser=office, assigned_by=office_of()
    )

    found = questions_compared(office, first)

    assert (found["item", "staff"].mean, found["item", "staff"].satisfied) == (D(80), D(100))


def test_question_that_few_others_rated_is_not_shown_to_a_street(stage, person, street):
    mine = counted_survey(stage, CommunityFactory(parent=street))
    elsewhere = StreetFactory()
    silent = [{k: v for k, v in one.items() if k != "staff"} for one in scattered(40)]
    for number in range(3):
        options = {"different": silent, "answers": 0, "satisfied": 0} if number else {}
        counted_survey(stage, CommunityFactory(parent=elsewhere), **options)

    found = questions_compared(person(Role.STREET_OFFICIAL), mine)

    assert ("item", "staff") not in found
    assert ("item", "roads") in found


@pytest.mark.parametrize("role", [*Role, None])
def test_what_counts_as_read_is_what_is_visible(stage, person, community, street, role):
    counted_survey(stage, community)
    surveys_in(street, stage, 300)
    surveys_in(StreetFactory(), stage, 500)
    user = person(role) if role else office_of(street)  # the office of nothing but this street
    scored = counted_survey(stage, CommunityFactory(parent=street))
    Assignment.objects.create(
        declaration=scored.declaration, appraiser=user, assigned_by=office_of()
    )

    found = comparable(user, stage).filter(read_by(user, "survey__declaration__community"))

    visible = Survey.objects.visible_to(user)
    assert set(found.values_list("survey", flat=True)) == set(visible.values_list("pk", flat=True))


@pytest.mark.parametrize("count", [3, 40])
def test_comparing_costs_two_queries(stage, office, street, count, django_assert_max_num_queries):
    surveys_in(street, stage, *range(300, 300 + count))
    assert office.posts_in_force

    with django_assert_max_num_queries(2):
        compared(office, stage)
