"""The office mends a standard in the browser and publishes it."""

import pytest

from communities.models import Role
from evaluation.models import Standard
from evaluation.standards.services import new_version
from tests.factories import DistrictFactory, PostFactory
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "en": {"fine": "Everything adds up.", "slip": "It cannot be published yet"},
    "zh-hans": {"fine": "分值合计相符。", "slip": "暂不能发布"},
}


@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_a_new_version_is_edited_tried_and_published(visit, language, size):
    district = DistrictFactory()
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    standard = small_standard(district)
    words, screen = WORDS[language], visit(office, language=language, screen=size)

    screen.go(f"/standards/{standard.pk}/")
    screen.page.locator("form[action$='/next/'] button").click()
    draft = Standard.objects.get(version=2)
    screen.go(f"/standards/{draft.pk}/edit/").reads(words["fine"])

    screen.page.locator("form[action$='/add/criterion/'] button").first.click()
    screen.look()
    screen.page.locator("#id_title_zh").fill("新的评分项")
    screen.page.locator("#id_title_en").fill("A new criterion")
    screen.page.locator("#rule_type").select_option("deduct_per_unit")
    screen.page.locator("button[name=change_rule]").click()
    screen.look()
    for name, text in (("unit_zh", "处"), ("unit_en", "place"), ("per", "0.2")):
        screen.page.locator(f"[name=rule-{name}]").fill(text)
    screen.page.locator("button[name=stay]").click()
    screen.look()
    screen.page.locator("[name=trial-misses]").fill("2")
    screen.page.locator("#trial button").last.click()
    screen.reads("0.60").look()

    screen.go(f"/standards/{draft.pk}/edit/").reads(words["slip"])
    code = Standard.objects.get(pk=draft.pk).criteria.get(title_en="A new criterion").code
    screen.page.locator(f"a[href$='/criterion/{code}/remove/']").click()
    screen.look()
    screen.page.locator("main form button[type=submit]").click()
    screen.look().reads(words["fine"])
    screen.page.locator("a[href$='/head/']").click()
    screen.look()
    screen.page.locator("[name=edition]").fill("2027")
    screen.page.locator("main form button[type=submit]").click()
    screen.go(f"/standards/{draft.pk}/edit/levels/")

    screen.go(f"/standards/{draft.pk}/publish/")
    screen.page.locator("main form button[type=submit]").click()
    screen.look()
    draft.refresh_from_db()
    assert (draft.state, draft.edition) == ("published", "2027")
    assert [change.act for change in draft.changes.all()] == [
        "changed",
        "removed",
        "changed",
        "added",
    ]


@pytest.fixture
def at_a_criterion(visit):
    district = DistrictFactory()
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    draft = new_version(small_standard(district), by=office)
    code = draft.criteria.first().code
    screen = visit(office).go(f"/standards/{draft.pk}/edit/criterion/{code}/")
    screen.title_is = lambda: draft.criteria.get(code=code).title_en
    return screen


def test_enter_in_a_field_saves_it(at_a_criterion):
    screen = at_a_criterion
    screen.page.locator("#id_title_en").fill("Stored by the key")
    screen.page.locator("#id_title_en").press("Enter")

    screen.look().reads("is saved.")
    assert screen.title_is() == "Stored by the key"


def test_what_was_typed_before_one_was_signed_out_is_offered_again(at_a_criterion):
    screen, address = at_a_criterion, at_a_criterion.page.url
    context = screen.page.context
    screen.page.locator("#id_title_en").fill("Typed while signed in")
    session = context.cookies()
    context.clear_cookies(name="sessionid")
    screen.page.locator("form.part-form .btn-primary").click()
    screen.page.wait_for_url("**/login/**")

    context.add_cookies(session)
    screen.page.goto(address)
    screen.look().reads("You typed this and it was not saved", "Typed while signed in")
    screen.press("Put it back")
    assert screen.page.locator("#id_title_en").input_value() == "Typed while signed in"
    screen.page.locator("form.part-form .btn-primary").click()
    screen.look().reads("is saved.")
    assert screen.title_is() == "Typed while signed in"

    screen.page.goto(address)
    screen.does_not_read("You typed this and it was not saved")
    assert screen.page.evaluate("Object.keys(localStorage)") == []


def test_the_evidence_asked_for_can_be_read_on_a_phone(visit):
    district = DistrictFactory()
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    draft = new_version(small_standard(district), by=office)
    code = draft.criteria.first().code
    screen = visit(office, screen=PHONE).go(f"/standards/{draft.pk}/edit/criterion/{code}/")

    for name in ("type", "zh", "en"):
        box = screen.page.locator(f"[name=evidence-0-{name}]").bounding_box()
        assert box["width"] > 200
        assert box["x"] + box["width"] <= PHONE["width"]
