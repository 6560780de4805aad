"""People at their screens: a real browser, the real server, an axe check on every page seen."""

import os
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

# Playwright's sync interface runs an event loop, in which the ORM would refuse to be used.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = os.environ.get("HARMONY_TEST_SHOTS", "")
"""A folder for a picture of every page seen; none are taken without it."""

LANGUAGE = "document.documentElement.lang"
SEEN = set()
"""Pages already checked for accessibility, each by its kind, screen, language and size."""

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

if CHROMIUM is None and os.environ.get("CI") != "true":
    pytest.skip("Chromium is not installed", allow_module_level=True)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """Somebody in front of a screen. Every page they come to is looked over."""

    def __init__(self, page, address, name):
        self.page, self.address, self.name = page, address, name
        self.complaints, self.seen = [], 0
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.set_default_timeout(8000)

    def _hear(self, message):
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.complaints.append(message.text)

    def go(self, path):
        """Open an address, and look it over."""
        self.page.goto(self.address + path)
        return self.look()

    def press(self, label, *, role="button", exact=True, nth=0):
        """Press a button (or follow a link) by its words, and look over what comes."""
        self.page.get_by_role(role, name=label, exact=exact).nth(nth).click()
        self.page.wait_for_load_state("load")
        return self.look()

    def follow(self, label, *, exact=True, nth=0):
        return self.press(label, role="link", exact=exact, nth=nth)

    def fill(self, label, value, *, exact=True):
        self.page.get_by_label(label, exact=exact).first.fill(value)
        return self

    def choose(self, label, *, exact=True):
        """Tick a box or a choice by its words."""
        self.page.get_by_label(label, exact=exact).first.check()
        return self

    def select(self, label, option):
        self.page.get_by_label(label, exact=True).first.select_option(label=option)
        return self

    def attach(self, label, *files):
        self.page.get_by_label(label, exact=True).first.set_input_files(list(files))
        return self

    def reads(self, text):
        """What must be on the page, said by the page itself when it is not."""
        content = re.sub(r"\s+", " ", self.page.locator("body").inner_text())
        assert text in content, f"“{text}” is not on {self.page.url}:\n{content[:3000]}"
        return self

    def does_not_read(self, text):
        content = re.sub(r"\s+", " ", self.page.locator("body").inner_text())
        assert text not in content, f"“{text}” is on {self.page.url}"
        return self

    def _is_new(self):
        """Whether nobody has seen a page of this kind and content on such a screen yet."""
        path = re.sub(r"\d+", "1", self.page.url.removeprefix(self.address).partition("#")[0])
        elements = self.page.evaluate("document.querySelectorAll('main *').length")
        seen = (path, self.page.viewport_size["width"], self.page.evaluate(LANGUAGE), elements)
        if seen in SEEN:
            return False
        SEEN.add(seen)
        return True

    def look(self):
        """No violation of WCAG 2.2 AA, nothing wider than the screen, no complaint."""
        from axe_playwright_python.sync_playwright import Axe

        self.seen += 1
        if SHOTS:
            path = re.sub(r"[^a-z0-9]+", "-", self.page.url.split("/", 3)[-1].lower()).strip("-")
            shot = Path(SHOTS) / f"{self.name}-{self.seen:02d}-{path or 'home'}.png"
            self.page.screenshot(path=shot, full_page=True)
        if self._is_new():
            found = Axe().run(self.page, options=RULES)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{self.page.url} is {width} px wider than the screen"
        assert self.complaints == [], f"{self.page.url}: {self.complaints}"
        return self


@pytest.fixture
def visit(chromium, live_server, request):
    """``visit(user=None, language="en", screen=WIDE)``: a visitor, signed in as the user."""
    contexts = []

    def open_browser(user=None, *, language="en", screen=WIDE, scripts=True):
        context = chromium.new_context(
            viewport=screen,
            java_script_enabled=scripts,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            has_touch=screen is PHONE,
        )
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            client = Client()
            client.force_login(user)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[
                settings.SESSION_COOKIE_NAME
            ].value
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
        )
        name = f"{request.node.name}-{getattr(user, 'username', 'anyone')}"
        return Visitor(context.new_page(), live_server.url, re.sub(r"[^\w-]+", "_", name))

    yield open_browser
    for context in contexts:
        context.close()
