"""The integrity board: who sees it, what it lists, and the reviews that are written there."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Assignment, Complaint, Signal, SignalReview
from evaluation.surveys import services
from evaluation.surveys.figures import SurveyFigures
from harmony.shared import clock
from tests.factories import CommunityFactory
from tests.factories.surveys import (
    office_of,
    open_survey,
    prepared_survey,
    received_declaration,
    stage_with_questionnaire,
    stuffed_survey,
)

pytestmark = pytest.mark.django_db

BOARD = "/integrity/"


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def declaration(community, stage):
    return received_declaration(community, stage)


@pytest.fixture
def survey(declaration):
    return stuffed_survey(declaration)


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


def counted_by_hand(stage, *, name="", raised=("device",)):
    """A counted survey with these signals, without the answers behind them."""
    names = {"name_en": name} if name else {}
    survey = prepared_survey(received_declaration(CommunityFactory(**names), stage))
    since = clock.now()
    type(survey).objects.filter(pk=survey.pk).update(
        state="counted",
        tally={"valid": 60, "publish_from": 30, "satisfaction_rate": "80"},
        closed_at=since,
        closed_by=office_of(),
    )
    survey.refresh_from_db()
    SurveyFigures.objects.create(
        survey=survey, slips=120, valid_answers=60, satisfaction_rate="80", residents="75.5"
    )
    for kind in raised:
        Signal.objects.create(survey=survey, kind=kind, figure="0.2", n=60, is_raised=True)
    return survey


def names_on(client, query):
    text = client.get(BOARD, query).text
    found = [name for name in ("Anlan", "Haitang", "Yulan") if f">{name}</a>" in text]
    return sorted(found, key=lambda name: text.index(f">{name}</a>"))


# ------------------------------------------------------------------ who sees it
@pytest.mark.parametrize("role", list(Role))
def test_board_is_for_the_district(client, person, survey, role):
    client.force_login(person(role))
    is_reader = role in {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR}

    page = reverse("evaluation:integrity-survey", args=[survey.pk])
    assert client.get(BOARD).status_code == (200 if is_reader else 403)
    assert client.get("/integrity/board.csv").status_code == (200 if is_reader else 403)
    assert client.get(page).status_code == (200 if is_reader else 404)
    followed = client.get(survey.get_absolute_url())
    if followed.status_code == 200:
        assert ("Signals, reviews and complaints" in followed.text) is is_reader


def test_whoever_scores_the_declaration_sees_nothing_of_it(client, person, survey):
    both = person(Role.LEADER)
    client.force_login(both)
    name = survey.declaration.community.name_en
    assert name in client.get(BOARD).text
    Assignment.objects.create(
        declaration=survey.declaration, appraiser=both, assigned_by=office_of()
    )

    assert name not in client.get(BOARD).text
    assert name not in client.get("/integrity/board.csv").text
    page = reverse("evaluation:integrity-survey", args=[survey.pk])
    assert client.get(page).status_code == 404


def test_signals_appear_only_after_the_opening(client, office, declaration):
    survey, codes = open_survey(declaration, slips=12)
    services.complain(survey, kind="told", text="He stood there.")

    text = client.get(reverse("evaluation:integrity-survey", args=[survey.pk])).text
    assert "Until then only complaints are shown" in text and "He stood there." in text
    assert "Write a review" not in text and len(codes) == 12


# ------------------------------------------------------------------ the list
def test_list_is_filtered_and_sorted_in_the_address(client, office, stage):
    first = counted_by_hand(stage, name="Anlan", raised=("device", "fast"))
    second = counted_by_hand(stage, name="Haitang", raised=("burst",))
    quiet = counted_by_hand(stage, name="Yulan", raised=())
    services.review(second, by=office, outcome="nothing", text="Looked.")

    assert names_on(client, {}) == ["Anlan", "Haitang"]
    assert names_on(client, {"show": "all", "sort": "community"}) == ["Anlan", "Haitang", "Yulan"]
    assert names_on(client, {"show": "new"}) == ["Anlan"]
    assert names_on(client, {"kind": "burst"}) == ["Haitang"]
    assert names_on(client, {"q": "anl"}) == ["Anlan"]
    assert names_on(client, {"stage": stage.pk, "sort": "raised"}) == ["Haitang", "Anlan"]
    street = first.declaration.community.parent.code
    assert names_on(client, {"street": street}) == ["Anlan"]
    services.complain(quiet, kind="other")
    assert names_on(client, {"show": "complaints"}) == ["Yulan"]


@pytest.mark.parametrize("count", [3, 30])
def test_list_costs_the_same_however_long(
    client, office, stage, count, django_assert_max_num_queries
):
    for _ in range(count):
        counted_by_hand(stage)
    client.get(BOARD)

    with django_assert_max_num_queries(9):
        text = client.get(BOARD).text
    assert text.count('data-label="Signals"') == min(count, 25)


@pytest.mark.parametrize(
    "query", ["show=x", "street=%27", "stage=abc", "sort=pk;drop", "page=9", "q=%00", "kind=%FF"]
)
def test_no_query_breaks_the_list(client, office, survey, query):
    assert client.get(f"{BOARD}?{query}").status_code == 200


def test_files_hold_what_is_listed(client, office, stage):
    counted_by_hand(stage, name="=Anlan", raised=("device", "fast"))
    counted_by_hand(stage, name="Yulan", raised=())

    rows = list(csv.reader(io.StringIO(client.get("/integrity/board.csv").text.lstrip("\ufeff"))))

    assert [row[1] for row in rows] == ["Community", "'=Anlan", "'=Anlan"]
    assert rows[1][3:8] == ["Many answers from one device", "20.00%", "", "60", "75.50"]
    Signal.objects.filter(kind="fast").update(kind="complaints", figure="2.0000", expected="0.5")
    assert ",2,0.50," in client.get("/integrity/board.csv").text
    book = client.get("/integrity/board.xlsx", {"show": "all"})
    assert book.status_code == 200 and book.content.startswith(b"PK")
    assert client.get("/integrity/board.pdf").status_code == 404


def test_empty_board_says_what_will_fill_it(client, office):
    assert "No signal and no complaint" in client.get(BOARD).text


# ------------------------------------------------------------------ one community
def test_no_share_is_said_to_be_looked_for_above_a_hundred_per_cent(client, office, survey):
    survey.signals.filter(kind="hour").update(expected=Decimal(1))

    text = client.get(reverse("evaluation:integrity-survey", args=[survey.pk])).text

    assert "300.0%" not in text
    assert "out of reach: it is as high in the others" in text


def test_page_says_what_was_seen_and_the_result_without(client, office, survey):
    text = client.get(reverse("evaluation:integrity-survey", args=[survey.pk])).text

    signal = survey.signals.get(kind="device")
    assert "Many answers from one device" in text
    assert "20.0%" in text and "above 10.0%" in text
    assert "Without the answers of this signal" in text
    assert f"{signal.without_residents:.2f}" in text
    assert "Looked for and not raised" in text
    box = client.get(survey.box.get_absolute_url()).text
    assert "/integrity/?stage=" in box
    assert "1 signal is raised." in client.get(survey.get_absolute_url()).text


def test_review_is_confirmed_before_it_is_kept(client, office, survey):
    address = reverse("evaluation:integrity-review", args=[survey.pk])
    signal = survey.signals.get(kind="device")
    sent = {"about": signal.pk, "outcome": "explained", "text": "A shared phone in block 3."}

    asked = client.post(address, sent)
    assert "Keep this review?" in asked.text and "A shared phone in block 3." in asked.text
    assert not SignalReview.objects.exists()
    kept = client.post(address, sent | {"sure": "yes"}, follow=True)

    review = SignalReview.objects.get()
    assert (review.by, review.signal, review.outcome) == (office, signal, "explained")
    assert "There is a good reason" in kept.text


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "x" * 100_000},
        {"text": "\x00"},
        {"outcome": ""},
        {"outcome": "guilty"},
        {"about": "999999"},
        {"about": "\x00"},
        {"about": ""},
    ],
)
def test_wrong_review_keeps_what_was_typed(client, office, survey, change):
    address = reverse("evaluation:integrity-review", args=[survey.pk])
    sent = {"about": "whole", "outcome": "nothing", "text": "Asked three families.", "sure": "yes"}

    response = client.post(address, sent | change)

    assert response.status_code == 422
    assert 'class="error-summary"' in response.text
    assert not SignalReview.objects.exists()
    if "text" not in change:
        assert "Asked three families." in response.text


def test_auditor_reads_and_does_not_review(client, person, survey):
    client.force_login(person(Role.AUDITOR))

    page = reverse("evaluation:integrity-survey", args=[survey.pk])
    assert "Write a review" not in client.get(page).text
    address = reverse("evaluation:integrity-review", args=[survey.pk])
    sent = {"about": "whole", "outcome": "nothing", "text": "…", "sure": "yes"}
    assert client.post(address, sent).status_code == 403


def test_complaint_is_closed_with_an_outcome(client, office, survey):
    complaint = services.complain(survey, kind="used", text="Mine was taken.")
    address = reverse("evaluation:integrity-complaint", args=[survey.pk, complaint.pk])

    assert "Mine was taken." in client.get(address).text
    assert "Say what became of it." in client.post(address, {"outcome": " "}).text
    done = client.post(address, {"outcome": "A new slip was given."}, follow=True)

    complaint.refresh_from_db()
    assert complaint.closed_by == office and "A new slip was given." in done.text
    again = client.post(address, {"outcome": "Twice."}, follow=True)
    assert "has been closed already" in again.text


def test_complaint_of_another_survey_is_not_found(client, office, stage, survey):
    other = counted_by_hand(stage)
    complaint = services.complain(other, kind="other")

    address = reverse("evaluation:integrity-complaint", args=[survey.pk, complaint.pk])
    assert client.get(address).status_code == 404
    assert Complaint.objects.get().closed_at is None


def test_old_reviews_stand_beside_new_ones(client, office, survey):
    with clock.at(clock.now() + timedelta(days=1)):
        services.review(survey, by=office, outcome="passed_on", text="Second.")
    services.review(survey, by=office, outcome="nothing", text="First.")

    text = client.get(reverse("evaluation:integrity-survey", args=[survey.pk])).text
    assert text.index("Second.") < text.index("First.")
