"""The list of questionnaires: who sees which, participation, filters."""

import pytest
from django.urls import reverse

from communities.models import Role
from tests.factories import CommunityFactory, StreetFactory
from tests.factories.surveys import (
    answer,
    open_survey,
    prepared_survey,
    received_declaration,
)

pytestmark = pytest.mark.django_db


def test_list_shows_participation_against_the_plan(client, office, stage, declaration):
    _survey, codes = open_survey(declaration, slips=20)
    for code in codes[:7]:
        answer(code)
    waiting = received_declaration(CommunityFactory(), stage)

    text = client.get(reverse("evaluation:surveys")).text

    assert declaration.community.name_en in text and waiting.community.name_en in text
    assert '<td data-label="Answers" class="num">7</td>' in text
    assert '<td data-label="Planned answers" class="num">137' in text
    assert reverse("evaluation:survey-prepare", args=[waiting.pk]) in text
    assert "Not prepared" in text


@pytest.mark.parametrize("count", [3, 30])
def test_list_costs_the_same_however_long(
    client, office, stage, count, django_assert_max_num_queries
):
    street = StreetFactory()
    for _ in range(count):
        prepared_survey(received_declaration(CommunityFactory(parent=street), stage))
    address = reverse("evaluation:surveys")
    client.get(address)

    with django_assert_max_num_queries(8):
        text = client.get(address).text

    assert text.count('name="chosen"') == min(count, 25)


def test_list_is_filtered_and_sorted_in_the_address(client, office, stage):
    first = received_declaration(CommunityFactory(name_en="Anlan"), stage)
    second = received_declaration(CommunityFactory(name_en="Haitang"), stage)
    open_survey(first, slips=0)
    received_declaration(CommunityFactory(name_en="Yulan"), stage)
    prepared_survey(second)
    address = reverse("evaluation:surveys")

    def names(query):
        text = client.get(address, query).text
        found = [n for n in ("Anlan", "Haitang", "Yulan") if f">{n}</a>" in text]
        return sorted(found, key=lambda n: text.index(f">{n}</a>"))

    assert names({"state": "open"}) == ["Anlan"]
    assert names({"state": "none"}) == ["Yulan"]
    assert names({"q": "hait"}) == ["Haitang"]
    assert names({"street": second.community.parent.code}) == ["Haitang"]
    assert names({"stage": stage.pk}) == ["Anlan", "Haitang", "Yulan"]
    assert names({"sort": "-community"}) == ["Yulan", "Haitang", "Anlan"]


@pytest.mark.parametrize(
    "query", ["state=x", "street=%27", "stage=abc", "sort=pk;drop", "page=99999", "q=%00", "%FF=1"]
)
def test_no_query_breaks_the_list(client, office, declaration, query):
    assert client.get(f"{reverse('evaluation:surveys')}?{query}").status_code == 200


def test_empty_list_says_what_will_fill_it(client, office):
    assert "No questionnaire yet" in client.get(reverse("evaluation:surveys")).text


def test_street_follows_its_own_communities(client, person, stage, declaration):
    mine, theirs = prepared_survey(declaration), prepared_survey(received_declaration(stage=stage))
    client.force_login(person(Role.STREET_OFFICIAL))

    text = client.get(reverse("evaluation:surveys")).text

    assert mine.get_absolute_url() in text
    assert theirs.get_absolute_url() not in text
    assert 'name="chosen"' not in text
    assert client.get(theirs.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.DEPARTMENT_LIAISON, Role.ADMINISTRATOR])
def test_others_see_no_survey(client, person, declaration, role):
    survey = prepared_survey(declaration)
    client.force_login(person(role))

    assert survey.get_absolute_url() not in client.get(reverse("evaluation:surveys")).text
    assert client.get(survey.get_absolute_url()).status_code == 404


def test_filter_of_the_list_stays_when_several_are_prepared(client, office, declaration):
    found, act = (
        reverse("evaluation:surveys") + "?state=none",
        reverse("evaluation:surveys-chosen"),
    )
    assert f'action="{act}?state=none"' in client.get(found).text

    nothing = client.post(f"{act}?state=none", {"act": "prepare"})
    asked = client.post(f"{act}?state=none", {"act": "prepare", "chosen": declaration.pk})
    sure = {"act": "prepare", "chosen": declaration.pk, "sure": "yes"}
    done = client.post(f"{act}?state=none", sure)

    assert nothing["Location"] == done["Location"] == found
    assert f'action="{act}?state=none"' in asked.text and f'href="{found}"' in asked.text
