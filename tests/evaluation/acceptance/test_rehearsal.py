"""The level that would follow from the self-scores."""

from decimal import Decimal

import pytest

from communities.models import Tier
from evaluation.acceptance.rehearsal import DISTRICT, NONE, OWN, rehearse
from evaluation.declarations.sheet import sheet_of
from evaluation.models import Level
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import filled_declaration
from tests.factories.results import decided_declaration

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    community = CommunityFactory()
    stage = StageFactory(programme__district=community.parent.parent)
    return filled_declaration(community=community, stage=stage)


def earlier_stage(declaration):
    year = declaration.stage.year - 1
    return StageFactory(programme=declaration.stage.programme, year=year, ordinal=50)


def test_without_any_residents_result_there_is_no_composite(declaration):
    found = rehearse(sheet_of(declaration))

    assert found.residents.source == NONE
    assert found.computation.composite is None
    assert found.computation.shown_professional == Decimal("100.00")
    assert found.lift.costs == ()


def test_the_communitys_own_result_goes_before_the_districts_mean(declaration):
    stage = earlier_stage(declaration)
    other = CommunityFactory(parent=declaration.community.parent, tier=Tier.COMMUNITY)
    decided_declaration(other, stage, satisfied=30)

    mean = rehearse(sheet_of(declaration))
    assert (mean.residents.source, mean.residents.results) == (DISTRICT, 1)

    decided_declaration(declaration.community, stage, satisfied=60)
    own = rehearse(sheet_of(declaration))
    assert (own.residents.source, own.residents.year) == (OWN, stage.year)
    assert own.computation.composite > mean.computation.composite
    assert own.computation.level == Level.EXCELLENT


def test_what_is_missing_is_taken_as_nothing_and_lifts(declaration):
    entry = declaration.entries.filter(criterion__code="A1.1").first()
    entry.points, entry.is_complete = None, False
    entry.save()

    found = rehearse(sheet_of(declaration))

    assert found.missing == 1
    assert [cost.code for cost in found.lift.costs] == ["A1.1"]
    assert found.lift.after.shown_professional == Decimal("100.00")
