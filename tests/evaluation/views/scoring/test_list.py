"""An appraiser's list: what one is charged with, how far it is, and what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import DeadlineShift, Role
from evaluation.appraisal.services import assign
from evaluation.models import Assignment
from harmony.shared import clock
from tests.evaluation.views.scoring.sheets import sheet
from tests.factories import CommunityFactory
from tests.factories.evaluations import assigned_declaration, give_score, score_as_claimed
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import StandingFactory

pytestmark = pytest.mark.django_db
LIST = reverse("evaluation:scoring")


def test_list_shows_what_one_is_charged_with_and_how_far_it_is(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "0"})

    text = appraiser.get(LIST).text

    assert declaration.community.name in text
    assert "1 of 6 scored" in text
    assert sheet(declaration) in text


def test_list_shows_nobody_elses(client, declaration):
    client.force_login(PostFactory(role=Role.APPRAISER, place=DistrictFactory()).user)

    text = client.get(LIST).text

    assert declaration.community.name not in text
    assert "Nothing to score" in text


def test_due_date_follows_the_shift_of_the_community(appraiser, declaration):
    DeadlineShift.objects.create(
        stage=declaration.stage,
        community=declaration.community,
        deadline="scoring",
        moved_to=clock.now() - timedelta(days=3),
        reason="Agreed.",
        by=declaration.people.office,
    )

    assert "3 days late" in appraiser.get(LIST).text


def test_what_is_handed_in_comes_last(appraiser, declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0])
    other = assigned_declaration()
    assign(other, declaration.people.appraisers[0], by=other.people.office)

    page = appraiser.get(LIST).context["page"]

    assert [row.declaration for row in page] == [other, declaration]


@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_three_rows_and_thirty(
    client, stage, street, rows, django_assert_num_queries
):
    person = PostFactory(role=Role.APPRAISER, place=street.parent).user
    for _number in range(rows):
        community = CommunityFactory(parent=street)
        declared = StandingFactory(community=community, stage=stage, state="received")
        Assignment.objects.create(declaration=declared, appraiser=person, assigned_by=person)
    client.force_login(person)

    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("page", ["0", "-3", "x", "999"])
def test_nonsense_page_is_passed_over(appraiser, page):
    assert appraiser.get(LIST, {"page": page}).status_code == 200


@pytest.mark.parametrize(
    "role", [Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, Role.STREET_OFFICIAL]
)
def test_list_is_for_appraisers(client, person, role, community):
    client.force_login(person(role))

    assert client.get(LIST).status_code == 403
