"""The web server starts without the libraries that only papers and tables need."""

import os
import subprocess
import sys

import pytest

HEAVY = {"weasyprint", "pyhanko", "openpyxl", "xlsxwriter", "fontTools", "redis", "pypinyin"}
HEAVY |= {"python_calamine"}

START = """
import sys

import harmony.wsgi
from django.urls import get_resolver

assert get_resolver().url_patterns
print("started with", *sys.modules)
"""


@pytest.mark.once
def test_start_loads_nothing_heavy(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "harmony.settings",
        "HARMONY_DATA": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }

    server = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, check=True, text=True, env=environment
    )

    loaded = set(server.stdout.split())
    assert "harmony.urls" in loaded
    assert HEAVY & loaded == set()
    assert server.stderr == ""
