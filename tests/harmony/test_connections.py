import time

import pytest
from celery import Celery
from django.core.exceptions import ImproperlyConfigured
from kombu.exceptions import OperationalError

from harmony import connections


def test_without_an_address_the_database_is_a_safe_file(tmp_path):
    database = connections.database("", tmp_path)

    assert database["NAME"] == tmp_path / "harmony.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_address_of_a_database_is_taken_apart(tmp_path):
    url = "postgres://harmony:p%40ss%2Fword@db.example:5433/portal?sslmode=require"

    database = connections.database(url, tmp_path)

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "harmony",
        "p@ss/word",
        "db.example",
        "5433",
        "portal",
    ]
    assert database["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "secret", "postgres://u:secret@h:port/d", "http://[secret"]
)
def test_wrong_address_is_refused_without_telling_its_password(url, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        connections.database(url, tmp_path)

    assert "secret" not in str(refusal.value)


def test_without_an_address_messages_are_files_of_our_own(tmp_path):
    url, options = connections.broker("", tmp_path)

    assert url.startswith("filesystem://")
    assert options["data_folder_in"] == options["data_folder_out"]
    assert options["processed_folder"] != options["data_folder_in"]
    assert all(
        options[name].startswith(str(tmp_path))
        for name in ("data_folder_in", "processed_folder", "control_folder")
    )


def test_broker_and_cache_take_the_address_of_redis(tmp_path):
    url = "redis://cache.example:6380/2"

    assert connections.broker(url, tmp_path)[0] == url
    assert connections.cache(url, tmp_path)["LOCATION"] == url


def test_broker_refuses_what_is_no_redis(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="redis://"):
        connections.broker("amqp://guest@here", tmp_path)


def test_nobody_waits_for_a_broker_that_is_away(tmp_path):
    url, options = connections.broker("redis://127.0.0.1:1/0", tmp_path)
    app = Celery("away", broker=url, broker_transport_options=options, set_as_current=False)
    began = time.monotonic()

    with pytest.raises(OperationalError):
        app.send_task("harmony.beat", retry=False)

    assert time.monotonic() - began < 2
