"""The date of a sample portal: forward, after a confirmation, and nowhere else."""

from datetime import timedelta

import pytest

from communities.models import Role
from harmony.shared import clock
from tests.factories import AdministratorFactory, StageFactory

pytestmark = pytest.mark.django_db

CLOCK = "/clock/"


@pytest.fixture
def desk(client, settings):
    settings.SAMPLE_MODE = True
    client.force_login(AdministratorFactory())
    return client


def test_a_real_portal_has_no_such_page(client):
    client.force_login(AdministratorFactory())

    assert client.get(CLOCK).status_code == 404
    assert client.post(CLOCK, {"to": "2999-01-01"}).status_code == 404


def test_only_administrators_move_the_date(client, settings, person):
    settings.SAMPLE_MODE = True
    client.force_login(person(Role.OFFICE_REVIEWER))
    before = clock.today()

    assert client.get(CLOCK).status_code == 403
    assert client.post(CLOCK, {"to": "2999-01-01"}).status_code == 403
    assert clock.today() == before


def test_a_step_is_confirmed_before_it_is_taken(desk):
    StageFactory(title_en="First stage", ordinal=1)
    before = clock.now()
    day = clock.today() + timedelta(days=28 + 7)

    question = desk.post(CLOCK, {"step": "date", "date": day.isoformat()})
    assert "That is 35 days ahead." in question.text
    assert "Hand-up to the street" in question.text
    assert "Stage 1" in question.text
    assert "Questionnaire opens" not in question.text
    assert "The date cannot be moved back." in question.text
    assert clock.shift() == timedelta()

    done = desk.post(CLOCK, {"to": day.isoformat()}, follow=True)
    assert clock.today() == day
    assert clock.now() - before >= timedelta(days=35)
    assert "The portal’s date is now" in done.text


def test_a_confirmation_sent_twice_moves_once(desk):
    day = clock.today() + timedelta(days=7)

    desk.post(CLOCK, {"to": day.isoformat()})
    again = desk.post(CLOCK, {"to": day.isoformat()}, follow=True)

    assert clock.today() == day
    assert "The date can only be moved forward." in again.text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"step": "date"}, "Say which date."),
        ({"step": "date", "date": "yesterday"}, "Enter a valid date."),
        ({"step": "date", "date": "2020-01-01"}, "The date can only be moved forward."),
        ({"step": "date", "date": "9999-12-31"}, "This is more than ten years ahead."),
        ({"step": "-7"}, "not one of the available choices"),
        ({"date": "2030-01-01"}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_moves(desk, typed, reason):
    response = desk.post(CLOCK, typed)

    assert reason in response.text
    assert clock.shift() == timedelta()


@pytest.mark.parametrize("to", ["", "soon", "2020-01-01", "9999-12-31"])
def test_a_forged_confirmation_moves_nothing(desk, to):
    assert desk.post(CLOCK, {"to": to}).status_code == 302
    assert clock.shift() == timedelta()
