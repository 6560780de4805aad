"""Residents with a phone: scanned or typed, on a bad network, with and without scripts."""

import pytest

from evaluation.models import Answer, Ballot, Survey
from evaluation.surveys import codes
from tests.factories.surveys import counted, open_survey
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
CHOICE = "label:has(input[name=a-staff][value=satisfied])"


@pytest.fixture
def slip():
    """The code on a slip of a survey that is open."""
    return open_survey(slips=2)[1][0]


def fill_in(screen, option="satisfied"):
    for field in screen.page.locator("fieldset.q").all():
        choice = field.locator(f"label:has(input[value={option}])")
        (choice if choice.count() else field.locator("label")).first.click()


def send(screen):
    screen.page.locator("#answers button[type=submit]").click()


@pytest.mark.parametrize(("language", "screen"), [("zh-hans", PHONE), ("en", WIDE)])
def test_scanned_slip_fills_in_the_code_and_leaves_no_trace_in_the_address(
    visit, slip, language, screen
):
    screen = visit(language=language, screen=screen)

    screen.go(f"/q#{slip}")

    assert screen.page.input_value("#code") == codes.grouped(slip)
    assert screen.page.url == screen.address + "/q"
    fill_in(screen)
    assert (
        screen.page.evaluate("document.querySelectorAll('.opt:not(.about) input:checked').length")
        == 16
    )
    send(screen)
    screen.page.locator(".receipt").wait_for()
    screen.look()
    counted(Survey.objects.get())
    assert Answer.objects.get().choices["overall"] == "satisfied"
    assert not [c for c in screen.page.context.cookies() if c["name"] != "django_language"]


@pytest.mark.parametrize("scripts", [True, False])
def test_mistyped_code_loses_nothing(visit, slip, scripts):
    screen = visit(screen=PHONE, language="zh-hans", scripts=scripts)
    screen.go("/q")
    fill_in(screen)
    screen.page.fill("#comment", "路灯不亮")
    screen.page.fill("#code", "1234 5678 9012 3456")

    send(screen)
    screen.page.locator(".error-summary").wait_for()
    screen.look()
    assert screen.page.locator("input:checked").count() >= 16
    screen.page.fill("#code", codes.grouped(slip))
    send(screen)
    screen.page.locator(".receipt").wait_for()

    assert counted(Survey.objects.get()).comments.get().text == "路灯不亮"


@pytest.mark.parametrize("scripts", [True, False])
def test_other_language_keeps_what_was_filled_in(visit, slip, scripts):
    screen = visit(screen=PHONE, scripts=scripts)
    screen.go("/q")
    screen.page.click("label.big-switch")
    screen.page.click(CHOICE)
    screen.page.fill("#comment", "Thank you")

    screen.page.click("button[lang=zh-Hans]")

    screen.page.get_by_text("您对社区的志愿服务满意吗？").wait_for()
    assert screen.page.locator("input[name=a-staff]:checked").get_attribute("value") == "satisfied"
    assert screen.page.input_value("#comment") == "Thank you"
    assert screen.page.is_checked("#big")
    screen.language = "zh-hans"
    screen.look()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_the_code_leads_to_the_first_question_in_the_same_language(visit, slip, scripts):
    screen = visit(screen=PHONE, scripts=scripts)
    screen.go("/q")
    screen.page.click(CHOICE)
    screen.page.fill("#code", slip)

    screen.page.press("#code", "Enter")

    screen.page.wait_for_url("**/q*#a-*")
    screen.reads("Send my answers")
    assert screen.page.input_value("#code").replace(" ", "") == slip.replace(" ", "")
    assert screen.page.locator("input[name=a-staff]:checked").get_attribute("value") == "satisfied"
    assert not Ballot.objects.exists()


def test_lost_connection_is_tried_again_until_it_arrives_and_counts_once(visit, slip):
    screen = visit(screen=PHONE)
    screen.go(f"/q#{slip}")
    fill_in(screen)
    attempts = []

    def network(route):
        attempts.append(route.request.method)
        if len(attempts) == 1:
            route.abort()  # never leaves the phone
        elif len(attempts) == 2:
            route.fetch()  # arrives, and the answer of the portal is lost
            route.abort()
        else:
            route.continue_()

    screen.page.route("**/q", network)
    screen.page.evaluate(
        "() => { const b = document.querySelector('#answers button[type=submit]');"
        " b.click(); b.click(); }"
    )
    screen.page.get_by_text("No connection. Your answers are still on this page").wait_for()
    screen.page.locator(".receipt").wait_for(timeout=30_000)

    assert attempts == ["POST"] * 3
    assert Ballot.objects.count() == 1
    # What the browser says of a connection that broke is no complaint of the page.
    assert all("ERR_FAILED" in each for each in screen.complaints)


def test_wireless_network_that_answers_instead_of_the_portal_is_not_believed(visit, slip):
    screen = visit(screen=PHONE)
    screen.go(f"/q#{slip}")
    fill_in(screen)
    answers = iter(["<!doctype html><title>Hotel</title><p>Please log in</p>"])

    def network(route):
        page = next(answers, None)
        if page is None:
            route.continue_()
        else:
            route.fulfill(status=200, content_type="text/html", body=page)

    screen.page.route("**/q", network)
    send(screen)
    screen.page.locator(".receipt").wait_for(timeout=30_000)

    assert Ballot.objects.count() == 1
