import os
import time

import pytest
from django.db import connection
from django.urls import reverse

from harmony import health

NOBODY_LISTENS = "redis://127.0.0.1:1/0"
ANSWERS_NEVER = "redis://192.0.2.1:6379/0"  # kept free for documentation


@pytest.fixture
def heartbeat(settings, tmp_path):
    settings.HEARTBEAT_FILE = tmp_path / "heartbeat"
    settings.HEARTBEAT_FILE.touch()
    return settings.HEARTBEAT_FILE


@pytest.fixture
def files(settings, tmp_path):
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}


@pytest.mark.django_db
def test_all_is_well(client, heartbeat, files):
    response = client.get(reverse("health"))

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "parts": {"web": "ok", "database": "ok", "broker": "ok", "worker": "ok"},
    }
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_silent_worker_is_told_apart(client, heartbeat, files, caplog):
    long_ago = time.time() - health.SECONDS_OF_SILENCE - 1
    os.utime(heartbeat, (long_ago, long_ago))

    response = client.get(reverse("health"))

    assert response.status_code == 503
    assert response.json()["parts"] == {
        "web": "ok",
        "database": "ok",
        "broker": "ok",
        "worker": "failing",
    }
    assert caplog.records == []


@pytest.mark.django_db
def test_worker_that_never_was_is_failing(client, heartbeat, files):
    heartbeat.unlink()

    assert client.get(reverse("health"), {"part": "worker"}).status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("url", [NOBODY_LISTENS, ANSWERS_NEVER])
def test_missing_redis_is_told_within_seconds(client, settings, heartbeat, url):
    settings.REDIS_URL = url
    began = time.monotonic()

    response = client.get(reverse("health"))

    assert response.json()["parts"]["broker"] == "failing"
    assert time.monotonic() - began < 3


@pytest.mark.django_db
def test_queue_that_cannot_be_written_is_failing(client, settings, heartbeat, tmp_path):
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}

    assert client.get(reverse("health"), {"part": "broker"}).status_code == 503


@pytest.mark.django_db(transaction=True)
def test_missing_database_is_told_and_the_rest_too(client, heartbeat, files):
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "/nowhere/database"
    try:
        response = client.get(reverse("health"))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name

    assert response.status_code == 503
    assert response.json()["parts"] == {
        "web": "ok",
        "database": "failing",
        "broker": "ok",
        "worker": "ok",
    }


def test_container_asks_for_its_own_part_only(client, settings):
    settings.REDIS_URL = NOBODY_LISTENS

    response = client.get(reverse("health"), {"part": "web"})

    assert (response.status_code, response.json()["parts"]) == (200, {"web": "ok"})


def test_unknown_part_is_named(client):
    response = client.get(reverse("health"), {"part": "kitchen"})

    assert (response.status_code, response.json()["unknown"]) == (400, ["kitchen"])


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_health_is_only_read(client, method):
    assert getattr(client, method)(reverse("health")).status_code == 405
