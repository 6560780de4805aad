from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Place, Role, Stage, Title
from evaluation.declarations.planning import (
    plan_many,
    plans_by_street,
    proportional_share,
    suggested_stage,
    unplan_many,
)
from evaluation.models import Declaration, State
from harmony.shared import clock
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.standings import StandingFactory


@pytest.fixture
def official(person):
    return person(Role.STREET_OFFICIAL)


@pytest.fixture
def three(street):
    return [CommunityFactory(parent=street) for _ in range(3)]


# ------------------------------------------------------------------ many at once
def test_several_are_planned_at_once_and_signed(three, stage, official):
    outcome = plan_many(three, stage, by=official)

    assert outcome.done == three
    for declaration in Declaration.objects.all():
        (step,) = declaration.steps.all()
        assert (declaration.stage, step.name, step.by) == (stage, "plan", official)


def test_one_in_another_stage_is_refused_and_the_others_planned(three, stage, official):
    other = StageFactory(programme=stage.programme, ordinal=2, year=2031)
    StandingFactory(community=three[0], stage=other)

    outcome = plan_many(three, stage, by=official)

    assert outcome.done == three[1:]
    assert outcome.refused == [
        (three[0], f"{three[0].name} is already planned for 2031."),
    ]


def test_planned_ones_are_taken_out_while_nothing_has_begun(three, stage, official):
    planned = StandingFactory(community=three[0], stage=stage)
    begun = StandingFactory(community=three[1], stage=stage, state=State.DRAFT)

    outcome = unplan_many([planned, begun], by=official)

    assert outcome.done == [three[0]]
    assert [(place, text) for place, text in outcome.refused] == [
        (three[1], "The self-examination has begun; the plan cannot be changed.")
    ]
    assert list(Declaration.objects.all()) == [begun]


def test_nobody_plans_for_another_street(three, stage, official):
    foreign = CommunityFactory(parent=StreetFactory(parent=three[0].parent.parent))

    with pytest.raises(PermissionDenied):
        plan_many([three[0], foreign], stage, by=official)
    assert not Declaration.objects.exists()


def test_planning_twice_changes_nothing(three, stage, official):
    plan_many(three, stage, by=official)
    plan_many(three, stage, by=official)

    assert Declaration.objects.count() == 3
    assert {d.steps.count() for d in Declaration.objects.all()} == {1}


# ------------------------------------------------------------------ suggestions
@pytest.fixture
def three_stages(programme):
    return [
        StageFactory(programme=programme, ordinal=1, mainly=Title.MUNICIPAL),
        StageFactory(programme=programme, ordinal=2, mainly=Title.DISTRICT),
        StageFactory(programme=programme, ordinal=3, mainly="", target=None),
    ]


@pytest.mark.parametrize(
    ("title", "ordinal"),
    [(Title.MUNICIPAL, 1), (Title.DISTRICT, 2), (Title.NONE, 3), ("", 3)],
)
def test_title_suggests_the_stage(three_stages, title, ordinal):
    assert suggested_stage(title, three_stages).ordinal == ordinal


def test_stage_whose_hand_up_is_over_is_not_suggested(three_stages):
    three_stages[0].hand_up_street = clock.now() - timedelta(days=1)

    assert suggested_stage(Title.MUNICIPAL, three_stages).ordinal == 3


def test_stage_without_dates_can_be_suggested(three_stages):
    three_stages[0].hand_up_street = None

    assert suggested_stage(Title.MUNICIPAL, three_stages).ordinal == 1


def test_nothing_fits_where_no_stage_takes_the_rest(three_stages):
    assert suggested_stage(Title.NONE, three_stages[:2]) is None
    assert suggested_stage(Title.NONE, []) is None


@pytest.mark.parametrize(
    ("target", "part", "whole", "share"),
    [(20, 7, 84, 2), (40, 7, 84, 3), (24, 7, 84, 2), (20, 0, 84, 0), (5, 1, 2, 3), (20, 0, 0, 0)],
)
def test_share_of_a_street_is_rounded_half_up(target, part, whole, share):
    assert proportional_share(target, part, whole) == share


# ------------------------------------------------------------------ counts
def test_counts_by_street_and_stage(three, three_stages, street, django_assert_num_queries):
    first, second, _third = three_stages
    east = StreetFactory(parent=street.parent)
    lonely = CommunityFactory(parent=east)
    StandingFactory(community=three[0], stage=first)
    StandingFactory(community=three[1], stage=second, state=State.ACCEPTED)

    with django_assert_num_queries(1):
        plans = plans_by_street(Place.objects.communities(), three_stages)

    assert [
        (one.street.code, one.communities, one.not_planned, one.by_stage) for one in plans
    ] == [
        (street.code, 3, 1, {first.pk: 1, second.pk: 1}),
        (east.code, 1, 1, {}),
    ]
    assert lonely.parent == east


def test_failed_community_is_free_until_it_is_planned_again(community, three_stages):
    first, second, _third = three_stages
    StandingFactory(community=community, stage=first, state=State.NOT_ACCEPTED)

    (before,) = plans_by_street(Place.objects.communities(), three_stages)
    StandingFactory(community=community, stage=second)
    (after,) = plans_by_street(Place.objects.communities(), three_stages)

    assert (before.communities, before.not_planned) == (1, 1)
    assert before.by_stage == {first.pk: 1}
    assert (after.communities, after.not_planned) == (1, 0)
    assert after.by_stage == {first.pk: 1, second.pk: 1}


def test_another_programme_is_another_plan(community, stage):
    other = stage.programme
    other.pk, other.starts_on = None, clock.today() - timedelta(days=3000)
    other.save()
    StandingFactory(community=community, stage=StageFactory(programme=other, ordinal=1))

    (plan,) = plans_by_street(Place.objects.communities(), [Stage.objects.get(pk=stage.pk)])

    assert (plan.not_planned, plan.by_stage) == (1, {})


def test_without_stages_nothing_is_planned(community):
    (plan,) = plans_by_street(Place.objects.communities(), [])

    assert (plan.communities, plan.not_planned) == (1, 1)
