"""What every test may rely on. The fixtures of a subject lie beside its tests."""

import pytest
from django.core.cache import cache
from django.utils import translation

from harmony.shared import clock


@pytest.fixture(autouse=True)
def fresh_clock(settings, tmp_path):
    """Each test begins today, with a clock file of its own."""
    settings.CLOCK_FILE = tmp_path / "clock"
    clock.forget_reading()
    yield
    clock.forget_reading()


@pytest.fixture(autouse=True)
def english():
    """Texts are compared in English, unless a test asks for another language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """The folder that uploads and papers go to, empty at the start of each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def lockout(settings):
    """With the lockout of repeated wrong passwords in force."""
    settings.AXES_ENABLED = True
    cache.clear()
