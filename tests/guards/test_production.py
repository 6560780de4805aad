"""With the settings of production, Django's own checks find nothing to say."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "HARMONY_PRODUCTION": "yes",
    "HARMONY_SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "HARMONY_URL": "https://harmony.example.org",
    "HARMONY_HOSTS": "harmony.example.org",
    "DATABASE_URL": "postgres://harmony@127.0.0.1:1/harmony",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def manage(*arguments, folder, **changes):
    """Run a management command in production."""
    told = PRODUCTION | {"HARMONY_DATA": str(folder), "HARMONY_SAMPLE": ""} | changes
    environment = os.environ | told | {"DJANGO_SETTINGS_MODULE": "harmony.settings"}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set for the browser journeys only
    return subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.once
def test_deployment_check_is_clean(tmp_path):
    check = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path)

    assert check.returncode == 0, check.stderr
    assert "no issues" in check.stdout


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"HARMONY_SECRET_KEY": ""}, "HARMONY_SECRET_KEY is not set"),
        ({"HARMONY_DEBUG": "yes"}, "refused in production"),
        ({"HARMONY_URL": "harmony.example.org"}, "HARMONY_URL should be like"),
        ({"DATABASE_URL": "oracle://h/d"}, "DATABASE_URL should begin with"),
    ],
)
def test_wrong_settings_are_named(tmp_path, changes, reason):
    check = manage("check", folder=tmp_path, **changes)

    assert check.returncode != 0
    assert reason in check.stderr


@pytest.mark.once
def test_production_is_no_sample_and_makes_no_secret(tmp_path):
    asked = "from django.conf import settings as s; print(s.SAMPLE_MODE, s.SESSION_COOKIE_SECURE)"

    answer = manage("shell", "--no-imports", "-c", asked, folder=tmp_path)

    assert answer.stdout.strip() == "False True", answer.stderr
    assert not (tmp_path / "keys" / "secret").exists()
