"""A resident's answers are sent until they arrive, and kept nowhere else."""

import re

import pytest

from tests.harmony.scripts.failing_portal import AT, wait_for_text, whole

QUESTIONNAIRE = (
    '<form method="post" action="/q/" data-survey>'
    '<input type="radio" name="q1" value="5" id="five"><p data-status id="status" hidden></p>'
    '<button type="submit">Send my answers</button></form>'
)
THANKS = {
    "status": 200,
    "content_type": "text/html; charset=utf-8",
    "body": '<!doctype html><html lang="zh-Hans"><title>Thanks</title>'
    '<body class="survey"><main id="main" tabindex="-1"><h1>Thank you</h1></main></body></html>',
}


def test_answers_are_sent_until_they_arrive_and_the_confirmation_is_shown(portal):
    portal.answers = [None, {"status": 503}, THANKS]
    page = portal.open(QUESTIONNAIRE, "survey")
    page.check("#five")
    page.click("button")
    wait_for_text(page, "#status", re.compile("^No conn"))
    assert page.is_checked("#five")
    page.clock.run_for(1100)
    portal.wait_for_attempts(2)
    page.clock.run_for(2100)
    wait_for_text(page, "h1", "Thank you")
    assert [each.post_data for each in portal.received] == ["q1=5"] * 3
    assert page.title() == "Thanks"
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_page_of_the_wireless_network_is_not_taken_for_the_confirmation(portal):
    sign_in = {"status": 200, "content_type": "text/html", "body": "<h1>Hotel guests only</h1>"}
    portal.answers = [sign_in, THANKS]
    page = portal.open(QUESTIONNAIRE, "survey")
    page.click("button")
    wait_for_text(page, "#status", re.compile("^No conn"))
    page.clock.run_for(1100)
    wait_for_text(page, "h1", "Thank you")


def test_attempts_come_less_and_less_often_up_to_once_a_minute(portal):
    portal.answers = [None] * 9
    page = portal.open(QUESTIONNAIRE, "survey")
    page.click("button")
    for attempt, pause in enumerate([1, 2, 4, 8, 16, 32, 60, 60], start=1):
        portal.wait_for_attempts(attempt)
        wait_for_text(page, "#status", re.compile("^No conn"))  # the failure has been noticed
        page.clock.run_for(pause * 400)
        if pause > 2:  # the clock goes on by itself as well
            assert len(portal.received) == attempt
        # Not much further than the attempt: it would be given up before it has left.
        page.clock.run_for(pause * 600 + 200)
    portal.wait_for_attempts(9)


def test_how_long_the_page_was_open_goes_along(portal):
    portal.answers = [THANKS]
    timed = QUESTIONNAIRE.replace("<p ", '<input type="hidden" name="seconds" value="30"><p ', 1)
    page = portal.open(timed, "survey")
    page.clock.run_for(45_000)
    page.click("button")
    wait_for_text(page, "h1", "Thank you")
    assert 73 <= int(portal.received[0].post_data.removeprefix("seconds=")) <= 80


def test_a_double_tap_sends_once(portal):
    portal.answers = [THANKS, THANKS]
    page = portal.open(QUESTIONNAIRE, "survey")
    page.check("#five")
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('button').click()")
    wait_for_text(page, "h1", "Thank you")
    assert len(portal.received) == 1


def test_a_connection_that_returns_is_used_at_once(portal):
    portal.answers = [None, THANKS]
    page = portal.open(QUESTIONNAIRE, "survey")
    page.click("button")
    wait_for_text(page, "#status", re.compile("^No conn"))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for_text(page, "h1", "Thank you")


def test_a_form_with_errors_takes_its_place_and_can_be_sent_again(portal):
    errors = whole(
        '<p data-focus tabindex="-1" id="errors">Answer more</p>' + QUESTIONNAIRE, "survey"
    )
    portal.answers = [{"status": 200, "content_type": "text/html", "body": errors}, THANKS]
    page = portal.open(QUESTIONNAIRE, "survey")
    page.click("button")
    wait_for_text(page, "#errors", "Answer more")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.check("#five")
    page.click("button")
    wait_for_text(page, "h1", "Thank you")
    assert len(portal.received) == 2


def test_a_receipt_at_a_kiosk_makes_room_unless_somebody_touches_it(portal):
    receipt = '<p>Receipt</p><a href="/start/" data-next-after="60">Next person</a>'
    portal.pages["/start/"] = whole("<p>16 digits</p>", "survey")
    page = portal.open(receipt, "survey")
    page.clock.run_for(40_000)
    page.mouse.down()
    page.clock.run_for(40_000)
    assert page.url != f"{AT}/start/"
    page.clock.run_for(25_000)
    page.wait_for_url(f"{AT}/start/")


def kiosk(begun=""):
    """A form at a kiosk as the server sends it; what it is filled in with is up to the test."""
    form = QUESTIONNAIRE.replace("<form ", '<form id="answers" ')
    form = form.replace("<p ", '<input id="code" name="code"><p ', 1)
    form = form.replace("</form>", '<button name="language" value="en">English</button></form>')
    return (
        f'<h1>16 digits</h1>{form}<p id="emptied" data-empties-after="60" data-address="/start/" '
        f'data-words="Emptied in %d seconds." {begun}></p>{"<br>" * 300}'
    )


@pytest.mark.parametrize("left", ["a choice", "a code", "an error"])
def test_what_somebody_leaves_at_a_kiosk_is_emptied_after_a_warning(portal, left):
    portal.pages["/start/"] = whole("<p>Empty</p>", "survey")
    page = portal.open(kiosk("data-begun" if left == "an error" else ""), "survey")
    if left == "a choice":
        page.check("#five")
    if left == "a code":
        page.fill("#code", "1234")

    page.clock.run_for(38_000)
    wait_for_text(page, "#emptied", "")
    page.clock.run_for(3_000)
    wait_for_text(page, "#emptied", "Emptied in 20 seconds.")
    assert page.url != f"{AT}/start/"
    page.clock.run_for(21_000)

    page.wait_for_url(f"{AT}/start/")
    assert page.evaluate("history.length") == 2  # the empty page stands in the place of the form


@pytest.mark.parametrize("touch", ["pointer", "key", "scroll"])
def test_whoever_touches_a_kiosk_has_the_whole_time_again(portal, touch):
    page = portal.open(kiosk(), "survey")
    page.check("#five")
    page.clock.run_for(50_000)
    wait_for_text(page, "#emptied", "Emptied in 20 seconds.")

    if touch == "pointer":
        page.mouse.down()
    elif touch == "key":
        page.keyboard.press("Tab")
    else:
        page.evaluate("window.scrollTo(0, 500)")
    wait_for_text(page, "#emptied", "")
    page.clock.run_for(38_000)

    assert page.is_checked("#five")
    wait_for_text(page, "#emptied", "")


def test_an_empty_page_at_a_kiosk_is_left_to_who_reads_it(portal):
    page = portal.open(kiosk(), "survey")

    page.clock.run_for(200_000)

    assert page.locator("h1").inner_text() == "16 digits"
    wait_for_text(page, "#emptied", "")


def test_answers_on_their_way_from_a_kiosk_are_not_emptied(portal):
    portal.answers = [None] * 9
    page = portal.open(kiosk(), "survey")
    page.check("#five")
    page.click("button")
    wait_for_text(page, "#status", re.compile("^No conn"))

    for _ in range(7):
        page.clock.run_for(10_000)

    assert page.is_checked("#five")
    wait_for_text(page, "#emptied", "")


def test_another_language_leaves_no_page_behind_at_a_kiosk(portal):
    portal.answers = [None, THANKS]
    page = portal.open(kiosk(), "survey")
    page.check("#five")

    page.click("text=English")
    portal.wait_for_attempts(1)
    assert page.is_checked("#five")  # without a connection nothing is lost
    page.click("text=English")
    wait_for_text(page, "h1", "Thank you")

    assert portal.received[1].post_data == "q1=5&code=&language=en"
    assert page.evaluate("history.length") == 2


def test_going_back_at_a_kiosk_brings_nobodys_answers(portal):
    portal.pages["/start/"] = whole("<p>Empty</p>", "survey")
    page = portal.open(kiosk(), "survey")
    page.check("#five")

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    page.wait_for_url(f"{AT}/start/")


def test_answers_are_kept_nowhere_but_in_the_page(portal):
    portal.answers = [None]
    page = portal.open(QUESTIONNAIRE, "survey")
    page.check("#five")
    page.click("button")
    wait_for_text(page, "#status", re.compile("^No conn"))
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


STEPS = (
    '<form method="post" action="/q/" data-survey><button name="language" data-enter></button>'
    '<section class="q"><input id="code"><a class="btn-primary" href="#two">Next</a></section>'
    '<section class="q" id="two"><p data-status id="status" hidden></p>'
    '<button type="submit">Send my answers</button></section></form>'
)


def test_enter_leads_to_the_next_question_and_sends_nothing(portal):
    page = portal.open(STEPS, "survey")
    page.focus("#code")

    page.keyboard.press("Enter")

    assert page.evaluate("location.hash") == "#two"
    assert portal.received == []
