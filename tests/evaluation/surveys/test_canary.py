"""The canary proof (``proofs/canary.py``) on whatever database and cache this is."""

import pytest

from proofs import canary
from tests.factories.surveys import open_survey


@pytest.mark.django_db(transaction=True)
def test_neither_code_nor_answer_is_found_anywhere():
    assert canary.search() == []


@pytest.mark.django_db(transaction=True)
def test_search_finds_what_is_there():
    """Of what may be known it finds the selector, so it looks where it should."""
    _survey, drawn = open_survey(slips=1)

    places = list(canary._places())

    assert any(drawn[0][:6].encode() in content for _where, content in places)
