"""A draft saves itself, alone and in parts, through whatever the server answers."""

import re

from tests.harmony.scripts.failing_portal import AT, wait_for_text, whole

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
