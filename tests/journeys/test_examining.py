"""The examination at the keyboard, and the office that returns only some criteria."""

from datetime import date

import pytest

from evaluation.models import Declaration, Remark, State
from tests.factories import CommunityFactory, DistrictFactory, ProgrammeFactory, StageFactory
from tests.factories.declarations import passed_declaration, submitted_declaration
from tests.factories.evaluations import accepted_declaration
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)


def verdicts(declaration):
    return dict(declaration.remarks.values_list("criterion__code", "verdict"))


def focused(screen):
    return screen.page.evaluate("document.activeElement.getAttribute('aria-labelledby')")


def saved(screen):
    screen.page.locator("[data-saved]:has-text('Saved')").wait_for()


def test_the_street_examines_with_the_keyboard_alone(visit):
    declaration = submitted_declaration(standard=small_standard(DistrictFactory()))
    screen = visit(declaration.people.examiner)
    screen.go(f"/examination/{declaration.pk}/")
    keys = screen.page.keyboard
    keys.press("j")
    assert focused(screen) == "r-A1.1"
    keys.press("a")
    assert focused(screen) == "r-A1.2"
    keys.press("q")
    keys.type("Which corners? a, j, k")
    keys.press("Escape")
    assert focused(screen) == "r-A1.2"
    keys.press("ArrowDown")
    assert focused(screen) == "r-B1.1"
    keys.press("k")
    assert focused(screen) == "r-A1.2"
    saved(screen)

    assert verdicts(declaration) == {"A1.1": "agree", "A1.2": "ask"}
    asked = declaration.remarks.get(verdict=Remark.Verdict.ASK)
    assert asked.reason == "Which corners? a, j, k"


def test_single_letters_can_be_switched_off(visit):
    declaration = submitted_declaration(standard=small_standard(DistrictFactory()))
    screen = visit(declaration.people.examiner)
    screen.go(f"/examination/{declaration.pk}/")
    screen.page.locator("[data-keys-help] summary").click()
    screen.look()
    screen.page.locator("[data-keys-switch]").uncheck()
    screen.page.locator("h1").click()
    screen.page.keyboard.press("j")
    screen.page.keyboard.press("a")
    assert focused(screen) != "r-A1.1"
    assert screen.page.locator("input[value=agree]:checked").count() == 0

    screen.go(f"/examination/{declaration.pk}/")
    assert not screen.page.locator("[data-keys-switch]").is_checked()
    screen.page.locator("[data-keys-help] summary").click()
    screen.page.locator("[data-keys-switch]").check()
    screen.page.locator("h1").click()
    screen.page.keyboard.press("j")
    assert focused(screen) == "r-A1.1"


@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_the_office_returns_two_criteria_and_only_these_can_be_written(visit, language, size):
    community = CommunityFactory()
    district = community.parent.parent
    stage = StageFactory(programme__district=district)
    before = StageFactory(
        programme=ProgrammeFactory(district=district, starts_on=date(stage.year - 3, 1, 1)),
        year=stage.year - 1,
    )
    given = {"community": community, "standard": small_standard(district)}
    accepted_declaration(stage=before, **given)
    declaration = passed_declaration(stage=stage, **given)
    people = declaration.people
    office = visit(people.office, language=language, screen=size)

    office.go(f"/review/{declaration.pk}/return/")
    earlier = office.page.locator("details.earlier").first
    assert str(before.year) in earlier.inner_text()
    earlier.locator("summary").click()
    for code, reason in (("A1.2", "请补充照片。"), ("B1.1", "请说明次数。")):
        row = office.page.locator("article", has=office.page.locator(f"[id='r-{code}']"))
        row.locator("input[value=ask]").check()
        row.locator("textarea").fill(reason)
    office.page.locator("button[name=go][value=return]").click()
    office.look().reads("请补充照片。", "请说明次数。")
    office.page.locator("main form button[type=submit]").first.click()
    office.look()
    declaration = Declaration.objects.get(pk=declaration.pk)
    assert declaration.state == State.RETURNED_TO_STREET
    opened = declaration.entries.filter(is_open=True).values_list("criterion__code", flat=True)
    assert sorted(opened) == ["A1.2", "B1.1"]

    street = visit(people.official, language=language, screen=size)
    street.go(declaration.get_absolute_url()).reads("请补充照片。")
    street.go(f"/declarations/{declaration.pk}/indicators/A1/").reads("请补充照片。")
    assert street.page.locator("[name$=-statement]").count() == 1
    pk = declaration.entries.get(criterion__code="A1.2").pk
    street.page.locator(f"[name=e{pk}-statement]").fill("照片已附。")
    street.page.locator("#indicator-form button.btn[name=go][value=stay]").click()
    street.look()
    assert declaration.entries.get(pk=pk).statement == "照片已附。"
    street.go(f"/declarations/{declaration.pk}/criteria/B1.2/")
    assert street.page.locator("[name=statement]").count() == 0
