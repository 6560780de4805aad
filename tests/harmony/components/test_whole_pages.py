"""Whole pages: failures, refusals, confirmations, and what stands around every page."""

import re
from datetime import date

import pytest
from django import forms
from django.template.loader import get_template, render_to_string
from django.utils.translation import override

from harmony.shared.gallery import SampleForm
from tests.harmony.components.rendered import Balanced, words

pytestmark = pytest.mark.django_db  # whole pages ask who is there


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["400.html", "500.html", "507.html"])
def test_pages_for_failures_need_nothing(name, language):
    with override(language):
        html = get_template(name).render()
    told = ("Something went wrong", "could not be read", "The disk of the portal is full")
    assert any(words in html for words in told)
    assert re.search("[\u4e00-\u9fff]", html)


@pytest.mark.parametrize("name", ["403.html", "404.html", "403_csrf.html"])
def test_pages_for_refusals_are_well_formed(rf, name):
    reader = Balanced()
    reader.feed(render_to_string(name, {}, rf.get("/")))
    assert reader.open == []


def test_a_confirmation_says_what_follows_and_posts(rf):
    html = render_to_string(
        "confirm.html",
        {
            "title": "Send it?",
            "consequences": ["It cannot be changed then."],
            "button": "Send to the street",
            "back": "/declarations/7/",
        },
        rf.get("/"),
    )
    assert "<h1>Send it?</h1>" in html
    assert "It cannot be changed then." in html
    assert '<form method="post" novalidate>' in html
    assert "csrfmiddlewaretoken" in html
    assert 'href="/declarations/7/"' in html


@pytest.mark.parametrize(
    ("language", "in_head", "offers"),
    [("en", '<html lang="en">', "中文"), ("zh-hans", '<html lang="zh-Hans">', "English")],
)
def test_every_page_says_its_language_and_offers_the_other(rf, language, in_head, offers):
    for name in ("base_staff.html", "base_public.html"):
        with override(language):
            html = render_to_string(name, {}, rf.get("/communities/?q=x"))
        assert in_head in html
        assert f">{offers}</button>" in html
        assert 'name="next" value="/communities/?q=x"' in html


def test_a_sample_says_so_on_every_page(rf):
    for name in ("base_staff.html", "base_public.html", "base_survey.html"):
        context = {"is_sample": True, "portal_today": date(2026, 11, 24)}
        with override("en"):
            html = render_to_string(name, context, rf.get("/"))
            assert "every place, person and score here is invented" in words(html)
            real = render_to_string(name, {"is_sample": False}, rf.get("/"))
            assert "invented" not in real


def test_the_navigation_shows_counts_and_the_current_page(rf):
    groups = [
        {
            "title": "Review",
            "items": [
                {"icon": "list", "label": "Queue", "url": "/queue/", "count": 14, "hot": True},
                {"icon": "grid", "label": "Places", "url": "/places/", "current": True},
            ],
        },
        {"title": "Empty", "items": []},
    ]
    with override("en"):
        html = render_to_string("base_staff.html", {"navigation": groups}, rf.get("/"))
    assert 'class="count hot">14<span class="vh"> waiting for you' in html
    assert '<a href="/places/" aria-current="page">' in html
    assert "<h2>Empty</h2>" not in html


def test_a_page_whose_form_failed_says_so_in_its_title(rf):
    with override("en"):
        failed = render_to_string("base_public.html", {"form": SampleForm({})}, rf.get("/"))
        fresh = render_to_string("base_public.html", {"form": SampleForm()}, rf.get("/"))
    with override("zh-hans"):
        chinese = render_to_string("base_public.html", {"form": SampleForm({})}, rf.get("/"))
    assert "<title>Error: " in failed
    assert "<title>Error: " not in fresh
    assert "<title>错误： –" in chinese  # the page has no title of its own


def test_the_sign_in_page_lists_sample_accounts_only_when_there_are_some(rf):
    class Form(forms.Form):
        username = forms.CharField()
        password = forms.CharField(widget=forms.PasswordInput)

    accounts = [{"username": "street", "name": "Officer He", "post": "Street official"}]
    page = "registration/login.html"
    with_accounts = render_to_string(
        page, {"form": Form(), "sample_accounts": accounts}, rf.get("/")
    )
    assert "Officer He" in with_accounts
    assert "harmony-sample" in with_accounts
    assert "harmony-sample" not in render_to_string(page, {"form": Form()}, rf.get("/"))
