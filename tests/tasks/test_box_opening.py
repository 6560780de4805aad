"""Opening a box for real: a process of its own, the secret through its pipe, killed half-way."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from communities.models import Role
from evaluation.models import Answer, Ballot, BallotBox, Survey
from evaluation.surveys import box_pulse, services
from harmony.shared import clock
from tasks import box_process, closing
from tests.factories.surveys import PASSPHRASE, answer, office_of, open_survey

LONGEST_WAIT = 30  # seconds


@pytest.fixture
def office(person, client, opening_process):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def closed():
    survey, codes = open_survey(slips=12)
    for code in codes[:6]:
        answer(code)
    services.close(survey, by=office_of())
    return survey


def waited_for(condition):
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.django_db(transaction=True)
def test_box_is_opened_by_a_process_of_its_own(client, office, closed):
    address = reverse("tasks:box-open", args=[closed.box.pk])
    assert "shuffled" in client.get(address).text

    wrong = client.post(address, {"passphrase": "not the right one"})
    assert "not the passphrase" in wrong.text
    assert "not the right one" not in wrong.text
    begun = client.post(address, {"passphrase": PASSPHRASE})
    assert begun.status_code == 302

    assert waited_for(lambda: BallotBox.objects.get().state == "opened")
    assert Survey.objects.get().state == "counted"
    assert Answer.objects.count() == 6
    assert not Ballot.objects.exists()
    page = client.get(closed.box.get_absolute_url()).text
    assert "6 ballots, 6 answers" in page


@pytest.mark.django_db(transaction=True)
def test_forged_box_says_why_it_stays_closed(client, office, closed):
    Ballot.objects.order_by("index").last().delete()

    client.post(reverse("tasks:box-open", args=[closed.box.pk]), {"passphrase": PASSPHRASE})

    assert waited_for(lambda: BallotBox.objects.get().work_problems)
    page = client.get(closed.box.get_absolute_url()).text
    assert "The box stays closed" in page
    assert "5 ballots lie in the box" in page
    assert "Open the ballot box" in page  # it can be tried again


@pytest.mark.django_db
def test_two_openings_do_not_run_at_once(client, office, closed):
    BallotBox.objects.update(work_since=clock.now())

    refused = client.post(
        reverse("tasks:box-open", args=[closed.box.pk]), {"passphrase": PASSPHRASE}
    )

    assert "being opened already" in refused.text
    assert "The box is being opened" in client.get(closed.box.get_absolute_url()).text


# ------------------------------------------------------------------ signs of life
@pytest.mark.django_db(transaction=True)
def test_opening_that_died_is_noticed_within_a_minute(
    client, office, closed, opening_process, monkeypatch, tmp_path
):
    hold = tmp_path / "hold"
    hold.touch()
    with monkeypatch.context() as held:
        held.setattr(box_process, "COMMAND", [sys.executable, "-m", "tests.slow_opening"])
        held.setitem(opening_process, "HARMONY_TEST_HOLD", str(hold))
        started = watched(held)
        address = reverse("tasks:box-open", args=[closed.box.pk])
        client.post(address, {"passphrase": PASSPHRASE})
    (process,) = started
    earlier = clock.now() - timedelta(minutes=20)
    BallotBox.objects.update(work_since=earlier)  # it lives, however long it takes
    assert "The box is being opened" in client.get(closed.box.get_absolute_url()).text
    assert "being opened already" in client.post(address, {"passphrase": PASSPHRASE}).text

    process.kill()
    process.wait()
    silent_for(closed.box, seconds=box_pulse.LONGEST_SILENCE + 1)

    page = client.get(closed.box.get_absolute_url()).text
    assert "The opening was broken off" in page and f'href="{address}"' in page
    assert client.post(address, {"passphrase": PASSPHRASE}).status_code == 302
    assert waited_for(lambda: BallotBox.objects.get().state == "opened")


def watched(patch):
    """The processes that are started from now on."""
    started, popen = [], subprocess.Popen

    def start(*args, **how):
        started.append(popen(*args, **how))
        return started[-1]

    patch.setattr(box_process.subprocess, "Popen", start)
    return started


def silent_for(box, *, seconds):
    last = time.time() - seconds
    os.utime(box_pulse.file_of(box), (last, last))


@pytest.mark.django_db
def test_opening_beats_while_it_works_at_something_long(closed, monkeypatch):
    monkeypatch.setattr(box_pulse, "EVERY", 0.05)
    assert not box_pulse.is_alive(closed.box)

    with box_pulse.beating(closed.box):
        silent_for(closed.box, seconds=box_pulse.LONGEST_SILENCE + 1)
        assert waited_for(lambda: box_pulse.is_alive(closed.box))

    assert not box_pulse.is_alive(closed.box)


@pytest.mark.django_db
def test_opening_without_room_for_its_signs_goes_on(closed, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "no folder"
    settings.DATA_DIR.touch()

    with box_pulse.beating(closed.box):
        assert not box_pulse.is_alive(closed.box)


KILLED = """
import os, signal, django
django.setup()
from communities.models import User
from evaluation.models import BallotBox
from evaluation.surveys import box_pulse, services
box = BallotBox.objects.get()
key = services.key_from_passphrase(box, os.environ["PASSPHRASE"])
def reached(step):
    if step == os.environ["STEP"]:
        os.kill(os.getpid(), signal.SIGKILL)
services.open_box(box, by=User.objects.get(pk=os.environ["BY"]), private_key=key, reached=reached)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["tallied", "answers stored", "before commit", "committed"])
def test_killed_opening_leaves_before_or_after(office, closed, opening_process, step):
    more = {"PASSPHRASE": PASSPHRASE, "STEP": step, "BY": str(office.pk)}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        env=os.environ | opening_process | more,
        cwd=settings.BASE_DIR,
        check=False,
    )

    assert killed.returncode == -9
    is_after = step == "committed"
    assert Answer.objects.count() == (6 if is_after else 0)
    assert Ballot.objects.count() == (0 if is_after else 6)
    assert BallotBox.objects.get().state == ("opened" if is_after else "sealed")
    if not is_after:
        box = BallotBox.objects.get()
        services.open_box(
            box, by=office, private_key=services.key_from_passphrase(box, PASSPHRASE)
        )
    assert services.check_opened(BallotBox.objects.get()).problems == []


# ------------------------------------------------------------------ the terminal and the clock
@pytest.mark.django_db
def test_boxes_are_verified_at_the_terminal(office, closed, capsys):
    call_command("survey", "verify")
    assert "as its record says" in capsys.readouterr().out

    Ballot.objects.order_by("index").last().delete()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("survey", "verify", closed.box.uid)
    assert "5 ballots lie in the box" in capsys.readouterr().out


@pytest.mark.django_db
def test_every_hour_what_has_come_in_is_written_down(closed):
    assert closing.write_checkpoints() == 1
    assert closing.write_checkpoints() == 0

    line = closed.box.events.get(kind="checkpoint")
    assert (line.facts["size"], line.by.username) == (6, "system")
