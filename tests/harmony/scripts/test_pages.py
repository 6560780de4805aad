"""What helps on every page: focus, counters, keys, ticks, lists without waiting, the gallery."""

import pytest
from django.utils.translation import override

from harmony.shared import clock
from harmony.shared.gallery import SampleFilter, sample_values
from tests.harmony.scripts.failing_portal import AT, bare_engine, wait_for_text, whole

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
