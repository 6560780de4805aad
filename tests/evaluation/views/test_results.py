"""The result page: who sees it when, and that it explains itself."""

import pytest
from django.urls import reverse

from communities.models import Role
from tests.factories.evaluations import (
    accepted_declaration,
    appraised_declaration,
    noticed_declaration,
)
from tests.factories.people import PostFactory

pytestmark = pytest.mark.django_db


def page(client, declaration, person, name="evaluation:result"):
    client.force_login(person)
    return client.get(reverse(name, args=[declaration.pk]))


def test_page_says_the_level_every_condition_and_what_is_missing(client):
    declaration = appraised_declaration(option="basically_satisfied")

    response = page(client, declaration, declaration.people.office)

    text = response.text
    assert "is proposed as" in text
    assert "88.00" in text
    assert "2.00 points of the composite score" in text
    assert "Conditions for “Excellent”" in text
    assert "Not met" in text


def test_appraiser_sees_no_result_while_it_is_not_decided(client):
    declaration = noticed_declaration()

    assert page(client, declaration, declaration.people.appraisers[0]).status_code == 404


def test_appraiser_sees_it_when_it_is_decided(client):
    declaration = accepted_declaration()

    response = page(client, declaration, declaration.people.appraisers[0])

    assert "is accepted as" in response.text


def test_street_sees_it_on_notice_and_not_before(client):
    declaration = appraised_declaration()
    assert page(client, declaration, declaration.people.official).status_code == 404

    noticed = noticed_declaration()
    assert "is proposed as" in page(client, noticed, noticed.people.official).text


def test_administrator_sees_no_result(client):
    declaration = appraised_declaration()
    administrator = PostFactory(role=Role.ADMINISTRATOR, place=None).user

    assert page(client, declaration, administrator).status_code == 404


def test_every_criterion_is_listed_in_few_queries(client, django_assert_max_num_queries):
    declaration = appraised_declaration()
    client.force_login(declaration.people.office)

    with django_assert_max_num_queries(10):
        response = page(
            client, declaration, declaration.people.office, "evaluation:result-criteria"
        )

    codes = declaration.entries.values_list("criterion__code", flat=True)
    assert all(code in response.text for code in codes)


def test_leader_is_offered_the_decision_only_after_the_notice(client):
    running, ended = noticed_declaration(ended=False), noticed_declaration()

    assert reverse("evaluation:decide", args=[running.pk]) not in page(
        client, running, running.people.leader
    ).text
    assert reverse("evaluation:decide", args=[ended.pk]) in page(
        client, ended, ended.people.leader
    ).text
