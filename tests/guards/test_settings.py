"""The example file, the settings and the containers name the same things."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READ = re.compile(r'\b(?:env(?:_\w+)?|_secret)\(\s*"(\w+)"')


def test_env_example_lists_exactly_what_settings_read():
    read = set(READ.findall((ROOT / "harmony/settings.py").read_text("utf-8")))
    listed = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))

    assert len(read) > 10
    assert listed == read


def test_nothing_else_reads_the_environment():
    """So that .env.example can be believed."""
    modules = {
        m for f in ("harmony", "communities", "evaluation") for m in (ROOT / f).rglob("*.py")
    }

    readers = [m for m in modules if re.search(r"environ\b|getenv", m.read_text("utf-8"))]

    assert {m.relative_to(ROOT).as_posix() for m in readers} == {
        "harmony/celery.py",  # names the settings module
        "harmony/env.py",
        "harmony/wsgi.py",  # names the settings module
    }
