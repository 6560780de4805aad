"""The pieces of the interface: marks, addresses, and the gallery that shows them all."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.translation import override

from harmony.shared.gallery import sample_values
from tests.harmony.components.rendered import ICONS, Balanced, shown, words

pytestmark = pytest.mark.django_db  # whole pages ask who is there


@pytest.fixture(params=["en", "zh-hans"])
def gallery(request, rf):
    with override(request.param):
        return render_to_string("gallery.html", sample_values(), rf.get("/gallery/?street=1"))


# --- The whole gallery


def test_the_gallery_is_well_formed_and_its_references_lead_somewhere(gallery):
    reader = Balanced()
    reader.feed(gallery)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.targets) <= set(reader.ids)


def test_the_gallery_keeps_to_the_content_policy(gallery):
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", gallery)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", gallery))


def test_the_gallery_shows_every_component():
    source = (Path(settings.BASE_DIR) / "templates/gallery.html").read_text("utf-8")
    base = "".join(
        (Path(settings.BASE_DIR) / f"templates/{name}.html").read_text("utf-8")
        for name in ("base_staff", "base_public")
    )
    inside_others = {"field", "field_error", "icon", "sort_header"}
    for path in (Path(settings.BASE_DIR) / "templates/components").glob("*.html"):
        if path.stem not in inside_others:
            assert f"components/{path.name}" in source + base, path.name


def test_every_icon_that_is_asked_for_exists():
    asked = set()
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        asked |= set(re.findall(r"{% icon \"([^\"]+)\"", path.read_text("utf-8")))
    assert len(asked) > 10
    missing = {name for name in asked if f'<symbol id="{name}"' not in ICONS}
    assert missing == set()


# --- Addresses


PAGER = '{% include "components/pager.html" with page=page only %}'


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("{% query_with page=3 %}", "?street=1&amp;street=2&amp;q=a%26b&amp;page=3"),
        ('{% query_with level="good" %}', "?street=1&amp;street=2&amp;q=a%26b&amp;level=good"),
        ('{% query_with q="" %}', "?street=1&amp;street=2"),
        ('{% query_without "street" %}', "?q=a%26b"),
        ('{% query_without "street" 2 %}', "?street=1&amp;q=a%26b"),
        ('{% sort_link "name" %}', "?street=1&amp;street=2&amp;q=a%26b&amp;sort=name"),
    ],
)
def test_an_address_keeps_its_other_parameters_and_forgets_the_page(rf, source, address):
    assert shown(source, rf, "/?page=7&street=1&street=2&q=a%26b") == address


def test_an_address_is_known_inside_components_too(rf):
    page = Paginator(range(60), 25).page(1)
    html = shown(
        '{% include "components/pager.html" with page=page only %}', rf, "/?q=x", page=page
    )
    assert 'href="?q=x&amp;page=2"' in html


@pytest.mark.parametrize(
    ("address", "order", "leads_to"),
    [
        ("/", "", "?sort=name"),
        ("/?sort=name", "ascending", "?sort=-name"),
        ("/?sort=-name", "descending", "?sort=name"),
        ("/?sort=%00<script>", "", "?sort=name"),
    ],
)
def test_a_column_head_says_its_order_and_turns_it_round(rf, address, order, leads_to):
    html = shown('{% sort_header "name" "Name" numeric=True %}', rf, address)
    assert (f'aria-sort="{order}"' in html) == bool(order)
    assert f'href="{leads_to}"' in html
    assert 'class="num"' in html


def test_the_order_of_the_view_counts_when_the_address_says_nothing(rf):
    html = shown('{% sort_header "name" "Name" %}', rf, sort="-name")
    assert 'aria-sort="descending"' in html


def test_a_long_list_has_gaps_between_its_pages(rf):
    page = Paginator(range(1000), 25).page(20)
    with override("en"):
        html = shown(PAGER, rf, page=page)
    assert words(html) == "476–500 of 1000 Back 1 … 18 19 20 21 22 … 40 Next"
    assert 'aria-current="page">20<' in html


def test_a_single_page_needs_no_pager(rf):
    page = Paginator(range(25), 25).page(1)
    html = shown(PAGER, rf, page=page)
    assert html.strip() == ""


# --- Marks


@pytest.mark.parametrize(
    ("level", "rank", "english"),
    [
        ("excellent", 3, "Excellent"),
        ("good", 2, "Good"),
        ("qualified", 1, "Qualified"),
        ("not_yet", 0, "Not yet"),
    ],
)
def test_a_level_is_pips_and_a_word(level, rank, english):
    with override("en"):
        html = shown("{% level_mark level %}", level=level)
    assert f"#level-{rank}" in html
    assert f'id="level-{rank}"' in ICONS
    assert words(html) == english


def test_no_level_is_a_dash():
    assert words(shown("{% level_mark None %}")) == "–"


@pytest.mark.parametrize(
    ("state", "css_class"),
    [
        ("planned", "tag"),
        ("draft", "tag tag-info"),
        ("returned", "tag tag-warn"),
        ("returned_to_street", "tag tag-warn"),
        ("noticed", "tag tag-ok"),
        ("accepted", "tag tag-plain"),
        ("not_accepted", "tag tag-plain"),
    ],
)
def test_a_state_has_its_tag_and_always_its_word(state, css_class):
    source = '{% state_tag state "Word" %}'
    html = shown(source, state=state)
    assert f'class="{css_class}"' in html
    assert "Word" in words(html)


def test_late_is_said_with_a_mark():
    source = '{% state_tag "draft" "Late" late=1 %}'
    assert "tag-bad" in shown(source)
    assert "#alert" in shown(source)
