"""Communities compared by what their residents say."""

import csv
import io
import re

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Assignment, SurveyFigures
from tests.factories import CommunityFactory, StreetFactory
from tests.factories.counted import counted_survey
from tests.factories.surveys import (
    office_of,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/surveys/results/"


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def four(stage, street):
    """Clearly above 80 %, clearly below, neither, and withheld."""
    made = {}
    for name, answers, satisfied in (
        ("Anlan", 100, 97),
        ("Haitang", 100, 50),
        ("Yulan", 100, 80),
        ("Zhulin", 20, 20),
    ):
        community = CommunityFactory(parent=street, name_en=name, households=1000)
        made[name] = counted_survey(stage, community, answers=answers, satisfied=satisfied)
    return made


def names(text):
    found = re.findall(r'<th scope="row"><a href="[^"]+">(\w+)</a>', text)
    return [name for name in found if name in {"Anlan", "Haitang", "Yulan", "Zhulin"}]


def row_of(text, name):
    return text.split(f">{name}</a>")[1].split("</tr>")[0]


def lines(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_rate_and_r_stand_with_interval_and_sample(client, office, four):
    row = row_of(client.get(ADDRESS).text, "Anlan")

    tally = four["Anlan"].tally
    assert "97.00%" in row and "100 of 300 slips" in row and "1,000" in row
    low = float(tally["rate_interval"]["low"])
    assert f"{low:.1f}%–" in row
    # (97 × 80 + 3 × 30) / 100
    assert "<strong>78.50</strong>" in row


def test_nobody_is_ranked_where_the_interval_reaches_over_the_target(client, office, four):
    text = client.get(ADDRESS).text

    assert "Above the target" in row_of(text, "Anlan")
    assert "Below the target" in row_of(text, "Haitang")
    assert "No real difference" in row_of(text, "Yulan")


def test_withheld_score_has_its_reason_and_no_number(client, office, stage, four):
    slips = counted_survey(
        stage, CommunityFactory(name_en="Meihua"), answers=40, satisfied=33, slips=500
    )

    text = client.get(ADDRESS).text

    few, turnout = row_of(text, "Zhulin"), row_of(text, "Meihua")
    assert "Too few valid answers" in few and "20 of 60 slips" in few
    assert "Fewer than a tenth of the slips came back" in turnout
    assert "%" not in few + turnout
    # The page of the survey gives the office the two figures, and nobody else anything.
    page = client.get(slips.get_absolute_url()).text
    assert "82.50%" in page and "Not for publication" in page and 'id="items"' not in page


def test_sorting_does_not_tell_where_a_withheld_score_stands(client, office, four):
    for sort in ("rate", "-rate", "residents", "-residents"):
        assert names(client.get(ADDRESS, {"sort": sort}).text)[-1] == "Zhulin"
    order = names(client.get(ADDRESS, {"sort": "-rate"}).text)
    assert order == ["Anlan", "Yulan", "Haitang", "Zhulin"]
    assert names(client.get(ADDRESS, {"sort": "community"}).text) == sorted(four)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"stands": "above"}, ["Anlan"]),
        ({"stands": "below"}, ["Haitang"]),
        ({"stands": "open"}, ["Yulan"]),
        ({"stands": "withheld"}, ["Zhulin"]),
        ({"q": "ulan"}, ["Yulan"]),
        ({"q": "nobody"}, []),
    ],
)
def test_filters_narrow_and_change_no_figure(client, office, four, query, expected):
    whole, narrowed = client.get(ADDRESS), client.get(ADDRESS, query)

    assert names(narrowed.text) == expected
    before, after = (one.context["results"].comparison for one in (whole, narrowed))
    assert before.district == after.district and before.district.communities == 3
    assert before.names == after.names and before.streets == after.streets


def test_street_filter_and_stage_are_kept_in_the_address(client, office, stage, four):
    elsewhere = counted_survey(stage, CommunityFactory(name_en="Meihua"))
    street = elsewhere.declaration.community.parent

    text = client.get(ADDRESS, {"street": street.code, "sort": "-rate"}).text

    assert ">Meihua</a>" in text and names(text) == []
    assert f"street={street.code}&amp;sort=rate" in text
    assert client.get(ADDRESS, {"stage": stage.pk}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["stage=x", "street=%00", "stands=best", "sort=survey__tally", "page=0", "q=%00", "%FF=1"],
)
def test_no_query_breaks_the_page(client, office, four, query):
    assert client.get(f"{ADDRESS}?{query}").status_code == 200
    assert client.get(f"{ADDRESS}table.csv?{query}").status_code == 200


def test_running_questionnaires_are_not_here(client, office, stage):
    open_survey(received_declaration(CommunityFactory(name_en="Anlan"), stage))

    text = client.get(ADDRESS).text

    assert "No result yet" in text and "Anlan" not in text
    assert lines(client.get(f"{ADDRESS}table.csv"))[1:] == []


def test_street_reads_its_own_and_no_other(client, person, stage, four):
    counted_survey(stage, CommunityFactory(name_en="Meihua", parent=StreetFactory()))
    client.force_login(person(Role.STREET_OFFICIAL))

    text = client.get(ADDRESS).text

    assert names(text) == ["Anlan", "Haitang", "Yulan", "Zhulin"]
    assert "Meihua" not in text
    assert "Some figures of streets or the district are not shown" in text
    assert "Against the district" not in text


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.DEPARTMENT_LIAISON, Role.ADMINISTRATOR])
def test_others_read_nothing(client, person, four, role):
    client.force_login(person(role))

    assert "No result yet" in client.get(ADDRESS).text
    assert lines(client.get(f"{ADDRESS}table.csv"))[1:] == []


def test_whoever_scores_sees_nothing_of_that_community(client, office, four):
    declaration = four["Anlan"].declaration
    Assignment.objects.create(declaration=declaration, appraiser=office, assigned_by=office_of())

    response = client.get(ADDRESS)

    assert names(response.text) == ["Haitang", "Yulan", "Zhulin"]
    assert response.context["results"].comparison.district.communities == 2


@pytest.mark.parametrize("count", [3, 40])
def test_page_costs_the_same_however_many(
    client, office, stage, street, count, django_assert_max_num_queries
):
    for number in range(count):
        counted_survey(stage, CommunityFactory(parent=street), satisfied=40 - number % 5)
    client.get(ADDRESS)

    with django_assert_max_num_queries(9):
        text = client.get(ADDRESS).text

    assert text.count('data-label="Valid answers"') >= min(count, 25)


def test_no_tally_and_no_answer_is_read(client, office, four, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)

    said = " ".join(one["sql"] for one in queries)
    assert '"evaluation_surveyfigures"' in said
    assert '"tally"' not in said and "evaluation_answer" not in said


def test_file_holds_every_line_as_it_is_sorted(client, office, four):
    SurveyFigures.objects.get(survey=four["Zhulin"])
    address = reverse("evaluation:survey-results-file", args=["csv"])

    head, *rows = lines(client.get(address, {"sort": "-rate"}))

    assert [row[1] for row in rows] == ["Anlan", "Yulan", "Haitang", "Zhulin"]
    column = {name: number for number, name in enumerate(head)}
    assert rows[0][column["Satisfaction rate, %"]] == "97.00"
    assert rows[1][column["Against the target"]] == "No real difference"
    withheld = rows[-1]
    assert withheld[column["Not published because"]] == "Too few valid answers"
    assert withheld[column["Satisfaction rate, %"] : column["Against the target"]] == [""] * 6
    assert client.get(f"{ADDRESS}table.xlsx").content.startswith(b"PK")
    assert client.get(f"{ADDRESS}table.pdf").status_code == 404


def test_results_are_linked_from_the_list(client, office):
    assert ADDRESS in client.get("/surveys/").text
