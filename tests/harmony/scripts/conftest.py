"""A page in a real browser, before a server that fails when it is told to."""

import pytest


@pytest.fixture
def portal(chromium):
    # Without Chromium that module skips whoever imports it, and a conftest cannot be skipped.
    from tests.harmony.scripts.failing_portal import Portal

    page = chromium.new_page()
    yield Portal(page)
    page.close()
