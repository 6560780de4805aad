"""Answers are sent, confirmed once, and never lost on the way; nothing of them is logged."""

import re
from datetime import timedelta
from functools import partial

import pytest

from evaluation.models import Answer, Ballot, Code, Survey
from evaluation.surveys import codes, services
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import receipts
from harmony.shared import clock
from tests.evaluation.surveys.test_answering import all_at_once
from tests.evaluation.views.answering.filled_pages import filled, receipt_in, text_of
from tests.factories.surveys import (
    counted,
    office_of,
    open_survey,
    prepared_survey,
    received_declaration,
)

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ sending
def test_answers_arrive_and_are_confirmed(client, code, survey_and_codes):
    survey, _codes = survey_and_codes
    sent = filled(code, comment="Thanks", **{"b-age_band": "from_60", "a-roads": "dont_know"})

    response = client.post("/q", sent)

    text = text_of(response)
    counted(survey)
    answer = Answer.objects.get()
    assert response.status_code == 200
    assert receipts.grouped(sent["receipt"]) in text
    assert "Your answers have arrived" in text
    assert survey.declaration.community.name_en in text
    assert answer.choices["roads"] == "dont_know"
    assert len(answer.choices) == 16
    assert answer.background == {"age_band": "from_60"}
    assert survey.comments.get().text == "Thanks"
    assert code not in text


def test_sent_twice_it_is_confirmed_twice_in_the_same_words(client, code):
    sent = filled(code)

    first, again = client.post("/q", sent), client.post("/q", sent)

    assert first.content == again.content
    assert Ballot.objects.count() == 1


def test_confirmation_is_repeated_after_the_close(client, code, survey_and_codes):
    survey, _codes = survey_and_codes
    sent = filled(code)
    client.post("/q", sent)
    services.close(survey, by=office_of())

    response = client.post("/q", sent)

    assert response.status_code == 200
    assert "your answers are in" in text_of(response)
    assert receipts.grouped(sent["receipt"]) in response.text


@pytest.mark.django_db(transaction=True)
def test_double_tap_counts_once(client):
    _survey, drawn = open_survey(slips=1)
    sent = filled(drawn[0])

    responses = all_at_once(*[partial(client.post, "/q", sent)] * 4)

    assert [response.status_code for response in responses] == [200] * 4
    assert all("Your answers have arrived" in response.text for response in responses)
    assert Ballot.objects.count() == 1


def test_confirmation_says_once_what_the_receipt_is_for_and_when_answers_are_counted(
    client, code, survey_and_codes
):
    survey, _codes = survey_and_codes

    text = text_of(client.post("/q", filled(code)))

    assert content_of(survey.questionnaire).thanks.en in text
    assert text.count("does not show what you answered") == 1
    assert '<a href="/receipt/">Check a receipt</a>' in text
    assert re.search(r"closes on [^.]+\. After that the ballot box is opened, and all", text)
    assert "when the questionnaire closes" not in text


def test_lost_connection_and_a_fresh_page_count_once(client, code):
    client.post("/q", filled(code))

    response = client.post("/q", filled(code))

    text = text_of(response)
    assert response.status_code == 409
    assert "the connection broke, they have arrived" in text
    assert 'class="error-summary"' not in response.text  # told once, with the way to the code
    assert '<a href="#code">Go to the code</a>' in response.text
    assert text.count(" checked") == 16
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "status", "words"),
    [
        ("wrong", 422, "digit by digit"),
        ("empty", 422, "Please type the code"),
        ("void", 409, "no longer in use"),
        ("late", 409, "is closed"),
        ("not open", 409, "not open yet"),
    ],
)
def test_code_that_cannot_be_used_is_told_kindly_and_nothing_is_lost(
    client, survey_and_codes, case, status, words
):
    survey, drawn = survey_and_codes
    used = {"wrong": codes.draw(1)[0], "empty": "  "}.get(case, drawn[0])
    if case == "void":
        services.void(survey, drawn[:1], by=office_of())
    if case == "not open":
        second = prepared_survey(received_declaration(stage=survey.declaration.stage))
        used = services.print_batch(second, by=office_of(), label="1", count=1)[1][0]
    moment = survey.closes_at + timedelta(hours=1) if case == "late" else clock.now()
    sent = filled(used, comment="Rough <b>roads</b>", **{"b-years_here": "from_10"})

    with clock.at(moment):
        response = client.post("/q", sent)

    text = text_of(response)
    assert response.status_code == status
    assert words in text
    assert text.count(" checked") == 17
    assert "Rough &lt;b&gt;roads&lt;/b&gt;</textarea>" in response.text
    assert receipt_in(text) == sent["receipt"]
    assert not Ballot.objects.exists()


def test_corrected_form_is_taken(client, code):
    sent = filled("1234 5678 9012 3456")
    client.post("/q", sent)

    response = client.post("/q", sent | {"code": codes.grouped(code)})

    assert "Your answers have arrived" in text_of(response)


def test_few_ratings_lead_to_the_first_question_without_an_answer(client, code):
    sent = {"code": code, "receipt": receipts.new(), "in": "en"}
    first, second = re.findall(r'<fieldset class="q wrap" id="([^"]+)"', client.get("/q").text)[:2]

    none = client.post("/q", sent)
    one = client.post("/q", sent | {first: "satisfied"})

    way = "Go to the first question without an answer"
    assert f'<a href="#{first}">Nothing has been answered yet.</a>' in none.text
    assert f'<a href="#{second}">{way}</a>' in one.text


def test_few_ratings_are_asked_about_once(client, code):
    sent = {"code": code, "receipt": receipts.new(), "a-staff": "satisfied", "in": "en"}

    asked = client.post("/q", sent)
    assert "You have rated 1 question so far" in text_of(asked)
    assert not Ballot.objects.exists()

    response = client.post("/q", sent | {"few": "yes"})
    assert "Your answers have arrived" in text_of(response)
    counted(Survey.objects.get())
    assert Answer.objects.get().choices == {"staff": "satisfied"}


def test_nothing_answered_is_not_sent(client, code):
    response = client.post("/q", {"code": code, "receipt": receipts.new(), "in": "en"})

    assert response.status_code == 422
    assert "Nothing has been answered yet" in text_of(response)
    assert Code.objects.filter(state=Code.State.USED).count() == 0


# ------------------------------------------------------------------ what is written down
def test_code_and_answers_are_not_logged(client, code, caplog):
    caplog.set_level("DEBUG")

    client.post("/q", filled(code, comment="a very special comment"))

    assert code not in caplog.text
    assert "a very special comment" not in caplog.text
