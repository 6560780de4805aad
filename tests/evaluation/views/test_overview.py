"""The overview: the whole position, what hangs, and that it costs the same however many."""

import re
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import DeadlineShift, Role
from evaluation.models import State
from harmony.shared import clock
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.evaluations import accepted_declaration, noticed_declaration
from tests.factories.people import PostFactory
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("evaluation:overview")


@pytest.fixture
def leader(client, district):
    client.force_login(PostFactory(role=Role.LEADER, place=district).user)
    return client


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_it_says_first_how_many_are_there_and_how_many_are_late(leader, programme, street):
    stage = StageFactory(
        programme=programme, ordinal=1, hand_up_street=clock.now() - timedelta(days=1)
    )
    done = StandingFactory(
        community=CommunityFactory(parent=street), stage=stage, state="accepted"
    )
    DecisionFactory(declaration=done)
    StandingFactory(community=CommunityFactory(parent=street), stage=stage)
    StandingFactory(community=CommunityFactory(parent=street), stage=stage, state="draft")

    text = words(leader.get(OVERVIEW))

    assert "1 of 3 communities have reached the standard." in text
    assert "Of this year’s 3, 1 are decided and 0 are in evaluation." in text
    assert "2 self-examinations of this stage are late." in text


def test_moved_deadline_is_not_late(leader, programme, street):
    stage = StageFactory(
        programme=programme, ordinal=1, hand_up_street=clock.now() - timedelta(days=1)
    )
    community = CommunityFactory(parent=street)
    StandingFactory(community=community, stage=stage, state="draft")
    DeadlineShift.objects.create(
        stage=stage,
        community=community,
        deadline="hand_up_street",
        moved_to=clock.now() + timedelta(days=5),
        reason="Flood.",
        by=PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user,
    )

    assert "late" not in words(leader.get(OVERVIEW)).replace("Late", "").split("Next dates")[0]


def test_each_stage_has_its_tiles(leader, programme, street):
    for ordinal in (1, 2):
        stage = StageFactory(programme=programme, ordinal=ordinal, year=2026 + ordinal)
        StandingFactory(community=CommunityFactory(parent=street), stage=stage, state="received")

    text = words(leader.get(OVERVIEW))

    assert "Stage 1 · 2027 0 of 1 decided" in text
    assert "Stage 2 · 2028 0 of 1 decided" in text


def test_averages_are_of_this_stages_published_results(leader, stage, street):
    for composite, state in ((80, State.NOTICED), (90, State.ACCEPTED), (10, State.APPRAISED)):
        declared = StandingFactory(
            community=CommunityFactory(parent=street), stage=stage, state=state
        )
        ResultFactory(
            declaration=declared,
            composite=Decimal(composite),
            satisfaction_rate=Decimal(composite),
        )

    text = words(leader.get(OVERVIEW))

    assert "Average composite score 85.00 2 results of this stage" in text
    assert "Average satisfaction rate 85.0% 2 results of this stage" in text


def test_averages_are_compared_with_the_stage_before(leader, programme, street):
    last = clock.today().year - 1
    over = clock.now() - timedelta(days=30)
    for ordinal, composite in ((1, "80.5"), (2, "82.0")):
        ResultFactory(
            declaration=StandingFactory(
                community=CommunityFactory(parent=street),
                stage=StageFactory(
                    programme=programme,
                    ordinal=ordinal,
                    year=last + ordinal - 1,
                    **({"decision": over} if ordinal == 1 else {}),
                ),
                state=State.NOTICED,
            ),
            composite=Decimal(composite),
            satisfaction_rate=None,
        )

    text = words(leader.get(OVERVIEW))

    assert f"Average composite score 82.00 +1.5 on {last}, 1 result of this stage" in text
    assert "Average satisfaction rate – 1 result of this stage" in text


def test_what_hangs_is_named_with_where_and_on_whom(leader, stage, street):
    for name, state in (
        ("Haitang", State.NOTICED),
        ("Yulan", State.RETURNED),
        ("Hubin", State.PASSED),
        ("Xuefu", State.PASSED),
        ("Beihu", State.PASSED),
        ("Jinxiu", State.PASSED),
    ):
        StandingFactory(
            community=CommunityFactory(parent=street, name_en=name), stage=stage, state=state
        )

    text = words(leader.get(OVERVIEW))

    assert "Results on public notice Haitang Leading group 1" in text
    assert "Declarations returned Yulan Streets 1" in text
    assert "and 1 more District office 4" in text


def test_where_nothing_hangs_it_says_so(leader, stage, community):
    assert "Nothing hangs" in leader.get(OVERVIEW).text


def test_empty_portal_says_what_will_fill_it(leader):
    assert "No communities yet" in leader.get(OVERVIEW).text


def test_communities_without_a_stage_yet(leader, community):
    text = leader.get(OVERVIEW).text

    assert "The programme has no stage yet." in text
    assert "0 of 1 community has reached the standard." in text


def test_streets_are_compared_and_the_furthest_named(leader, stage, street):
    other = StreetFactory(parent=street.parent, name_en="Beihu Street")
    CommunityFactory(parent=street)
    done = StandingFactory(community=CommunityFactory(parent=other), stage=stage, state="accepted")
    DecisionFactory(declaration=done)

    assert "Furthest: Beihu Street, with 1 accepted community" in words(leader.get(OVERVIEW))


def test_whole_way_counts(leader):
    accepted_declaration()
    noticed_declaration(ended=False)

    text = words(leader.get(OVERVIEW))

    assert "Reached the standard 1 of 2" in text
    assert "In evaluation 1 1 of them on public notice" in text
    assert "Wait for a decision 0" in text


@pytest.mark.parametrize("role", [Role.OFFICE_REVIEWER, Role.AUDITOR, Role.LEADER])
def test_district_reads_it(client, person, role, stage, community):
    client.force_login(person(role))

    assert client.get(OVERVIEW).status_code == 200


@pytest.mark.parametrize(
    "role",
    [
        Role.STREET_OFFICIAL,
        Role.COMMUNITY_WORKER,
        Role.APPRAISER,
        Role.ADMINISTRATOR,
        Role.DEPARTMENT_LIAISON,
    ],
)
def test_nobody_else_does(client, person, role, community):
    client.force_login(person(role))

    assert client.get(OVERVIEW).status_code == 403


@pytest.mark.parametrize("count", [96, 1000])
def test_it_costs_the_same_for_a_hundred_communities_and_a_thousand(
    leader, programme, district, count, django_assert_num_queries
):
    stages = [StageFactory(programme=programme, ordinal=n) for n in (1, 2, 3)]
    streets = StreetFactory.create_batch(8, parent=district)
    states = list(State)
    for number in range(count):
        community = CommunityFactory(parent=streets[number % 8])
        state = states[number % len(states)]
        declared = StandingFactory(community=community, stage=stages[number % 3], state=state)
        if state in {State.NOTICED, State.ACCEPTED}:
            ResultFactory(declaration=declared)
        if state == State.ACCEPTED:
            DecisionFactory(declaration=declared)

    with django_assert_num_queries(8):
        response = leader.get(OVERVIEW)
    begun = time.perf_counter()
    leader.get(OVERVIEW)

    assert f"of {count} communities" in response.text
    assert time.perf_counter() - begun < 2


def test_only_reading(leader):
    assert leader.post(OVERVIEW).status_code == 405
