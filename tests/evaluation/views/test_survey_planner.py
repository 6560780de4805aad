"""The planner of a stage's questionnaires."""

import csv
import io

import pytest
from django.urls import reverse

from communities.models import Place, Role
from evaluation.models import Declaration
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.surveys import stage_with_questionnaire

pytestmark = pytest.mark.django_db
ADDRESS = "/surveys/planner/"


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


def planned(stage, street=None, **place):
    community = CommunityFactory(parent=street or StreetFactory(), **place)
    Declaration.objects.create(community=community, stage=stage)
    return community


def lines(response):
    content = b"".join(response) if response.streaming else response.content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_plan_of_a_stage(client, office, stage):
    planned(stage, name_en="Anlan", households=1500)
    planned(stage, name_en="Haitang", households=200)
    unknown = planned(stage, name_en="Yulan", households=None)

    text = client.get(ADDRESS, {"price": "1.35"}).text

    assert '<td data-label="Answers needed" class="num">137</td>' in text
    assert '<td data-label="Slips to print" class="num">343</td>' in text
    assert '<td data-label="Margin reached" class="num">±8.0</td>' in text
    assert '<td data-label="Cost, yuan" class="num">463.05</td>' in text
    assert text.count("Margin cannot be reached</span>") == 1
    # Together 1,700 households, 223 answers, 543 slips, 733.05 yuan.
    for value in ("1,700", "223", "543", "733.05"):
        assert f'<dd class="v">{value}' in text
    assert "1 community cannot be planned" in text
    assert unknown.name_en in text
    assert "/communities/classify/figures/?missing=households" in text


def test_address_holds_what_is_assumed(client, office, stage):
    planned(stage, households=1500)

    text = client.get(ADDRESS, {"margin": "5", "confidence": "90", "response": "50 %"}).text

    # z = 1.645: 270.55 / (1 + 269.55 / 1500) = 229.3 → 230; / 0.5 = 460.
    assert '<td data-label="Answers needed" class="num">230</td>' in text
    assert '<td data-label="Slips to print" class="num">460</td>' in text
    assert "Cost, yuan" not in text
    assert 'name="margin" value="5"' in text


def test_usual_values_are_those_of_the_questionnaire(client, office, stage):
    planned(stage, households=1500)

    text = client.get(ADDRESS).text

    assert 'name="margin" value="8"' in text
    assert 'name="confidence" value="95"' in text
    assert 'name="response" value="40"' in text


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("margin", "", "This field is required"),
        ("margin", "0", "Enter 0.5 or more"),
        ("margin", "-1", "Enter 0.5 or more"),
        ("confidence", "100", "Enter at most 99.9"),
        ("response", "0", "Enter 1 or more"),
        ("response", "1e5", "Enter a number"),
        ("response", "9" * 100_000, "may have 60 characters"),
        ("price", "NaN", "Enter a number"),
        ("price", "1.234", "at most 2 decimal places"),
        ("price", "=1+1", "Enter a number"),
        ("margin", "\x00", "invisible characters"),
        ("street", "nowhere", "Select a valid choice"),
    ],
)
def test_wrong_values_are_told_beside_the_field(client, office, stage, name, value, told):
    planned(stage, households=1500)

    response = client.get(ADDRESS, {name: value})

    assert response.status_code == 200
    assert told in response.text
    assert 'class="error-summary"' in response.text
    assert "<table" not in response.text
    address = reverse("evaluation:survey-planner-file", args=["csv"])
    assert client.get(address, {name: value[:50]}).url.startswith(ADDRESS)


@pytest.mark.parametrize(
    "query", ["stage=x", "stage=99999999999999999999", "sort=pk;drop", "page=-1", "%FF=1", "q=%00"]
)
def test_no_query_breaks_the_planner(client, office, stage, query):
    planned(stage)

    assert client.get(f"{ADDRESS}?{query}").status_code == 200


def test_sorted_and_narrowed_in_the_address(client, office, stage):
    street = StreetFactory()
    planned(stage, street, name_en="Anlan", households=900)
    planned(stage, street, name_en="Haitang", households=1500)
    planned(stage, name_en="Yulan", households=100)
    other = StageFactory(programme=stage.programme, ordinal=9, year=stage.year + 1)
    planned(other, name_en="Zhulin", households=700)

    def names(query):
        text = client.get(ADDRESS, query).text
        found = [n for n in ("Anlan", "Haitang", "Yulan", "Zhulin") if f">{n}</a>" in text]
        return sorted(found, key=lambda n: text.index(f">{n}</a>"))

    first = {"stage": stage.pk}
    assert names(first | {"sort": "slips"}) == ["Yulan", "Anlan", "Haitang"]
    assert names(first | {"sort": "-households"}) == ["Haitang", "Anlan", "Yulan"]
    assert names(first | {"sort": "-community"}) == ["Yulan", "Haitang", "Anlan"]
    assert names(first | {"street": street.code}) == ["Anlan", "Haitang"]
    assert names({"stage": other.pk}) == ["Zhulin"]


@pytest.mark.parametrize("count", [3, 60])
def test_costs_the_same_however_many(client, office, stage, count, django_assert_max_num_queries):
    street = StreetFactory()
    for number in range(count):
        planned(stage, street, households=None if number == 1 else 300 + number)
    client.get(ADDRESS)

    with django_assert_max_num_queries(8):
        text = client.get(ADDRESS).text

    assert f"1–25 of {count - 1}" in text or count == 3


def test_file_holds_every_line_and_the_sums(client, office, stage):
    for number in range(30):
        planned(stage, name_en=f"C{number}", households=1000 + number)
    planned(stage, name_en="=cmd()", households=5000)
    planned(stage, name_en="Unknown", households=None)
    address = reverse("evaluation:survey-planner-file", args=["csv"])

    head, *rows, last = lines(client.get(address, {"price": "2", "sort": "-slips"}))

    assert len(rows) == 31
    assert rows[0][1] == "'=cmd()"
    assert [row[3] for row in rows] == sorted((row[3] for row in rows), key=int, reverse=True)
    slips = head.index("Slips to print")
    assert int(last[slips]) == sum(int(row[slips]) for row in rows)
    assert last[head.index("Cost, in yuan")] == f"{2 * int(last[slips])}.00"
    spreadsheet = client.get(reverse("evaluation:survey-planner-file", args=["xlsx"]))
    assert spreadsheet.content.startswith(b"PK")
    assert client.get("/surveys/planner/plan.exe").status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_district_plans_without_being_sent_where_it_may_not_go(client, person, stage, role):
    planned(stage, households=None)
    client.force_login(person(role))

    text = client.get(ADDRESS).text

    assert "cannot be planned" in text
    assert "classify" not in text


@pytest.mark.parametrize(
    "role",
    [Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER, Role.APPRAISER, Role.ADMINISTRATOR],
)
def test_others_do_not_plan(client, person, community, stage, role):
    client.force_login(person(role))

    assert client.get(ADDRESS).status_code == 403
    assert client.get("/surveys/planner/plan.csv").status_code == 403
    assert ADDRESS not in client.get("/surveys/").text


def test_planner_is_linked_from_the_list(client, office):
    assert ADDRESS in client.get("/surveys/").text


def test_portal_without_a_stage_says_so(client, office):
    assert "No stage yet" in client.get(ADDRESS).text
    assert client.get("/surveys/planner/plan.csv").status_code == 302


def test_zero_households_cannot_be_planned(client, office, stage):
    place = planned(stage, households=10)
    Place.objects.filter(pk=place.pk).update(households=0)

    assert "1 community cannot be planned" in client.get(ADDRESS).text
