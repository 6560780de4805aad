"""What the containers are told, and that no password is written down for them."""

import re
from pathlib import Path

import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SOURCE = (ROOT / "docker-compose.yml").read_text("utf-8")
SERVICES = yaml.safe_load(SOURCE)["services"]
SECRETS = {"HARMONY_SECRET_KEY", "HARMONY_CODE_KEY", "POSTGRES_PASSWORD"}


def test_every_part_is_there():
    assert set(SERVICES) == {"setup", "web", "worker", "scheduler", "database", "redis"}


def test_every_part_that_stays_shows_whether_it_is_well():
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {
        "setup"
    }


def test_no_secret_has_a_default():
    asked = re.findall(r"\$\{(\w+)(:?[-?])?", SOURCE)

    assert {name for name, _ in asked} >= SECRETS
    assert {mark for name, mark in asked if name in SECRETS} == {":?"}


def test_settings_of_the_containers_exist():
    example = (ROOT / ".env.example").read_text("utf-8")

    told = {name for service in SERVICES.values() for name in service.get("environment", {})}

    assert all(f"{name}=" in example for name in told if not name.startswith("POSTGRES"))


def test_only_the_web_can_be_reached_and_only_from_this_machine():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert list(ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])
