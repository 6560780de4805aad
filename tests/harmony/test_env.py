import pytest
from django.core.exceptions import ImproperlyConfigured

from harmony.env import env, env_flag, env_list, env_number


@pytest.mark.parametrize("value", [None, ""])
def test_missing_setting_is_named(monkeypatch, value):
    if value is not None:
        monkeypatch.setenv("HARMONY_NOWHERE", value)

    with pytest.raises(ImproperlyConfigured, match="HARMONY_NOWHERE is not set"):
        env("HARMONY_NOWHERE")


def test_set_to_nothing_means_the_default(monkeypatch):
    monkeypatch.setenv("HARMONY_SOMEWHERE", "")

    assert env("HARMONY_SOMEWHERE", "here") == "here"


@pytest.mark.parametrize("value", ["true", "1", "Yes", " no"])
def test_flag_takes_only_yes_or_no(monkeypatch, value):
    monkeypatch.setenv("HARMONY_DEBUG", value)

    with pytest.raises(ImproperlyConfigured, match=f"HARMONY_DEBUG is “{value}”"):
        env_flag("HARMONY_DEBUG")


def test_flag_is_read(monkeypatch):
    monkeypatch.setenv("HARMONY_DEBUG", "yes")

    assert env_flag("HARMONY_DEBUG") is True
    assert env_flag("HARMONY_OTHER") is False


@pytest.mark.parametrize("value", ["a week", "2.5", "１２三"])
def test_number_is_a_whole_number(monkeypatch, value):
    monkeypatch.setenv("HARMONY_UPLOAD_MB", value)

    with pytest.raises(ImproperlyConfigured, match="Write a whole number"):
        env_number("HARMONY_UPLOAD_MB")


def test_list_ignores_stray_commas(monkeypatch):
    monkeypatch.setenv("HARMONY_HOSTS", "a.example, b.example,")

    assert env_list("HARMONY_HOSTS") == ["a.example", "b.example"]
