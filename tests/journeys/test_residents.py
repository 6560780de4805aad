"""Step 5, and the slips of step 4: on a phone, with every slip and every network there is."""

import re

import pytest
from django.core.cache import cache

from evaluation.models import Ballot, Code, Declaration, SlipBatch, StageBasis, State
from evaluation.surveys import codes, services
from evaluation.surveys.code_rows import row_of
from tests.factories import CommunityFactory, DistrictFactory, ProgrammeFactory, StageFactory
from tests.factories.small_standard import small_standard
from tests.factories.surveys import answer, office_of, prepared_survey, published_questionnaire
from tests.journeys.conftest import PHONE, at, needs_pdf
from tests.printed import qr_codes_of, words_of

pytestmark = pytest.mark.django_db(transaction=True)

THANKS = "谢谢您！答卷已经收到"


@pytest.fixture(autouse=True)
def nobody_guessed_before():
    """Wrong codes are counted by address, and all tests have the same one."""
    cache.clear()


@pytest.fixture
def survey():
    """Prepared for a community of twenty households."""
    district = DistrictFactory()
    stage = StageFactory(
        programme=ProgrammeFactory(district=district, help_line="0000-1234567"),
        questionnaire_opens=at(-1, 8),
        questionnaire_closes=at(10),
    )
    standard = small_standard(district)
    StageBasis.objects.create(
        stage=stage,
        standard=standard,
        questionnaire=published_questionnaire(district),
        by=office_of(district),
    )
    community = CommunityFactory(parent__parent=district, name_zh="安澜社区", households=20)
    declaration = Declaration.objects.create(
        community=community, stage=stage, standard=standard, state=State.RECEIVED
    )
    return prepared_survey(declaration)


@pytest.fixture
def slips(survey):
    """The codes of four slips that can be used."""
    by = office_of()
    _batch, drawn = services.print_batch(survey, by=by, label="1", count=4)
    services.open(survey, by=by)
    return drawn


@pytest.fixture
def phone(visit):
    def open_phone(path="/q", **how):
        screen = visit(**{"language": "zh-hans", "screen": PHONE} | how)
        screen.go(path)
        return screen

    return open_phone


def choose_all(screen, option="基本满意"):
    for question in screen.page.locator("fieldset.q", has_text=option).all():
        question.get_by_text(option, exact=True).click()


def send(screen, code=None, label="提交答卷"):
    if code:
        screen.page.get_by_label("16位数字").fill(code)
    screen.page.get_by_role("button", name=label, exact=True).click()
    return screen


def counted(code):
    """How many ballots there are, and how the code stands."""
    return Ballot.objects.count(), row_of(code, Code.objects.all()).state


@needs_pdf
def test_printed_slip_is_scanned_and_answers(survey, visit, phone, settings, live_server):
    settings.PORTAL_URL = live_server.url
    by = office_of()
    desk = visit(by, language="zh-hans")

    desk.go(f"/surveys/{survey.pk}/").follow("打印凭条")
    desk.fill("楼栋或网格", "3号楼").fill("凭条", "21").press("生成凭条").is_told("count", "20")
    desk.fill("凭条", "2")
    name, paper = desk.download("生成凭条", role="button")
    read = qr_codes_of(paper)
    words = words_of(paper)

    assert desk.page.locator(".error-summary").count() == 0
    desk.reads("文件正在生成").look()
    assert name == "slips-2.pdf"
    assert SlipBatch.objects.get().printed == len(read) == 2
    assert "安澜社区" in words and "3号楼" in words and "0000-1234567" in words
    assert all(codes.grouped(codes.read(each)) in words for each in read)

    services.open(survey, by=by)
    resident = phone(read[0].removeprefix(live_server.url))
    typed = resident.page.get_by_label("16位数字")
    assert codes.read(typed.input_value()) == codes.read(read[0])
    assert "#" not in resident.page.url
    choose_all(resident)
    send(resident).reads(THANKS, "安澜社区").look()
    assert counted(codes.read(read[0])) == (1, Code.State.USED)


def test_slip_that_cannot_be_used_gets_a_kind_answer(survey, slips, phone):
    used, void, good, _left = slips
    answer(used)
    services.void(survey, [void], by=office_of())
    wrong = good[:-2] + str((int(good[-2]) + 1) % 10)
    wrong += codes.luhn_digit(wrong)
    resident = phone()
    choose_all(resident)

    send(resident, wrong).reads("答题码不正确，请与凭条逐位核对。").look()
    send(resident, used).reads("这个答题码已经使用过", "0000-1234567").look()
    send(resident, void).reads("这张凭条已经停用", "您选的答案仍在本页").look()
    assert Ballot.objects.count() == 1
    send(resident, good).reads(THANKS)
    assert counted(good) == (2, Code.State.USED)


def test_slip_that_comes_too_late_is_told_when_it_closed(survey, slips, phone):
    resident = phone()
    choose_all(resident)
    answer(slips[1])
    services.close(survey, by=office_of())

    send(resident, slips[0]).reads("问卷已经结束", "答题码没有使用").look()
    assert counted(slips[0]) == (1, Code.State.ISSUED)


@pytest.mark.both
def test_double_tap_counts_once(slips, phone):
    resident = phone(f"/q#{slips[0]}")
    choose_all(resident)

    resident.page.get_by_role("button", name="提交答卷").dblclick()
    resident.reads(THANKS)
    assert counted(slips[0]) == (1, Code.State.USED)


def test_double_tap_without_scripts_counts_once(slips, phone):
    resident = phone(scripts=False)
    choose_all(resident)

    resident.page.get_by_label("16位数字").fill(slips[0])
    resident.page.get_by_role("button", name="提交答卷").dblclick()
    resident.reads(THANKS).look()
    assert counted(slips[0]) == (1, Code.State.USED)


def test_lost_connection_keeps_the_answers_and_sends_them_once_it_is_back(slips, phone):
    resident = phone(f"/q#{slips[0]}")
    choose_all(resident)
    resident.page.context.set_offline(True)

    send(resident).reads("网络不通。您的答案仍在本页，网络恢复后会自动提交。")
    assert counted(slips[0]) == (0, Code.State.ISSUED)
    resident.complaints.clear()  # the browser complains of the network, as it should
    resident.page.context.set_offline(False)
    resident.reads(THANKS).look()
    assert counted(slips[0]) == (1, Code.State.USED)


def test_server_that_is_down_is_asked_again_until_it_has_the_answers(slips, phone):
    resident = phone(f"/q#{slips[0]}")
    choose_all(resident)
    failures = iter(["503", "503"])

    def fail_twice(route):
        if route.request.method == "POST" and next(failures, None):
            return route.fulfill(status=503, body="Bad gateway")
        return route.continue_()

    resident.page.route("**/q", fail_twice)
    send(resident).reads("网络不通。您的答案仍在本页，网络恢复后会自动提交。")
    assert counted(slips[0]) == (0, Code.State.ISSUED)
    resident.complaints.clear()
    resident.reads(THANKS)
    assert counted(slips[0]) == (1, Code.State.USED)


def test_receipt_is_the_same_when_it_is_loaded_again_without_scripts(slips, phone):
    resident = phone(scripts=False)
    choose_all(resident)
    send(resident, slips[0]).reads(THANKS)
    receipt = resident.page.locator(".ref").inner_text()

    resident.page.reload()

    assert resident.reads(THANKS).page.locator(".ref").inner_text() == receipt
    assert counted(slips[0]) == (1, Code.State.USED)


def test_receipt_is_large_read_out_and_printed_without_the_buttons(slips, phone):
    resident = phone(f"/q#{slips[0]}", screen={"width": 360, "height": 740})
    choose_all(resident)
    send(resident).reads(THANKS).look()
    page = resident.page
    receipt = page.locator(".ref").inner_text()

    assert re.fullmatch(r"([0-9A-Z]{4} ){3}[0-9A-Z]{4}", receipt)
    assert page.locator(".ref").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 32
    focused = page.evaluate("document.activeElement.getAttribute('aria-labelledby')")
    assert "receipt" in focused.split()
    assert page.get_by_role("button", name="打印本页").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="打印本页").is_visible()
    assert page.locator(".ref").is_visible()
    page.emulate_media(media="screen")
    page.reload()
    resident.reads("16位数字").does_not_read(receipt)  # nothing of it is kept in the browser
    choose_all(resident)
    send(resident, slips[0]).reads("这个答题码已经使用过")
    assert counted(slips[0]) == (1, Code.State.USED)


def test_everything_on_a_narrow_phone_in_english_and_in_large_type(slips, visit):
    resident = visit(screen={"width": 360, "height": 740})
    resident.go("/q")
    resident.page.locator("label.big-switch").click()
    resident.look()
    order = resident.page.locator("h1, h2, legend, button:visible").all_inner_texts()
    assert order.index("The code on your slip") < next(
        place for place, text in enumerate(order) if "Question 1" in text
    )
    assert order[-1] == "Send my answers"
    choose_all(resident, "Satisfied")
    resident.page.get_by_label("16 digits").fill(slips[0])
    resident.press("Send my answers").reads("Your answers have arrived", "Your receipt")
    assert resident.page.locator("#big").is_checked()
    assert counted(slips[0]) == (1, Code.State.USED)


def at_question_8(screen):
    """The words of question 8, scrolled to."""
    question = screen.page.locator("fieldset.q").nth(7)
    question.evaluate("e => e.scrollIntoView({behavior: 'instant'})")
    return question.locator("legend")


def press_larger(screen):
    """As a hand does: Playwright's own click scrolls to what stands in a bar that sticks."""
    box = screen.page.locator("label.big-switch").bounding_box()
    screen.page.mouse.click(box["x"] + 20, box["y"] + 20)


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)])
def test_larger_type_leaves_the_reader_at_the_same_question(slips, phone, size):
    resident = phone(screen=dict(zip(("width", "height"), size, strict=True)))
    legend = at_question_8(resident)
    before = legend.bounding_box()["y"]
    assert 0 < before < size[1] / 2

    for is_large in (True, False):
        press_larger(resident)
        assert resident.page.locator("#big").is_checked() == is_large
        assert legend.bounding_box()["y"] == pytest.approx(before, abs=2)


def test_larger_type_without_scripts_does_not_lead_to_the_top(slips, phone):
    resident = phone(scripts=False)
    at_question_8(resident)
    before = resident.page.evaluate("scrollY")

    press_larger(resident)

    assert resident.page.locator("#big").is_checked()
    assert resident.page.evaluate("scrollY") >= before > 2000


def test_everything_on_a_complaint_is_large_enough_to_be_touched(slips, phone):
    resident = phone("/q/complaint?language=zh-hans")

    for kind in ("select", "textarea", "input.input", "label.check"):
        for field in resident.page.locator(kind).all():
            assert field.bounding_box()["height"] >= 50, kind
    assert (
        resident.page.locator("select").evaluate("e => getComputedStyle(e).appearance") == "none"
    )
    radios = resident.page.locator("input[type=radio]").all()
    assert radios and all(each.bounding_box()["width"] >= 24 for each in radios)


def test_too_few_answers_are_asked_about_before_the_code_is_used_up(slips, phone):
    resident = phone(f"/q#{slips[0]}")
    resident.page.locator("fieldset.q").first.get_by_text("满意", exact=True).click()

    send(resident).reads("您目前只评价了1道题").look()
    assert counted(slips[0]) == (0, Code.State.ISSUED)
    send(resident, label="就这样提交").reads(THANKS)
    assert counted(slips[0]) == (1, Code.State.USED)
