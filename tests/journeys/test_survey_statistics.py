"""The figures round the questionnaire: planned by the office, compared by district and street."""

import csv
import io

import pytest

from communities.models import Role
from evaluation.models import Declaration
from tests.factories import CommunityFactory, StreetFactory
from tests.factories.counted import counted_survey, scattered
from tests.factories.surveys import stage_with_questionnaire
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
EVERYWHERE = pytest.mark.parametrize(
    ("language", "screen"), [("en", WIDE), ("zh-hans", WIDE), ("en", PHONE), ("zh-hans", PHONE)]
)


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def planned(stage, street):
    """Communities of the stage: one that is easy, one too small, one nobody has counted."""
    for name, households in (("Anlan", 1500), ("Haitang", 200), ("Yulan", None)):
        community = CommunityFactory(parent=street, name_en=name, households=households)
        Declaration.objects.create(community=community, stage=stage)


@pytest.fixture
def closed(stage, street):
    """Closed surveys here and elsewhere; one has too few answers."""
    elsewhere = StreetFactory()
    for name, place, answers, satisfied in (
        ("Meihua", street, 90, 88),
        ("Zijing", street, 90, 45),
        ("Dingxiang", street, 20, 15),
        ("Furong", elsewhere, 90, 72),
        ("Mudan", elsewhere, 90, 80),
        ("Shuixian", elsewhere, 90, 85),
    ):
        community = CommunityFactory(parent=place, name_en=name, households=1200)
        different = scattered(40) if answers > 30 else None
        counted_survey(stage, community, answers=answers, satisfied=satisfied, different=different)


def table(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_office_plans_a_stage(visit, person, planned):
    screen = visit(person(Role.OFFICE_REVIEWER))
    screen.go("/surveys/")
    screen.follow("Planner")
    screen.reads("137", "343", "Margin cannot be reached")
    screen.reads("Yulan", "1 community cannot be planned")

    screen.fill("Margin of error, in percentage points", "0")
    screen.press("Work it out").is_told("margin", "Enter 0.5 or more")
    screen.fill("Margin of error, in percentage points", "9")
    screen.fill("Expected response, in percent", "50 %")
    screen.fill("Price of a slip, in yuan", "1.35")
    screen.press("Work it out")
    screen.reads("Cost, yuan").does_not_read("Margin cannot be reached")
    screen.follow("Slips to print")
    screen.follow("Slips to print")
    assert "margin=9" in screen.page.url and "sort=-slips" in screen.page.url

    name, content = screen.download("Table (CSV)")
    head, first, second, last = table(content)
    assert name.endswith(".csv") and first[1] == "Anlan" and second[1] == "Haitang"
    slips = head.index("Slips to print")
    assert int(last[slips]) == int(first[slips]) + int(second[slips])

    screen.follow("Enter the households").reads("No households 1", "Save this page")


def test_office_compares_and_takes_a_result_along(visit, person, closed):
    screen = visit(person(Role.OFFICE_REVIEWER))
    screen.go("/surveys/")
    screen.follow("Compare results")
    screen.reads("Meihua", "Above the target", "Below the target", "Too few valid answers")

    screen.follow("Satisfaction rate")
    screen.follow("Satisfaction rate")
    rows = screen.page.locator("table.table-sticky tbody th").all_inner_texts()
    assert rows[-1] == "Dingxiang" and rows[0] == "Meihua"
    screen.select("Satisfaction rate", "Below the target")
    screen.page.get_by_text("Remove this filter", exact=False).first.wait_for(state="attached")
    screen.look().reads("Zijing").does_not_read("Meihua")
    assert screen.download("Spreadsheet (XLSX)")[1].startswith(b"PK")
    assert [row[1] for row in table(screen.download("Table (CSV)")[1])[1:]] == ["Zijing"]

    screen.follow("Zijing")
    screen.reads("District, mean", "Lower")
    name, content = screen.download("Table (CSV)")
    rows = table(content)
    assert name.startswith("survey-") and len([row for row in rows if row[0] == "Question"]) == 15


def test_street_reads_its_own_beside_the_district(visit, person, closed):
    screen = visit(person(Role.STREET_OFFICIAL), screen=PHONE, language="zh-hans")
    screen.go("/surveys/results/")
    screen.does_not_read("Furong", "Mudan")
    screen.reads("与全区相比", "有效答卷不足")


@EVERYWHERE
def test_pages_read_well(visit, person, planned, closed, language, screen):
    office = visit(person(Role.OFFICE_REVIEWER), language=language, screen=screen)
    office.go("/surveys/planner/?price=1.35")
    office.page.locator("details.std summary").click()
    office.look()
    office.go("/surveys/planner/?margin=x&price=-1")
    office.go("/surveys/results/")
    office.page.locator("details.std summary").click()
    office.look()
    office.go("/surveys/results/?stands=withheld")
    office.page.locator("table.table-sticky tbody th a").first.click()
    office.look()
