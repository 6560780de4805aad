from datetime import timedelta

import pytest

from evaluation.models import Survey
from evaluation.surveys import running
from harmony.shared import clock
from tasks.closing import close_surveys
from tests.factories.surveys import answer, open_survey, prepared_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def later():
    return clock.at(clock.now() + timedelta(days=30))


def test_surveys_past_their_date_are_closed_in_the_name_of_the_portal(later):
    survey, codes = open_survey()
    answer(codes[0])
    prepared_survey()
    assert close_surveys() == 0

    with later:
        assert close_surveys() == 1
        assert close_surveys() == 0

    survey.refresh_from_db()
    assert (survey.state, survey.closed_by.username) == (Survey.State.CLOSED, "system")
    assert survey.tally is None
    assert Survey.objects.filter(state=Survey.State.PREPARED).count() == 1


def test_one_that_cannot_be_closed_holds_up_no_other(later, monkeypatch, caplog):
    broken, _codes = open_survey()
    fine, _codes = open_survey()
    join = running.boxes.join

    def join_but_one(survey):
        if survey.pk == broken.pk:
            raise ValueError("cannot be closed")
        return join(survey)

    monkeypatch.setattr(running.boxes, "join", join_but_one)

    with later:
        assert close_surveys() == 1

    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == (Survey.State.OPEN, Survey.State.CLOSED)
    assert f"Survey {broken.pk} could not be closed" in caplog.text
