"""People at their screens: a real browser, the real server, an axe check on every kind of page."""

import os
import re
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from harmony.shared import clock
from harmony.shared.pdf_libraries import available
from tests.browser import CHROMIUM

IS_CI = os.environ.get("CI") == "true"
SHOTS = os.environ.get("HARMONY_TEST_SHOTS", "")
"""A folder for a picture of every page seen; none are taken without it."""

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # of what holds, one example each: the rest is only carried
}
TO_THE_TOP = """async () => {
  scrollTo({top: 0, behavior: "instant"});
  for (let still = location.hash ? 0 : 3; still < 3; still = scrollY === 0 ? still + 1 : 0) {
    scrollTo({top: 0, behavior: "instant"});
    await new Promise(requestAnimationFrame);
  }
}"""
"""Until it stays there: the browser may scroll to an anchor a moment after the page is loaded."""
KIND_OF_PAGE = """[
  location.pathname.replace(/[0-9]+/g, "1"),
  innerWidth,
  ...["main form", "main table", ".error-summary", ".notice", ".empty"].filter(
    (part) => document.querySelector(part)
  ),
].join(" ")"""
"""What makes two pages the same to somebody who checks them for accessibility."""
LONGEST_WAIT = 15_000  # milliseconds; only a page that is wrong takes as long
PATIENCE = 50  # tenths of a second, for what a script replaces in the page

if CHROMIUM is None and not IS_CI:
    pytest.skip("Chromium is not installed", allow_module_level=True)

needs_pdf = pytest.mark.skipif(
    not (available().ok or IS_CI), reason=f"No PDF can be made here: {available().reason}"
)


def at(days: int, hour: int = 17) -> datetime:
    """So many days from today, at this hour."""
    day = clock.today() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


class Visitor:
    """Somebody in front of a screen. Every page they come to is looked over."""

    def __init__(self, page, address, *, name, language, checked):
        self.page, self.address, self.name = page, address, name
        self.language, self.checked = language, checked
        self.complaints, self.seen, self.has_scripts = [], 0, True
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.set_default_timeout(LONGEST_WAIT)

    def _hear(self, message):
        # A refusal is an answer, as the browser and htmx note it; tests cut the line themselves.
        refusals = (
            "the server responded with a status of 4",
            "the server responded with a status of 507",
            "Response Status Error Code 4",
            "net::ERR_INTERNET_DISCONNECTED",
        )
        if message.type == "error" and not any(words in message.text for words in refusals):
            self.complaints.append(message.text)

    # ------------------------------------------------ what they do
    def go(self, path):
        """Open an address, and look it over."""
        self.page.goto(self.address + path)
        return self.look()

    def press(self, label, *, role="button", exact=True, nth=0):
        """Press a button (or follow a link) by its words, and look over what comes."""
        self.page.get_by_role(role, name=label, exact=exact).nth(nth).click()
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

    def select(self, label, option, *, within="main"):
        field = self.page.locator(within).get_by_label(label, exact=True).first
        field.select_option(label=option)
        return self

    def attach(self, label, *files):
        self.page.get_by_label(label, exact=True).first.set_input_files(list(files))
        return self

    def download(self, label, *, role="link"):
        """Press what brings a file; its name and what is in it."""
        return self.download_by(self.page.get_by_role(role, name=label, exact=True).first.click)

    def download_by(self, press):
        with self.page.expect_download() as coming:
            press()
        return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()

    # ------------------------------------------------ what they see
    def _text(self):
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text())

    def reads(self, *texts):
        """What must be on the page, now or in a moment; the page itself is told when it is not."""
        content, patience = self._text(), PATIENCE
        while patience and not all(text in content for text in texts):
            self.page.wait_for_timeout(100)
            content, patience = self._text(), patience - 1
        for text in texts:
            assert text in content, f"“{text}” is not on {self.page.url}:\n{content[:3000]}"
        return self

    def does_not_read(self, *texts):
        content = self._text()
        for text in texts:
            assert text not in content, f"“{text}” is on {self.page.url}"
        return self

    def is_told(self, name, problem):
        """The problem stands beside the field of this name, and at the top of the page."""
        field = self.page.locator(f".field:has([name='{name}'])")
        assert problem in field.locator(".msg").inner_text()
        assert problem in self.page.locator(".error-summary").inner_text()
        return self

    def _is_new_kind(self):
        """Whether no page of this kind has been checked yet, by any process of this run."""
        kind = sha256(self.page.evaluate(KIND_OF_PAGE).encode()).hexdigest()
        try:
            (self.checked / kind).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def look(self):
        """No violation of WCAG 2.2 AA, nothing wider than the screen, no complaint.

        Without scripts axe never comes to an end, and the test would hang: what is seen without
        them is checked where the same page is seen with them.
        """
        from axe_playwright_python.sync_playwright import Axe

        self.page.wait_for_load_state("load")
        self.seen += 1
        if SHOTS:
            path = re.sub(r"[^a-z0-9]+", "-", self.page.url.split("/", 3)[-1].lower()).strip("-")
            shot = Path(SHOTS) / f"{self.name}-{self.seen:02d}-{path[:60] or 'home'}.png"
            self.page.screenshot(path=shot, full_page=True)
        language = self.page.evaluate("document.documentElement.lang").lower()
        assert language == self.language, f"{self.page.url} is in {language}"
        if self.has_scripts and self._is_new_kind():
            # Scrolled to an anchor, links lie half under the bar at the top, as they should.
            self.page.evaluate(TO_THE_TOP)
            found = Axe().run(self.page, options=RULES)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{self.page.url} is {width} px wider than the screen"
        assert self.complaints == [], f"{self.page.url}: {self.complaints}"
        return self


@pytest.fixture(scope="session")
def checked(run_folder):
    """A folder with the kinds of pages that were checked, one for all processes of this run."""
    folder = run_folder / "checked-pages"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def visit(chromium, live_server, checked, request):
    """``visit(user=None, language="en", screen=WIDE)``: a visitor, signed in as the user."""
    contexts = []

    def open_browser(user=None, *, language="en", screen=WIDE, scripts=True):
        context = chromium.new_context(
            viewport=screen,
            java_script_enabled=scripts,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            has_touch=screen is PHONE,
            reduced_motion="reduce",  # nothing is looked at while it still moves
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
        name = f"{request.node.name}-{len(contexts):02d}-{getattr(user, 'username', 'anyone')}"
        name = re.sub(r"[^\w-]+", "_", name.removeprefix("test_"))
        page = context.new_page()
        visitor = Visitor(page, live_server.url, name=name, language=language, checked=checked)
        visitor.has_scripts = scripts
        return visitor

    yield open_browser
    for context in contexts:
        context.close()
