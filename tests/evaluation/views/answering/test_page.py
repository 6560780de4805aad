"""The page that asks residents: what stands there, in which language, and how little is sent."""

import gzip
import re
from functools import partial

import pytest

from evaluation.models import Ballot
from tests.evaluation.views.answering.filled_pages import filled, receipt_in, text_of

pytestmark = pytest.mark.django_db


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


LARGE = 'autocomplete="off" checked>'


@pytest.mark.parametrize("changes", [{"language": "zh-hans"}, {"code": "1"}, {}])
def test_large_type_stays_whatever_comes_back(client, code, changes):
    sent = filled(code) | changes

    plain, large = client.post("/q", sent), client.post("/q", sent | {"big": "yes"})

    assert LARGE not in plain.text and LARGE in large.text
    assert 'name="big" value="yes" form="answers"' in client.get("/q").text
    assert LARGE not in client.get("/q").text


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
