"""What was typed and not saved is kept in the browser, and offered to whoever typed it."""

import pytest

from tests.harmony.scripts.failing_portal import AT, wait_for_text, whole

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


@pytest.mark.parametrize(
    "secret", ["<textarea name='s' data-secret></textarea>", "<input type='password'>"]
)
def test_a_form_with_a_secret_is_kept_nowhere_and_what_once_was_is_forgotten(portal, secret):
    portal.page.add_init_script(
        "localStorage.setItem('harmony-unsaved:7:/note/', JSON.stringify({at: Date.now(),"
        " isPart: true, values: {note: ['of an earlier day']}}))"
    )
    page = open_long(portal, content=LONG.replace("<button>Send", f"{secret}<button>Send"))
    assert kept_keys(page) == []

    page.fill("#note", "typed")
    page.evaluate(
        "document.querySelector('form').addEventListener('submit', (e) => e.preventDefault())"
    )
    page.click("text=Send")

    assert kept_keys(page) == []
    assert page.locator("[data-kept-offer]").count() == 0
