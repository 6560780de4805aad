"""An open questionnaire, and a code that has not been used."""

import pytest

from harmony.shared import counters
from tests.factories.surveys import open_survey


@pytest.fixture(autouse=True)
def nothing_counted():
    counters.forget_all()


@pytest.fixture
def survey_and_codes(db):
    return open_survey(slips=3)


@pytest.fixture
def code(survey_and_codes):
    return survey_and_codes[1][0]
