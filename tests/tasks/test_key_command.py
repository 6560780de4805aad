"""A ballot box made and its key proved at the terminal."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from communities.models import Role
from evaluation.models import BallotBox
from tasks.management.commands import survey as command
from tests.factories.surveys import PASSPHRASE, stage_with_questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def typed(monkeypatch):
    """What is typed next, in this order."""
    lines = []
    monkeypatch.setattr(command.Command, "_secret", lambda _self, _prompt: lines.pop(0))
    return lines


def run(*arguments, by):
    told = io.StringIO()
    call_command("survey", "--by", by.username, *arguments, stdout=told)
    return told.getvalue()


def kinds():
    return [event.kind for event in BallotBox.objects.get().events.all()]


def test_passphrase_is_tried_at_once(stage, person, typed):
    typed += [PASSPHRASE, PASSPHRASE, PASSPHRASE]

    assert "Proved" in run("keygen", "--stage", str(stage.year), by=person(Role.OFFICE_REVIEWER))
    assert kinds() == ["made", "proved"]


def test_share_is_proved_later(stage, person, typed, monkeypatch):
    office = person(Role.OFFICE_REVIEWER)
    typed += ["not a share"]
    told = io.StringIO()
    with pytest.raises(CommandError, match="survey prove"):
        call_command(
            *("survey", "--by", office.username, "keygen", "--stage", str(stage.year), "--shares"),
            stdout=told,
        )
    shares = re.findall(r"Holder [ABC]: (\S+)", told.getvalue())
    typed += shares

    for _share in shares:
        run("prove", BallotBox.objects.get().uid, by=office)

    assert kinds() == ["made", "proved", "proved", "proved"]
