"""The published result of one community, beside the district and as a file."""

import csv
import io

import pytest
from django.urls import reverse

from communities.models import Role
from tests.factories import CommunityFactory, StreetFactory
from tests.factories.counted import counted_survey, scattered
from tests.factories.surveys import (
    all_chosen,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


def address(survey, ending="csv"):
    return reverse("evaluation:survey-file", args=[survey.pk, ending])


def read(client, survey):
    content = client.get(address(survey)).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_every_question_with_its_counts(client, office, stage, community):
    survey = counted_survey(stage, community, answers=60, satisfied=45)

    rows = read(client, survey)

    whole, staff = rows[0], rows[1]
    assert whole["Part"] == "The whole"
    assert [row["Part"] for row in rows].count("Question") == 15
    assert (staff["Rated"], staff["Mean"], staff["Satisfied, %"]) == ("60", "67.50", "75.00")
    assert (staff["Satisfied"], staff["Dissatisfied"], staff["Not answered"]) == ("45", "15", "0")
    assert float(staff["from, %"]) < 75 < float(staff["to, %"])
    assert (staff["District, mean"], staff["District, satisfied, %"]) == ("67.50", "75.00")
    assert client.get(address(survey, "xlsx")).content.startswith(b"PK")
    assert client.get(address(survey, "pdf")).status_code == 404


def test_question_and_group_that_too_few_stand_behind_have_a_name_only(
    client, office, stage, community
):
    answers = scattered(40)
    for number, one in enumerate(answers):
        one["age_band"] = "from_18" if number < 4 else "from_60"
        if number >= 9:
            one.pop("staff")
        elif one["staff"] == "dont_know":
            one["staff"] = "satisfied"
    survey = counted_survey(stage, community, answers=0, satisfied=0, different=answers)

    rows = read(client, survey)

    hidden = [row for row in rows if row["Note"]]
    names = {row["Question, dimension or group"] for row in hidden}
    assert "How satisfied are you with the way community staff treat you?" in names
    assert any(name.startswith("A ") for name in names)  # the mean of its dimension
    assert "18 to 39" in names and "60 or over" in names
    empty = {"Part", "Question, dimension or group", "Note"}
    for row in hidden:
        assert {value for key, value in row.items() if key not in empty} == {""}
    page = client.get(survey.get_absolute_url()).text
    assert page.count("Too few to be shown") == len(hidden)


@pytest.mark.parametrize(("answers", "slips"), [(29, 60), (40, 500)])
def test_withheld_result_has_no_file(client, office, stage, community, answers, slips):
    survey = counted_survey(stage, community, answers=answers, satisfied=20, slips=slips)

    assert client.get(address(survey)).status_code == 404
    assert address(survey) not in client.get(survey.get_absolute_url()).text


def test_rate_of_a_few_who_rated_the_whole_is_not_told(client, person, stage, community):
    silent = [{k: v for k, v in all_chosen().items() if k != "overall"}] * 40
    survey = counted_survey(stage, community, answers=8, satisfied=6, different=silent)
    client.force_login(person(Role.STREET_OFFICIAL))

    page = client.get(survey.get_absolute_url()).text
    (whole, *_rest) = read(client, survey)

    assert "Too few rated the community as a whole" in page
    assert "75.00%" not in page
    assert whole["Note"] and not whole["Satisfied, %"]
    for address in ("/surveys/results/", "/surveys/"):
        assert "75.00%" not in client.get(address).text


def test_running_questionnaire_has_no_file(client, office, stage, community):
    survey, _codes = open_survey(received_declaration(community, stage))

    assert client.get(address(survey)).status_code == 404


def test_file_is_for_those_who_read_the_result(client, person, stage, community):
    mine = counted_survey(stage, community)
    theirs = counted_survey(stage, CommunityFactory(parent=StreetFactory()))

    for role in (Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER):
        client.force_login(person(role))
        assert client.get(address(mine)).status_code == 200
        assert client.get(address(theirs)).status_code == 404
    client.force_login(person(Role.APPRAISER))
    assert client.get(address(mine)).status_code == 404


def test_low_turnout_is_not_for_a_street_either(client, person, stage, community):
    survey = counted_survey(stage, community, answers=40, satisfied=30, slips=401)
    client.force_login(person(Role.STREET_OFFICIAL))

    text = client.get(survey.get_absolute_url()).text

    assert "Fewer than a tenth of the slips came back" in text
    assert "75.00%" not in text
    assert "75.00%" not in client.get("/surveys/").text


def test_page_stands_beside_the_district(client, office, stage, community):
    survey = counted_survey(stage, community, answers=60, satisfied=30)
    counted_survey(stage, CommunityFactory(households=60_000), answers=60, satisfied=58)

    text = client.get(survey.get_absolute_url()).text

    row = text.split("How satisfied are you with safety")[1].split("</tr>")[0]
    assert "50.0%" in row and "Lower" in row
    assert "District, mean" in text


def test_page_of_a_street_shows_no_district_that_would_tell_on_another(
    client, person, stage, community
):
    survey = counted_survey(stage, community)
    counted_survey(stage, CommunityFactory(parent=StreetFactory()))
    client.force_login(person(Role.STREET_OFFICIAL))

    text = client.get(survey.get_absolute_url()).text

    assert 'id="items"' in text and "District, mean" not in text
    assert all(row["District, mean"] == "" for row in read(client, survey))


def test_name_of_a_community_is_no_formula(client, office, stage):
    survey = counted_survey(stage, CommunityFactory(name_en="=1+1"), different=[all_chosen()] * 3)

    assert client.get(address(survey, "xlsx")).status_code == 200
