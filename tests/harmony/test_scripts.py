"""The scripts of the interface in a real browser, with a server that fails when it is told to.

Nothing listens anywhere: the browser's requests are answered by the test.
"""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.backends.django import DjangoTemplates
from django.template.loader import render_to_string
from django.utils.translation import override

from harmony.shared import clock
from harmony.shared.gallery import SampleFilter, sample_values
from tests.browser import CHROMIUM

AT = "http://harmony.test"

if CHROMIUM is None and os.environ.get("CI") != "true":
    pytest.skip("Chromium is not installed", allow_module_level=True)


class Portal:
    """Answers the browser: GETs with pages, POSTs with what lies next in ``answers``."""

    def __init__(self, page):
        self.page = page
        self.pages = {}
        self.answers = []
        self.received = []
        self.complaints = []
        page.route("**/*", self.answer)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text))

    def answer(self, route, request):
        path = request.url.removeprefix(AT).partition("?")[0]
        if request.method == "POST":
            self.received.append(request)
            reply = self.answers.pop(0)
            return route.abort() if reply is None else route.fulfill(**reply)
        if path.startswith("/static/"):
            return route.fulfill(path=finders.find(path.removeprefix("/static/")))
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": "default-src 'self'; img-src 'self' data:",
        }
        return route.fulfill(body=self.pages.get(path, ""), headers=headers)

    def wait_for_attempts(self, count):
        """Until so many have come in, and the page has taken note of the last answer."""
        for _ in range(100):
            if len(self.received) >= count:
                break
            self.page.wait_for_timeout(20)
        assert len(self.received) == count
        self.page.wait_for_timeout(100)

    def open(self, content, script="ui", path="/"):
        self.pages[path] = whole(content, script)
        self.page.clock.install()
        self.page.goto(AT + path)
        return self.page


def whole(content, script):
    with override("en"):
        words = render_to_string(f"base{'_survey' if script == 'survey' else ''}.html")
    body = words[words.index("<body") : words.index(">", words.index("<body")) + 1]
    return (
        '<!doctype html><html lang="en"><head><title>Test</title>'
        f"{''.join(re.findall('<meta name=.htmx-config.*>', words))}"
        f'<script src="/static/js/{script}.js" defer></script></head>'
        f'{body}<main id="main" tabindex="-1">{content}</main></body></html>'
    )


def bare_engine():
    """Templates without the portal's context processors.

    They would ask the database, which the event loop of the browser forbids.
    """
    folder = Path(settings.BASE_DIR) / "templates"
    return DjangoTemplates({"NAME": "bare", "DIRS": [folder], "APP_DIRS": True, "OPTIONS": {}})


@pytest.fixture
def portal(chromium):
    page = chromium.new_page()
    yield Portal(page)
    page.close()


def wait_for_text(page, selector, text):
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_text(text)


# --- ui.js


def test_the_error_summary_takes_the_focus(portal):
    page = portal.open('<input autofocus><div tabindex="-1" data-focus id="summary">Errors</div>')
    assert page.evaluate("document.activeElement.id") == "summary"


def test_letters_are_counted_down(portal):
    page = portal.open(
        '<textarea id="text" maxlength="10">abc</textarea>'
        '<p data-counter-for="text" id="counter" hidden></p>'
    )
    wait_for_text(page, "#counter", "7 characters left")
    page.fill("#text", "和谐")
    wait_for_text(page, "#counter", "8 characters left")
    assert page.is_visible("#counter")


def test_the_scoring_grid_is_walked_with_keys(portal):
    rows = "".join(
        f'<tr><td><input class="in" id="s{n}" value="{value}"></td>'
        f'<td><a class="ev" href="#evidence{n}">2</a></td></tr>'
        for n, value in enumerate(["4", "5", "", "3"])
    )
    page = portal.open(f"<table data-grid>{rows}</table>")
    at = lambda: page.evaluate("document.activeElement.id")  # noqa: E731
    page.focus("#s0")
    page.keyboard.press("ArrowDown")
    assert at() == "s1"
    page.keyboard.press("ArrowUp")
    assert at() == "s0"
    page.keyboard.press("n")
    assert at() == "s2"
    page.keyboard.press("Enter")
    assert at() == "s3"
    page.keyboard.press("e")
    assert page.evaluate("location.hash") == "#evidence3"
    assert page.input_value("#s3") == "3"


def test_the_scoring_grid_is_walked_by_links_too(portal):
    rows = "".join(
        f'<tr><td><a id="c{n}" href="#criterion{n}" data-cell="{state}">C{n}</a></td>'
        f'<td><a class="ev" href="#evidence{n}">2</a></td></tr>'
        for n, state in enumerate(["", "", "todo", ""])
    )
    page = portal.open(f"<table data-grid>{rows}</table>")
    at = lambda: page.evaluate("document.activeElement.id")  # noqa: E731
    page.focus("#c0")
    page.keyboard.press("ArrowDown")
    assert at() == "c1"
    page.keyboard.press("n")
    assert at() == "c2"
    page.keyboard.press("e")
    assert page.evaluate("location.hash") == "#evidence2"
    page.focus("#c3")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#criterion3"


def test_one_box_ticks_all_and_counts_them(portal):
    page = portal.open(
        '<input type="checkbox" data-select-all="chosen" id="all"><b data-count-of="chosen"></b>'
        '<input type="checkbox" name="chosen" value="1" id="one">'
        '<input type="checkbox" name="chosen" value="2">'
    )
    page.check("#all")
    assert page.locator("[name=chosen]:checked").count() == 2
    page.uncheck("#one")
    assert page.evaluate("document.getElementById('all').indeterminate")
    assert page.inner_text("b") == "1"


def test_a_form_is_sent_once(portal):
    portal.answers = [{"status": 204}, {"status": 204}]
    page = portal.open('<form method="post" action="/act/"><button>Accept</button></form>')
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('button').click()")
    page.wait_for_timeout(200)
    assert len(portal.received) == 1


# --- autosave.js

FORM = (
    '<form method="post" action="/draft/" data-autosave>'
    '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
    '<input type="hidden" name="version" value="1">'
    '<input name="text"><input type="file" name="evidence">'
    '<p data-saved id="saved" role="status"></p><button>Save</button></form>'
)


def test_a_draft_saves_itself_two_seconds_after_the_last_change(portal):
    portal.answers = [{"status": 204, "headers": {"X-Saved-At": "14:32", "X-Version": "2"}}]
    page = portal.open(FORM, "autosave")
    page.fill("[name=text]", "Four hearings")
    page.clock.run_for(1500)
    assert portal.received == []
    page.clock.run_for(600)
    wait_for_text(page, "#saved", "Saved 14:32")
    sent = portal.received[0]
    assert sent.headers["x-autosave"] == "1"
    assert "Four hearings" in sent.post_data
    assert "token" in sent.post_data
    assert "evidence" not in sent.post_data
    assert page.input_value("[name=version]") == "2"


def test_a_lost_connection_is_said_and_tried_again(portal):
    portal.answers = [None, {"status": 502}, {"status": 204, "headers": {"X-Saved-At": "14:40"}}]
    page = portal.open(FORM, "autosave")
    page.fill("[name=text]", "Four hearings")
    page.clock.run_for(2100)
    wait_for_text(page, "#saved", re.compile("^Not saved: no connection. Trying again;"))
    portal.wait_for_attempts(1)
    page.clock.run_for(2100)
    portal.wait_for_attempts(2)
    wait_for_text(page, "#saved", "Not saved, trying again")
    page.clock.run_for(4100)
    wait_for_text(page, "#saved", "Saved 14:40")
    assert len(portal.received) == 3


TOKEN = '<script src="/static/js/token.js" defer></script>'


def signed_in(page, user):
    """Who the page says is signed in."""
    return page.replace("<body ", f'<body data-user="{user}" ')


def typed_by_seven(portal, *, now):
    """Somebody types on a page opened by user 7; whoever ``now`` is has another token."""
    portal.pages["/settings/"] = now
    portal.pages["/"] = signed_in(whole(TOKEN + FORM, "autosave"), 7)
    portal.page.clock.install()
    portal.page.goto(AT + "/")
    portal.page.fill("[name=text]", "Four hearings")
    portal.page.clock.run_for(2100)
    return portal.page


FRESH = whole(FORM.replace('value="token"', 'value="fresh"'), "autosave")


def test_after_signing_in_again_elsewhere_it_is_saved_with_the_new_token(portal):
    portal.answers = [{"status": 403}, {"status": 204, "headers": {"X-Saved-At": "14:40"}}]
    page = typed_by_seven(portal, now=signed_in(FRESH, 7))
    wait_for_text(page, "#saved", "Saved 14:40")
    assert "fresh" in portal.received[1].post_data
    assert page.input_value("[name=csrfmiddlewaretoken]") == "fresh"


def test_what_may_not_be_saved_is_not_tried_for_ever(portal):
    portal.answers = [{"status": 403}, {"status": 403}]
    page = typed_by_seven(portal, now=signed_in(FRESH, 7))
    wait_for_text(page, "#saved", "Not saved. Press Save to see why.")
    portal.wait_for_attempts(2)


def test_nothing_is_saved_in_the_name_of_somebody_else_who_signed_in(portal):
    portal.answers = [{"status": 403}]
    page = typed_by_seven(portal, now=signed_in(FRESH, 8))
    wait_for_text(page, "#saved", re.compile("^Not saved: somebody else is signed in"))
    portal.wait_for_attempts(1)
    assert page.input_value("[name=csrfmiddlewaretoken]") == "token"
    assert page.input_value("[name=text]") == "Four hearings"


def test_whoever_is_signed_out_is_told_so_also_where_the_token_is_old(portal):
    portal.answers = [{"status": 403}]
    page = typed_by_seven(portal, now=FRESH)
    wait_for_text(page, "#saved", re.compile("^Not saved: you are signed out."))
    portal.wait_for_attempts(1)


def test_a_form_that_comes_back_was_not_saved(portal):
    portal.answers = [{"status": 200, "body": "<form></form>"}]
    page = portal.open(FORM, "autosave")
    page.fill("[name=text]", "x")
    page.clock.run_for(2100)
    wait_for_text(page, "#saved", "Not saved. Press Save to see why.")


def test_what_is_typed_while_saving_is_saved_too(portal):
    page = portal.open(FORM, "autosave")
    held = []
    page.route("**/draft/", lambda route: held.append(route))
    page.fill("[name=text]", "first")
    page.clock.run_for(2100)
    wait_for_text(page, "#saved", "Saving…")
    page.fill("[name=text]", "second")
    page.clock.run_for(2100)
    assert len(held) == 1
    held[0].fulfill(status=204)
    wait_for_text(page, "#saved", re.compile("^Saved"))
    page.clock.run_for(2100)
    wait_for_text(page, "#saved", "Saving…")
    assert "second" in held[1].request.post_data


PARTS = (
    '<form method="post" action="/draft/">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
    '<section data-autosave="e1-"><input type="hidden" name="e1-version" value="1">'
    '<input type="hidden" name="e1-shown" value="a"><input type="hidden" name="e1-page" value="p">'
    '<input name="e1-text"><p data-saved id="one"></p></section>'
    '<section data-autosave="e2-"><input type="hidden" name="e2-version" value="4">'
    '<input name="e2-text"><p data-saved id="two"></p></section><button>Save</button></form>'
)


def test_each_part_of_a_form_saves_itself_alone(portal):
    portal.answers = [
        {
            "status": 204,
            "headers": {"X-Saved-At": "14:32", "X-Version": "2", "X-Shown": "b"},
        }
    ]
    page = portal.open(PARTS, "autosave")
    page.fill("[name=e1-text]", "Four hearings")
    page.clock.run_for(2100)
    wait_for_text(page, "#one", "Saved 14:32")
    wait_for_text(page, "#two", "")
    sent = portal.received[0].post_data
    assert "token" in sent and "Four hearings" in sent and "e2-" not in sent
    # A page says which it is and how often it changed, for two saves may cross on the way.
    assert re.search(r'name="e1-page"\s+p\.[1-9]', sent)
    values = ["version", "shown"]
    assert [page.input_value(f"[name=e1-{name}]") for name in values] == ["2", "b"]
    assert page.input_value("[name=e2-version]") == "4"


def test_the_reason_why_a_part_was_not_saved_stands_beside_it(portal):
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    portal.answers = [{"status": 422, "headers": plain, "body": "Not saved: Enter a number."}]
    page = portal.open(PARTS, "autosave")
    page.fill("[name=e1-text]", "many")
    page.clock.run_for(2100)
    wait_for_text(page, "#one", "Not saved: Enter a number.")


def test_a_connection_that_returns_saves_at_once(portal):
    portal.answers = [None, {"status": 204, "headers": {"X-Saved-At": "14:40"}}]
    page = portal.open(FORM, "autosave")
    page.fill("[name=text]", "x")
    page.clock.run_for(2100)
    wait_for_text(page, "#saved", re.compile("no connection"))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for_text(page, "#saved", "Saved 14:40")


# --- kept.js

MONTH = 31 * 24 * 3600 * 1000
KEPT = (
    '<script src="/static/js/autosave.js" defer></script>'
    '<form action="/logout/"><button>Sign out</button></form>'
    '<form method="post" action="/draft/" data-autosave data-keep="1/A1.2"'
    ' data-saved-from="{saved_from}">'
    '<input type="hidden" name="version" value="1"><input type="hidden" name="page" value="p">'
    "<div data-kept-offer hidden><b data-kept-at></b><i data-kept-other hidden>Other</i>"
    '<pre data-kept-text></pre><button type="button" data-kept-take>Put it back</button>'
    '<button type="button" data-kept-drop>Discard</button></div>'
    '<label for="text">Text</label><input id="text" name="text" value="stored">'
    '<label><input type="radio" name="met" value="yes">Yes</label>'
    '<label><input type="radio" name="met" value="no" checked>No</label>'
    '<p data-saved id="saved"></p></form>'
)


def open_kept(portal, *, user="7", kept=None, saved_from="", **changes):
    """The page as somebody opens it who has (or not) left something unsaved behind."""
    page = portal.page
    facts = {"at": "Date.now()", "version": "'1'", "page": "'p.3'"} | changes
    if kept is not None:
        value = ", ".join(f"{name}: {said}" for name, said in facts.items())
        page.add_init_script(
            "if (!localStorage.length) localStorage.setItem('harmony-unsaved:7:1/A1.2',"
            f" JSON.stringify({{{value}, values: {kept}}}))"
        )
    content = whole(KEPT.replace("{saved_from}", saved_from), "kept")
    portal.pages["/"] = content.replace("<body", f'<body data-user="{user}"', 1)
    page.goto(AT)
    return page


def kept_keys(page):
    return page.evaluate("Object.keys(localStorage)")


TYPED = "{text: ['typed'], met: ['yes']}"


def test_what_was_left_unsaved_is_offered_and_put_back(portal):
    portal.answers = [{"status": 204, "headers": {"X-Saved-At": "14:32", "X-Version": "2"}}]
    page = open_kept(portal, kept=TYPED)
    wait_for_text(page, "[data-kept-text]", "Text: typed\nYes")
    assert not page.is_visible("[data-kept-other]")
    page.click("[data-kept-take]")
    assert (page.input_value("#text"), page.is_checked("[value=yes]")) == ("typed", True)
    wait_for_text(page, "#saved", "Saved 14:32")
    assert not page.is_visible("[data-kept-offer]")
    assert kept_keys(page) == []


def test_what_was_left_is_written_as_the_page_is(portal):
    page = open_kept(portal, kept=TYPED)
    portal.pages["/"] = portal.pages["/"].replace('<html lang="en">', '<html lang="zh-Hans">')
    page.goto(AT)
    wait_for_text(page, "[data-kept-text]", "Text：typed\nYes")


LONG = (
    '<template id="kept-offer"><div data-kept-offer hidden><b data-kept-at></b>'
    '<pre data-kept-text></pre><button type="button" data-kept-take>Put it back</button>'
    '<button type="button" data-kept-drop>Discard</button></div></template>'
    '<form method="post" action="/note/"><label for="note">Note</label>'
    '<textarea id="note" name="note"></textarea><button>Send</button></form>'
)


def open_long(portal, path="/page/", content=LONG):
    portal.pages[path] = whole(content, "kept").replace("<body", '<body data-user="7"', 1)
    portal.page.goto(AT + path)
    return portal.page


def test_a_long_text_is_kept_until_another_page_answers_it(portal):
    html = {"Content-Type": "text/html; charset=utf-8"}
    done = whole("<p>Done.</p>", "kept").replace("<body", '<body data-user="7"', 1)
    portal.answers = [
        {"status": 200, "headers": html, "body": "Signed out."},
        {"status": 200, "headers": html, "body": done},
    ]
    page = open_long(portal)
    page.fill("#note", "Why it came back")
    page.click("text=Send")
    assert kept_keys(page) == ["harmony-unsaved:7:/note/"]

    open_long(portal)
    wait_for_text(page, "[data-kept-text]", "Note: Why it came back")
    page.click("[data-kept-take]")
    assert page.input_value("#note") == "Why it came back"
    page.click("text=Send")
    page.wait_for_selector("text=Done.")
    assert kept_keys(page) == []


TWO = LONG.replace(
    "<button>Send", '<input aria-label="Title" name="title" value="Old"><button>Send'
)


def test_only_what_was_changed_is_kept_and_not_offered_where_it_is_given_back(portal):
    html = {"Content-Type": "text/html; charset=utf-8"}
    met = '<p class="conflict">Met</p>' + TWO.replace('value="Old"', 'value="Theirs"')
    back = whole(met.replace("</textarea>", "Mine</textarea>"), "kept")
    back = back.replace("<body", '<body data-user="7"', 1)
    portal.answers = [{"status": 200, "headers": html, "body": back}]
    page = open_long(portal, content=TWO)
    page.fill("#note", "Mine")
    page.click("text=Send")
    page.wait_for_selector("text=Met")
    assert not page.is_visible("[data-kept-offer]")

    open_long(portal, content=TWO.replace('value="Old"', 'value="Theirs"'))
    wait_for_text(page, "[data-kept-text]", "Note: Mine")
    page.click("[data-kept-take]")
    assert page.input_value("[name=title]") == "Theirs"


def test_that_it_was_saved_again_since_is_said(portal):
    page = open_kept(portal, kept=TYPED, version="'0'")
    assert page.is_visible("[data-kept-other]")
    page.click("[data-kept-drop]")
    assert page.input_value("#text") == "stored"
    assert kept_keys(page) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"kept": "{text: ['stored'], met: ['no']}"},
        {"kept": TYPED, "sent": "true", "saved_from": "p.3"},
        {"kept": TYPED, "user": "8"},
        {"kept": TYPED, "at": f"Date.now() - {MONTH}"},
    ],
    ids=["as it is", "arrived with the button", "of somebody else", "old"],
)
def test_nothing_is_offered_and_it_is_forgotten(portal, changes):
    page = open_kept(portal, **changes)
    assert not page.is_visible("[data-kept-offer]")
    assert kept_keys(page) == []


def test_what_the_button_sent_and_did_not_arrive_is_offered(portal):
    page = open_kept(portal, kept=TYPED, sent="true", saved_from="q.1")
    assert page.is_visible("[data-kept-offer]")


def test_it_is_kept_while_typing_until_one_signs_out(portal):
    page = open_kept(portal)
    page.fill("#text", "half a word")
    assert kept_keys(page) == ["harmony-unsaved:7:1/A1.2"]
    page.evaluate("window.addEventListener('submit', (event) => event.preventDefault())")
    page.click("text=Sign out")
    assert kept_keys(page) == []


# --- Lists without waiting


def test_a_list_is_filtered_in_place_and_the_address_follows(portal, rf):
    source = '{% include "components/filters.html" with form=filter sort=sort target="results" %}'
    filters = (
        bare_engine()
        .from_string(source)
        .render(
            {"filter": SampleFilter({"street": ""}), "sort": "-name"},
            rf.get("/list/?page=3&q=old"),
        )
    )
    head = '<script src="/static/django_htmx/htmx-2.min.js" defer></script>'
    portal.pages["/list/"] = whole(f'{head}{filters}<p id="results">All</p>', "ui")
    page = portal.page
    page.goto(f"{AT}/list/?page=3&q=old")
    portal.pages["/list/"] = whole('<p id="results">Only Wenfeng</p>', "ui")
    page.select_option("[name=street]", "1")
    wait_for_text(page, "#results", "Only Wenfeng")
    assert page.url == f"{AT}/list/?q=&street=1&level=&sort=-name"
    assert page.is_visible("[name=street]")
    assert portal.complaints == []


# --- survey.js

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


def test_answers_are_kept_nowhere_but_in_the_page(portal):
    portal.answers = [None]
    page = portal.open(QUESTIONNAIRE, "survey")
    page.check("#five")
    page.click("button")
    wait_for_text(page, "#status", re.compile("^No conn"))
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


# --- The gallery


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_gallery_is_accessible_and_fits(portal, rf, language, width):
    from axe_playwright_python.sync_playwright import Axe

    with override(language):
        values = sample_values() | {"is_sample": True, "portal_today": clock.today()}
        gallery = (
            bare_engine().get_template("gallery.html").render(values, rf.get("/gallery/?street=1"))
        )
    portal.pages["/gallery/"] = gallery
    page = portal.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{AT}/gallery/")
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert too_wide <= 0
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert portal.complaints == []
