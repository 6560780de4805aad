"""Communities somewhere in the cycle, without the way there."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from communities.models import Role
from evaluation.models import Decision, Declaration, Result, Standard, StandardState, State
from harmony.shared import clock
from tests.factories.people import PostFactory
from tests.factories.places import CommunityFactory, DistrictFactory
from tests.factories.programme import StageFactory


class PublishedStandardFactory(DjangoModelFactory):
    """A published standard without criteria: enough to have been begun with."""

    class Meta:
        model = Standard
        django_get_or_create = ["key"]

    district = factory.SubFactory(DistrictFactory)
    key = "bare"
    edition = "2005"
    title_zh = "评估标准"
    title_en = "Evaluation standard"
    state = StandardState.PUBLISHED
    base_points = Decimal(100)
    bonus_cap = Decimal(5)
    penalty_cap = Decimal(10)
    professional_weight = Decimal("0.7")
    residents_weight = Decimal("0.3")
    content_hash = "0" * 64
    published_at = factory.LazyFunction(clock.now)
    published_by = factory.LazyAttribute(
        lambda standard: PostFactory(role=Role.OFFICE_REVIEWER, place=standard.district).user
    )


class StandingFactory(DjangoModelFactory):
    """A declaration in the given state; planned, unless told otherwise."""

    class Meta:
        model = Declaration

    community = factory.SubFactory(CommunityFactory)
    stage = factory.SubFactory(StageFactory)
    state = State.PLANNED
    standard = factory.Maybe(
        factory.LazyAttribute(lambda declaration: declaration.state != State.PLANNED),
        factory.SubFactory(PublishedStandardFactory),
        None,
    )


class ResultFactory(DjangoModelFactory):
    """A computed result of 88.40, which is good."""

    class Meta:
        model = Result

    declaration = factory.SubFactory(StandingFactory, state=State.APPRAISED)
    professional = Decimal("89.00")
    residents = Decimal("87.00")
    composite = Decimal("88.40")
    self_score = Decimal("92.50")
    level = "good"
    computation = factory.LazyFunction(dict)
    standard_hash = scores_hash = tally_hash = "0" * 64
    by = factory.LazyFunction(
        lambda: PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user
    )


class DecisionFactory(DjangoModelFactory):
    """The leading group's word: good."""

    class Meta:
        model = Decision

    declaration = factory.SubFactory(StandingFactory, state=State.ACCEPTED)
    level = "good"
    by = factory.LazyFunction(lambda: PostFactory(role=Role.LEADER, place=DistrictFactory()).user)
