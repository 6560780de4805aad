"""The first account of an empty portal."""

import getpass

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from communities.models import Role, User
from communities.people.reach import holds
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    """Whoever sits at the terminal types these passwords, one after the other."""

    def will_be(*answers):
        remaining = iter(answers)
        monkeypatch.setattr(getpass, "getpass", lambda prompt: next(remaining))

    return will_be


def test_an_empty_portal_gets_its_administrator(typed, capsys):
    typed(PASSWORD, PASSWORD)

    call_command("add_administrator", "lin", name="林")

    person = User.objects.get(username="lin")
    assert authenticate(username="lin", password=PASSWORD) == person
    assert holds(person, Role.ADMINISTRATOR)
    assert person.changes.first().by.username == "system"
    assert capsys.readouterr().out == "lin can sign in as an administrator.\n"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        pytest.param((PASSWORD, "other"), "not the same", id="mistyped"),
        pytest.param(("12345", "12345"), "too short", id="weak"),
    ],
)
def test_a_bad_password_makes_no_account(typed, answers, reason):
    typed(*answers)

    with pytest.raises(CommandError, match=reason):
        call_command("add_administrator", "lin")

    assert not User.objects.filter(username="lin").exists()


def test_an_unknown_signer_is_refused(typed):
    typed(PASSWORD, PASSWORD)

    with pytest.raises(CommandError, match="no account “nobody”"):
        call_command("add_administrator", "lin", by="nobody")

    assert not User.objects.filter(username="lin").exists()
