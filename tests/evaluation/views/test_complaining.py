"""A resident's complaint: without a name, with or without a slip, in both languages."""

from datetime import timedelta

import pytest

from evaluation.models import Complaint
from evaluation.surveys import services
from evaluation.surveys.attempts import MOST_COMPLAINTS, MOST_FAILURES
from evaluation.surveys.sealing import receipts
from harmony.shared import clock, counters
from tests.factories.surveys import answer, open_survey

pytestmark = pytest.mark.django_db

PAGE = "/q/complaint"


@pytest.fixture(autouse=True)
def nothing_counted():
    counters.forget_all()


@pytest.fixture
def survey_and_codes(db):
    survey, codes = open_survey(slips=12)
    answer(codes[0])
    return survey, codes


def filled(**changes):
    sent = {"kind": "told", "code": "", "community": "", "text": "", "in": "en", "send": "yes"}
    return sent | {"number": receipts.new()} | changes


def test_used_code_is_complained_of(client, survey_and_codes):
    survey, codes = survey_and_codes
    refused = client.post(
        "/q", {"code": codes[0], "receipt": receipts.new(), "a-staff": "satisfied"}
    )
    assert 'formaction="/q/complaint"' in refused.text

    begun = client.post(PAGE, {"code": codes[0], "complain": "used", "in": "en"})
    assert codes[0] in begun.text and "checked" in begun.text
    kept = client.post(PAGE, filled(kind="used", code=codes[0], text="Not by us."))

    complaint = Complaint.objects.get()
    assert (complaint.survey, complaint.kind, complaint.day) == (survey, "used", clock.today())
    assert complaint.text == "Not by us."
    assert "has arrived" in kept.text
    assert not begun.cookies and not kept.cookies


def test_every_page_of_the_questionnaire_leads_there(client, survey_and_codes):
    _survey, codes = survey_and_codes
    sent = {f"a-{key}": "satisfied" for key in ("staff", "overall")} | {"few": "yes"}
    thanks = client.post("/q", sent | {"code": codes[1], "receipt": receipts.new(), "in": "en"})

    for text in (client.get("/q").text, client.post("/q", {"look": "yes"}).text, thanks.text):
        assert "Complain without your name" in text
    assert "Your answers have arrived" in thanks.text


def test_community_is_enough_without_a_slip(client, survey_and_codes):
    survey, _codes = survey_and_codes

    client.post(PAGE, filled(community=survey.pk, text="My slip never came."))

    assert Complaint.objects.get().survey == survey


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ""}, "Please choose what happened."),
        ({"kind": "murder"}, "valid choice"),
        ({}, "choose your community below"),
        ({"kind": "used"}, "so that we can see it was used"),
        ({"community": "999999"}, "valid choice"),
        ({"community": "\x00"}, "valid choice"),
        ({"code": "1234 5678 9012 3456"}, "This code is not right."),
        ({"code": "\x00"}, "invisible characters"),
        ({"text": "x" * 501}, "may have 500 characters"),
        ({"text": "x" * 100_000}, "may have 500 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, survey_and_codes, changes, words):
    response = client.post(PAGE, filled(**({"text": "I was told."} | changes)))

    assert response.status_code == 422
    assert words in response.text
    assert not Complaint.objects.exists()
    if "text" not in changes:
        assert "I was told." in response.text


def test_unused_code_is_no_used_one(client, survey_and_codes):
    _survey, codes = survey_and_codes

    response = client.post(PAGE, filled(kind="used", code=codes[1]))
    assert "You can still answer with it." in response.text
    client.post(PAGE, filled(kind="told", code=codes[1]))
    assert Complaint.objects.count() == 1


def test_form_that_is_sent_twice_counts_once(client, survey_and_codes):
    survey, _codes = survey_and_codes
    sent = filled(community=survey.pk)

    first, second = client.post(PAGE, sent), client.post(PAGE, sent)

    assert first.status_code == second.status_code == 200
    assert Complaint.objects.count() == 1


def test_complaints_are_limited_for_each_address(client, survey_and_codes):
    survey, _codes = survey_and_codes
    for _ in range(MOST_COMPLAINTS):
        assert client.post(PAGE, filled(community=survey.pk)).status_code == 200

    refused = client.post(PAGE, filled(community=survey.pk, text="One more."))

    assert refused.status_code == 429 and "Retry-After" in refused.headers
    assert "One more." in refused.text and "try again in" in refused.text
    other = client.post(PAGE, filled(community=survey.pk), REMOTE_ADDR="198.51.100.9")
    assert other.status_code == 200
    assert Complaint.objects.count() == MOST_COMPLAINTS + 1


def test_wrong_codes_count_as_guesses(client, survey_and_codes):
    for _ in range(MOST_FAILURES):
        client.post(PAGE, filled(code="1234 5678 9012 3456"))

    assert client.post(PAGE, filled(code="1234 5678 9012 3456")).status_code == 429


def test_closed_questionnaire_can_be_complained_of_for_a_while(client, survey_and_codes):
    survey, _codes = survey_and_codes
    services.close(survey, by=survey.opened_by)
    client.post(PAGE, filled(community=survey.pk))
    assert Complaint.objects.count() == 1

    type(survey).objects.update(
        opens_at=clock.now() - timedelta(days=90),
        closes_at=clock.now() - timedelta(days=61),
    )
    assert client.post(PAGE, filled(community=survey.pk)).status_code == 422


def test_language_is_changed_without_losing_anything(client, survey_and_codes):
    survey, _codes = survey_and_codes
    sent = filled(community=survey.pk, text="有人授意", language="zh-hans")

    text = client.post(PAGE, sent | {"big": "yes"}).text
    assert 'form="answers" class="vh big-box"' in text and 'autocomplete="off" checked>' in text
    assert "匿名" not in text and "问卷投诉" in text and "有人授意" in text
    assert not Complaint.objects.exists()
    assert "问卷投诉" in client.get(PAGE, {"language": "zh-hans"}).text
