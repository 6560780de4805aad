"""What no browser would send breaks nothing, and guessing codes is slowed down."""

import html

import pytest

from evaluation.models import Ballot, Code, Survey
from evaluation.surveys import codes
from evaluation.surveys.attempts import MOST_FAILURES, MOST_OF_A_SLIP
from tests.evaluation.views.answering.filled_pages import filled, receipt_in, text_of
from tests.factories.surveys import counted

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ bad input
@pytest.mark.parametrize(
    "changes",
    [
        {"a-staff": "delighted"},
        {"a-weather": "satisfied"},
        {"b-name": "Li"},
        {"a-": "satisfied"},
        {"b-age_band": "x" * 10_000},
        {"receipt": ""},
        {"receipt": "0" * 5000},
        {"receipt": "<script>"},
        {"few": "yes", "a-overall": "\x00"},
        {"comment": "好" * 501},
    ],
)
def test_garbage_uses_nothing_up_and_keeps_the_rest(client, code, changes):
    response = client.post("/q", filled(code) | changes)

    assert response.status_code == 422
    assert text_of(response).count(" checked") >= 15
    assert not Ballot.objects.exists()
    assert Code.objects.filter(state=Code.State.USED).count() == 0


def test_page_sent_without_a_receipt_gets_one(client, code):
    sent = filled(code, receipt="nonsense")

    response = client.post("/q", sent)

    receipt = receipt_in(response.text)
    assert "Your answers have arrived" in text_of(client.post("/q", sent | {"receipt": receipt}))


def test_comment_of_a_megabyte_comes_back_to_be_shortened(client, code):
    comment = "很" * 350_000

    response = client.post("/q", filled(code, comment=comment))

    assert response.status_code == 422
    assert "The comment has 350000 characters" in text_of(response)
    assert comment in response.text
    assert not Ballot.objects.exists()


def test_markup_in_a_comment_stays_text(client, code):
    nasty = '</textarea><script>alert("x")</script>'

    response = client.post("/q", filled("wrong", comment=nasty))

    assert "<script>alert" not in response.text
    assert html.escape(nasty) in response.text
    client.post("/q", filled(code, comment=nasty))
    assert counted(Survey.objects.get()).comments.get().text == nasty


def test_markup_in_the_code_stays_text(client, survey_and_codes):
    response = client.post("/q", filled('"><img src=x onerror=alert(1)>'))

    assert "<img src=x" not in response.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"a-staff=%00&receipt=%FF",
        b"questionnaire=9999999999999999&receipt=1",
    ],
)
def test_no_body_breaks_it(client, survey_and_codes, body):
    response = client.post("/q", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 422


@pytest.mark.parametrize("query", ["?language=xx", "?language=%00", "?%FF=1", "?language=zh-hans"])
def test_no_address_breaks_it(client, survey_and_codes, query):
    assert client.get(f"/q{query}").status_code == 200


# ------------------------------------------------------------------ guessing
def test_guessing_is_slowed_down_and_a_right_code_never(client, code):
    responses = [client.post("/q", filled(codes.draw(1)[0])) for _ in range(MOST_FAILURES + 1)]

    assert [each.status_code for each in responses] == [422] * MOST_FAILURES + [429]
    assert 0 < int(responses[-1]["Retry-After"]) <= 600
    assert "Too many wrong codes" in text_of(responses[-1])
    assert "a right code is taken at once. Other codes can be tried" in text_of(responses[-1])
    assert "try again in" not in text_of(responses[-1])  # it would contradict that
    assert text_of(responses[-1]).count(" checked") == 16
    assert client.post("/q", filled(code)).status_code == 200


def test_behind_a_proxy_everybody_counts_alone(client, survey_and_codes, settings):
    settings.BEHIND_PROXY = True
    for wrong in map(filled, codes.draw(MOST_FAILURES + 1)):
        last = client.post("/q", wrong, headers={"x-forwarded-for": "10.0.0.1, 203.0.113.7"})

    other = client.post("/q", wrong, headers={"x-forwarded-for": "10.0.0.1, 203.0.113.8"})

    assert (last.status_code, other.status_code) == (429, 422)


def test_guessing_at_one_slip_is_told_and_its_right_code_is_taken(client, code):
    wrong = codes.selector_of(code) + f"{(int(codes.verifier_of(code)) + 1) % 10**9:09d}"
    wrong = filled(wrong + codes.luhn_digit(wrong))

    for number in range(MOST_OF_A_SLIP + 1):
        refused = client.post("/q", wrong, REMOTE_ADDR=f"198.51.100.{number}")

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "A right code is taken at any time" in text_of(refused)
    assert client.post("/q", filled(code)).status_code == 200


def test_many_wrong_codes_elsewhere_are_not_blamed_on_who_mistypes(client, code, monkeypatch):
    monkeypatch.setattr("evaluation.surveys.attempts.MOST_OF_ALL", 0)

    refused = client.post("/q", filled("1234"))

    assert refused.status_code == 429 and "Retry-After" in refused
    assert "digit by digit" in text_of(refused) and "Too many" not in text_of(refused)
    assert client.post("/q", filled(code)).status_code == 200
