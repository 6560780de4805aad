"""Rows inserted at once are what was given, whatever stands in them."""

import pytest

from evaluation.models import Answer, Comment
from evaluation.surveys import bulk_rows
from evaluation.surveys.models import random_key
from tests.factories.surveys import open_survey

pytestmark = pytest.mark.django_db

HARD = [
    "plain",
    "",
    "\\N",
    "\\.",
    "one\ttab, one\nline, one\\backslash, one\rreturn",
    "\\x41 \\\\x41 \\t",
    "“quoted”, 'single', 100 %s, {braces}",
    "社区很好 🙂",
]


def test_texts_come_back_as_they_were():
    survey, _codes = open_survey(slips=1)
    given = {random_key(): text for text in HARD}

    rows = [(key, survey.pk, text, "waiting", "") for key, text in given.items()]
    bulk_rows.insert(Comment, ("key", "survey", "text", "review", "reason"), rows)

    assert dict(Comment.objects.values_list("key", "text")) == given


def test_bytes_truth_and_json_come_back_and_more_than_one_piece_is_stored(monkeypatch):
    monkeypatch.setattr(bulk_rows, "COPIED", 2)
    monkeypatch.setattr(bulk_rows, "ROWS", 2)
    survey, _codes = open_survey(slips=1)
    salts = [bytes(range(16)), b"\\\n\t\r\x00" + bytes(11), b"\xff" * 16]

    rows = [
        (random_key(), survey.pk, place == 1, salt, '{"a": "b\\\\\\n\\t\\"c"}', "{}")
        for place, salt in enumerate(salts)
    ]
    columns = ("key", "survey", "is_assisted", "salt", "choices", "background")
    bulk_rows.insert(Answer, columns, iter(rows))

    found = {bytes(one.salt): one for one in Answer.objects.all()}
    assert found.keys() == set(salts)
    assert [found[salt].is_assisted for salt in salts] == [False, True, False]
    assert {one.choices["a"] for one in found.values()} == {'b\\\n\t"c'}
    assert {str(one.background) for one in found.values()} == {"{}"}
