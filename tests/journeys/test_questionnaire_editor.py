"""The office copies the questionnaire, mends what does not hold, looks at it and publishes it."""

import pytest

from communities.models import Role
from evaluation.models import Questionnaire
from evaluation.surveys import services
from tests.factories import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standards import published_standard
from tests.factories.surveys import published_questionnaire
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "en": {
        "copy": "Make a copy to edit",
        "fine": "The weights make 1.",
        "missing": "0.02 is missing to 1.",
        "not_yet": "It cannot be published yet",
        "publish": "Publish the questionnaire",
        "save": "Save",
        "weights": "All weights on one page",
        "frozen": "Hash (SHA-256)",
        "question": "How do the staff treat you?",
    },
    "zh-hans": {
        "copy": "复制为草案并修改",
        "fine": "权重合计为1。",
        "missing": "距离1还差0.02。",
        "not_yet": "暂不能发布",
        "publish": "发布问卷",
        "save": "保存",
        "weights": "在一页中修改全部权重",
        "frozen": "SHA-256",
        "question": "社区工作人员对您的态度怎么样？",
    },
}


@pytest.fixture
def published():
    district = DistrictFactory()
    published_standard(district)
    return published_questionnaire(district)


def office_of(questionnaire):
    return PostFactory(role=Role.OFFICE_REVIEWER, place=questionnaire.district).user


@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_a_copy_is_edited_mended_previewed_and_published(visit, published, language, size):
    words = WORDS[language]
    screen = visit(office_of(published), language=language, screen=size)
    page = screen.page

    screen.go(published.get_absolute_url()).press(words["copy"])
    draft = Questionnaire.objects.get(version=2)
    screen.reads(words["fine"]).does_not_read(words["not_yet"])

    # One question: its words, and a weight whose sum is told as it is typed.
    page.locator("#item-staff a").first.click()
    screen.look()
    page.locator("[name=text_en]").fill("How do the staff treat you?")
    page.locator("[name=text_zh]").fill("社区工作人员对您的态度怎么样？")
    page.locator("[name=weight]").fill("0.04")
    screen.reads(words["missing"])
    screen.press(words["save"]).reads(words["missing"], words["not_yet"])

    # Publishing is refused, with the way to where it is mended.
    screen.follow(words["publish"]).reads(words["not_yet"])
    page.locator(".bullets a").first.click()
    screen.look()
    assert page.url.endswith("/edit/weights/")
    page.locator("[name=w-volunteers]").fill("0.07")
    screen.reads(words["fine"])
    screen.press(words["save"]).reads(words["fine"]).does_not_read(words["not_yet"])

    # As residents see it, in a frame as narrow as a phone; in the other language too.
    frame = page.frame_locator("iframe.phone")
    page.locator("iframe.phone").scroll_into_view_if_needed()
    frame.get_by_text(words["question"]).wait_for()
    assert page.locator("iframe.phone").bounding_box()["width"] <= 362
    other = "en" if language != "en" else "zh-hans"
    page.locator(f"a[target=phone][href*='language={other}']").click()
    frame.get_by_text(WORDS[other]["question"]).wait_for()
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.frame("phone").evaluate(wide) <= 0

    # Everything around the questions.
    for part in ("head", "scale", "overall", "background", "comment", "counting", "promises"):
        screen.go(f"/questionnaires/{draft.pk}/edit/{part}/").press(words["save"])
    screen.go(f"/questionnaires/{draft.pk}/history/")
    screen.go(f"/questionnaires/{draft.pk}/compare/").reads("0.06", "0.04")

    screen.go(f"/questionnaires/{draft.pk}/publish/").press(words["publish"])
    draft.refresh_from_db()
    screen.reads(words["frozen"], draft.content_hash)
    assert draft.state == "published"
    assert [change.act for change in draft.changes.all()] == [
        "published",
        "changed",
        "changed",
        "copied",
    ]


def test_questions_come_move_and_go_without_scripts(visit, published):
    screen = visit(office_of(published), scripts=False)
    page = screen.page

    page.goto(screen.address + published.get_absolute_url())
    page.get_by_role("button", name="Make a copy to edit").click()
    page.locator("form[action$='/edit/add/'] button").first.click()
    page.locator("[name=weight]").fill("0.02")
    page.get_by_role("button", name="Work out the sums").click()
    assert "0.02 more than 1." in page.locator("#sums").inner_text()
    page.get_by_role("button", name="Save").click()

    draft = Questionnaire.objects.get(version=2)
    key = draft.content["items"][2]["key"]
    page.locator(f"#item-{key} button[value=up]").click()
    page.locator("button[value=down]").first.click()
    page.locator(f"a[href$='/item/{key}/remove/']").click()
    page.get_by_role("button", name="Take it out").click()
    assert "The weights make 1." in page.locator("#sums").inner_text()
    draft.refresh_from_db()
    assert draft.content["items"][0]["key"] == "being_asked"


def test_whoever_saves_second_sees_what_the_first_changed(visit, published):
    draft = services.copy_questionnaire(published, by=office_of(published))
    address = f"/questionnaires/{draft.pk}/edit/item/staff/"
    first, second = (visit(office_of(published)) for _person in range(2))
    first.go(address)
    second.go(address)

    first.page.locator("[name=weight]").fill("0.05")
    first.press("Save")
    second.page.locator("[name=text_en]").fill("And how are the staff?")
    second.press("Save").reads(
        "Somebody else has changed this draft meanwhile.", "What was changed meanwhile", "0.05"
    )
    assert second.page.locator("[name=text_en]").input_value() == "And how are the staff?"
    second.page.locator("[name=weight]").fill("0.05")
    second.press("Save").reads("0.01 is missing to 1.")

    second.page.locator("#item-staff a").first.click()
    second.page.locator("[name=weight]").fill("much")
    second.press("Save").is_told("weight", "“much” is not a number.")
