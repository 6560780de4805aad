import copy
import gzip
import html
import re
from datetime import timedelta
from functools import partial

import pytest

from evaluation.models import Answer, Ballot, Code, StageBasis, Survey
from evaluation.surveys import codes, services
from evaluation.surveys.attempts import MOST_FAILURES, MOST_OF_A_SLIP
from evaluation.surveys.sealing import receipts
from harmony.shared import clock, counters
from tests.evaluation.surveys.test_answering import all_at_once
from tests.factories import CommunityFactory
from tests.factories.surveys import (
    ITEMS,
    counted,
    office_of,
    open_survey,
    prepared_survey,
    published_questionnaire,
    received_declaration,
    stage_with_questionnaire,
    written_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    counters.forget_all()


@pytest.fixture
def survey_and_codes(db):
    return open_survey(slips=3)


@pytest.fixture
def code(survey_and_codes):
    return survey_and_codes[1][0]


def receipt_in(text):
    return re.search(r'name="receipt" value="([0-9A-Z]{16})"', text)[1]


def filled(code, receipt=None, option="satisfied", **changes):
    """What a browser sends when everything is answered."""
    answers = {f"a-{key}": option for key in [*ITEMS, "overall"]}
    return {"code": code, "receipt": receipt or receipts.new(), "in": "en", **answers} | changes


def text_of(response):
    return html.unescape(response.content.decode())


# ------------------------------------------------------------------ the page
def test_page_asks_everything_at_once(client, survey_and_codes):
    response = client.get("/q")

    text = text_of(response)
    assert response.status_code == 200
    assert text.count("<fieldset") == 15 + 1 + 2
    assert text.count('type="radio"') == 16 * 6 + 4 + 4
    assert "checked" not in text.replace("data-code-check", "")
    assert 'inputmode="numeric"' in text
    assert "<h1" in text and text.count("<h1") == 1


def test_each_page_has_a_receipt_of_its_own(client, survey_and_codes):
    found = {receipt_in(client.get("/q").text) for _ in range(3)}

    assert len(found) == 3


def test_page_keeps_no_cookie(client, code):
    visit = client.get("/q")
    sent = client.post("/q", filled(code))

    assert not visit.cookies and not sent.cookies


def test_a_visit_transfers_little(client, survey_and_codes):
    """Everything a phone is sent, headers too, by the middleware that sends it."""
    phone = partial(client.get, headers={"accept-encoding": "gzip, deflate, br"})
    page = phone("/q", {"language": "zh-hans"})
    html_text = gzip.decompress(page.content).decode()
    links = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html_text))

    loaded = [page, *(phone(link) for link in sorted(links))]

    assert {"/static/css/survey.css", "/static/js/survey.js", "/static/img/seal.svg"} <= links
    assert [each.headers.get("Content-Encoding") for each in loaded] == ["gzip"] * len(loaded)
    assert sum(map(transferred, loaded)) <= 20 * 1024


def transferred(response):
    head = f"HTTP/1.1 200 OK\r\n{response.headers}\r\n".encode()
    return len(head) + len(b"".join(response) if response.streaming else response.content)


def test_what_comes_back_is_compressed_too(client, code):
    sent = client.post("/q", filled(code), headers={"accept-encoding": "gzip"})

    assert sent.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sent.headers["Vary"]


def test_how_long_the_page_was_open_comes_back_with_what_is_to_be_corrected(client, code):
    again = client.post("/q", filled(code[::-1], seconds="93"))
    nonsense = client.post("/q", filled(code[::-1], seconds="-1\x00"))

    assert 'name="seconds" value="93"' in again.text
    assert 'name="seconds" value=""' in nonsense.text


def test_blank_page_is_prepared_and_costs_one_query(
    client, survey_and_codes, django_assert_num_queries
):
    client.get("/q")

    with django_assert_num_queries(1):
        client.get("/q")


def test_language_follows_the_browser_the_address_or_the_button(client, code):
    chinese = client.get("/q", headers={"accept-language": "zh-CN,zh;q=0.9"})
    asked = client.get("/q", {"language": "en"}, headers={"accept-language": "zh-CN"})

    assert "您对社区工作人员的服务态度满意吗？" in chinese.text
    assert '<html lang="zh-Hans"' in chinese.text
    assert "How satisfied are you with the way community staff treat you?" in asked.text


def test_language_button_keeps_what_was_filled_in(client, code):
    sent = filled(code, comment="楼道很暗", **{"b-age_band": "from_60"}, language="zh-hans")

    response = client.post("/q", sent)

    text = text_of(response)
    assert response.status_code == 200
    assert "您对社区工作人员的服务态度满意吗？" in text
    assert text.count(" checked") == 17
    assert "楼道很暗</textarea>" in text
    assert f'value="{code}"' in text
    assert receipt_in(text) == sent["receipt"]
    assert not Ballot.objects.exists()


def test_promises_are_those_the_software_keeps(client, survey_and_codes):
    text = text_of(client.get("/q", {"language": "en"}))

    assert "We do not ask for your name" in text
    assert "Nobody can see which answers are yours" in text
    assert "Answers stay sealed until the questionnaire closes" in text
    assert "deleted when the box is opened" in text
    assert "Nobody may tell you what to answer" in text


def test_without_an_open_questionnaire_the_page_says_so(client, db):
    response = client.get("/q", {"language": "en"})

    assert response.status_code == 200
    assert "No questionnaire is open at the moment" in text_of(response)


@pytest.mark.parametrize("address", ["/q", "/q/"])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_known(client, db, address, method):
    assert getattr(client, method)(address).status_code == 405


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


# ------------------------------------------------------------------ several questionnaires
@pytest.fixture
def second_survey(survey_and_codes, district):
    """Another stage asks other questions at the same time."""
    mapping = copy.deepcopy(written_questionnaire())
    mapping["key"] = "residents-short"
    mapping["title"]["en"] = "The short one"
    stage = stage_with_questionnaire(district)
    StageBasis.objects.filter(stage=stage).update(
        questionnaire=published_questionnaire(district, mapping)
    )
    stage.refresh_from_db()
    community = CommunityFactory(name_en="Second Community")
    return open_survey(received_declaration(community, stage), slips=2)


def test_code_decides_which_questionnaire_is_shown(client, second_survey):
    _survey, drawn = second_survey

    first = client.get("/q", {"language": "en"})
    shown = client.post("/q", {"code": drawn[0], "look": "yes", "in": "en"})

    assert "<fieldset" not in first.text
    assert "The short one" in text_of(shown)
    assert "Second Community" in text_of(shown)
    assert f'value="{drawn[0]}"' in shown.text
    sent = filled(drawn[0], receipt_in(shown.text))
    assert "Second Community" in text_of(client.post("/q", sent))


def test_wrong_code_is_asked_for_again(client, second_survey):
    response = client.post("/q", {"code": "1234", "look": "yes", "in": "en"})

    assert response.status_code == 422
    assert "digit by digit" in text_of(response)
    assert 'value="1234"' in response.text


def test_looking_for_codes_is_slowed_down_too(client, second_survey):
    for _ in range(MOST_FAILURES + 1):
        response = client.post("/q", {"code": codes.draw(1)[0], "look": "yes"})

    assert response.status_code == 429


def test_wrong_code_keeps_the_questionnaire_that_was_shown(client, second_survey):
    survey, _codes = second_survey
    sent = filled("1234", questionnaire=str(survey.questionnaire_id))

    response = client.post("/q", sent)

    assert "The short one" in text_of(response)
    assert text_of(response).count(" checked") == 16


# ------------------------------------------------------------------ what is written down
def test_code_and_answers_are_not_logged(client, code, caplog):
    caplog.set_level("DEBUG")

    client.post("/q", filled(code, comment="a very special comment"))

    assert code not in caplog.text
    assert "a very special comment" not in caplog.text
