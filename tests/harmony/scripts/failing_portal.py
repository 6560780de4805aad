"""A server that fails when it is told to, for a page in a real browser.

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


def wait_for_text(page, selector, text):
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_text(text)
