"""Stuffing noticed, and what follows: a resident complains, the office looks into it."""

import pytest
from django.core.cache import cache

from communities.models import Role
from evaluation.models import Complaint, SignalReview
from tests.factories import CommunityFactory, DistrictFactory
from tests.factories.surveys import (
    answer,
    answered_by_many,
    counted,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
    stuffed_survey,
)
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def nobody_complained_before():
    cache.clear()


@pytest.fixture
def district(db):
    return DistrictFactory()


@pytest.fixture
def declaration(district):
    community = CommunityFactory(parent__parent=district, name_zh="安澜社区", name_en="Anlan")
    return received_declaration(community, stage_with_questionnaire(district))


@pytest.mark.parametrize("scripts", [True, False])
def test_resident_whose_code_was_used_complains(visit, declaration, scripts):
    _survey, codes = open_survey(declaration, slips=12)
    answer(codes[0])
    phone = visit(language="zh-hans", screen=NARROW, scripts=scripts)

    phone.go("/q")
    phone.page.get_by_label("16位数字").fill(codes[0])
    phone.page.get_by_text("基本满意", exact=True).first.click()
    phone.page.get_by_role("button", name="提交答卷", exact=True).click()
    phone.reads("这个答题码已经使用过").look()
    phone.press("我家没有人答过，我要反映")
    typed = phone.page.locator("[name=code]").input_value()
    assert typed.replace(" ", "") == codes[0]
    phone.page.locator("[name=text]").fill("我们一家人都没有答过。")
    phone.press("提交投诉").reads("投诉已经收到", "安澜社区")

    complaint = Complaint.objects.get()
    assert (complaint.kind, complaint.text) == ("used", "我们一家人都没有答过。")


def test_resident_complains_after_answering_in_english(visit, declaration):
    survey, codes = open_survey(declaration, slips=12)
    phone = visit(screen=NARROW)

    phone.go("/q")
    phone.page.get_by_label("16 digits").fill(codes[0])
    for question in phone.page.locator("fieldset.q", has_text="Mostly satisfied").all():
        question.get_by_text("Mostly satisfied", exact=True).click()
    phone.page.get_by_role("button", name="Send my answers", exact=True).click()
    phone.reads("Your answers have arrived").look()
    phone.press("Complain without your name")
    phone.press("Send the complaint").reads("Please choose what happened.")
    phone.choose("Somebody said what to answer")
    phone.page.get_by_role("button", name="中文").click()
    phone.reads("提交投诉")

    tablet = visit(screen=PHONE)
    tablet.go("/q/complaint").choose("Something else")
    tablet.page.locator("[name=community]").select_option(str(survey.pk))
    tablet.press("Send the complaint").reads("Thank you. Your complaint has arrived", "Anlan")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_office_looks_into_a_signal(visit, person, declaration, language):
    office = person(Role.OFFICE_REVIEWER)
    survey = stuffed_survey(declaration)
    Complaint.objects.create(survey=survey, kind="used", day=survey.opens_at.date())
    words = WORDS[language]
    desk = visit(office, language=language)

    desk.go("/integrity/").reads(words["device"])
    desk.follow(words["name"]).reads(words["without"], words["device"])
    desk.press(words["go on"])
    desk.is_told("text", words["say"])
    desk.page.locator("[name=outcome]").select_option("passed_on")
    desk.page.locator("[name=text]").fill("3号楼有一部手机轮流使用。")
    desk.press(words["go on"]).reads(words["sure"]).press(words["keep"])
    desk.reads(words["kept"], "3号楼有一部手机轮流使用。")
    desk.page.locator("a[href*='/complaints/']").click()
    desk.look().page.locator("[name=outcome]").fill("已补发凭条。")
    desk.press(words["close"]).reads("已补发凭条。")

    assert SignalReview.objects.get().by == office
    name, _file = desk.go("/integrity/").download(words["file"])
    assert name == "integrity-board.xlsx"


def test_leader_reads_the_board_on_a_phone(visit, person, declaration):
    survey = stuffed_survey(declaration)
    other, codes = open_survey(
        received_declaration(CommunityFactory(), declaration.stage), slips=20, households=200
    )
    answered_by_many(codes)
    counted(other)
    phone = visit(person(Role.LEADER), language="zh-hans", screen=PHONE)

    phone.go("/integrity/").follow("安澜社区")
    phone.go(f"/surveys/{survey.pk}/").follow("疑点、核查记录和投诉")
    phone.go(survey.box.get_absolute_url()).follow("本阶段的疑点核查")


WORDS = {
    "en": {
        "name": "Anlan",
        "device": "Many answers from one device",
        "without": "Without the answers of this signal",
        "go on": "Go on",
        "say": "Say what was done and found.",
        "sure": "Keep this review?",
        "keep": "Keep the review",
        "kept": "The review is kept.",
        "close": "Close the complaint",
        "file": "Spreadsheet (XLSX)",
    },
    "zh-hans": {
        "name": "安澜社区",
        "device": "同一设备多份答卷",
        "without": "剔除触发此疑点的答卷",
        "go on": "继续",
        "say": "请写明核查经过和发现。",
        "sure": "保存这条核查记录吗？",
        "keep": "保存核查记录",
        "kept": "核查记录已保存。",
        "close": "办结投诉",
        "file": "电子表格（XLSX）",
    },
}
