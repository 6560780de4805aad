"""Time comes from one module, so that a sample portal can live on another day."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CLOCK = ROOT / "harmony/shared/clock.py"
ITS_TEST = ROOT / "tests/harmony/test_clock.py"  # holds the world's clock still
FOLDERS = (
    *("harmony", "communities", "evaluation", "tasks"),
    *("tests", "benchmarks", "proofs", "locale"),
)
OTHER_CLOCKS = re.compile(
    r"\btimezone\.(now\b|localdate\(\)|localtime\(\))|\bauto_now|\bdatetime\.(now|utcnow)\b"
    r"|\bdate(time)?\.today\b|\bfrom django\.utils\.timezone import .*\bnow\b"
)
IN_TEMPLATES = re.compile(r"{%\s*now\b")


def test_nobody_else_reads_the_clock():
    modules = {module for folder in FOLDERS for module in (ROOT / folder).rglob("*.py")}

    others = modules - {CLOCK, ITS_TEST, Path(__file__)}

    assert CLOCK in modules
    assert [m for m in sorted(others) if OTHER_CLOCKS.search(m.read_text("utf-8"))] == []


def test_templates_do_not_ask_what_time_it_is():
    templates = sorted((ROOT / "templates").rglob("*.*"))

    assert templates
    assert [t for t in templates if IN_TEMPLATES.search(t.read_text("utf-8"))] == []
