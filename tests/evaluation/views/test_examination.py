"""The street examination, and the office before it receives."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Remark, ReturnReason, State
from harmony.shared import clock
from tests.factories import CommunityFactory
from tests.factories.declarations import (
    begun_declaration,
    passed_declaration,
    received_declaration,
    submitted_declaration,
)

pytestmark = pytest.mark.django_db
QUEUE = reverse("evaluation:examination")


@pytest.fixture
def submitted(client):
    declaration = submitted_declaration()
    client.force_login(declaration.people.examiner)
    return declaration


def page(name, declaration):
    return reverse(f"evaluation:{name}", args=[declaration.pk])


def criterion_pk(declaration, code):
    return declaration.standard.criteria.get(code=code).pk


def say(client, declaration, name="examine", *, go="save", headers=None, rounds=1, **said):
    """Send the form: ``B2_1=("ask", "Photos.")``."""
    data = {"round_seen": rounds, "go": go}
    for code, (verdict, reason) in said.items():
        pk = criterion_pk(declaration, code.replace("_", "."))
        data |= {f"verdict_{pk}": verdict, f"reason_{pk}": reason}
    return client.post(page(name, declaration), data, headers=headers or {})


# ------------------------------------------------------------------ the queue
def test_the_queue_shows_who_sent_what(client, submitted):
    text = client.get(QUEUE).text

    assert submitted.community.name in text
    assert "100.00" in text
    assert str(submitted.people.official) in text
    assert "you: another official examines it" not in text


def test_the_sender_is_told_in_the_queue(client, submitted):
    client.force_login(submitted.people.official)

    assert "you: another official examines it" in client.get(QUEUE).text


@pytest.mark.parametrize("count", [3, 30])
def test_the_queue_costs_the_same_however_long(
    client, street, person, count, django_assert_max_num_queries
):
    first = begun_declaration(community=CommunityFactory(parent=street))
    waiting = [first] + [
        begun_declaration(
            community=CommunityFactory(parent=street), stage=first.stage, standard=first.standard
        )
        for _ in range(count - 1)
    ]
    for declaration in waiting:
        declaration.entries.update(is_complete=True)
        declaration.hand_ups.create(
            round=1,
            content={"entries": []},
            content_hash="x",
            points=90,
            by=declaration.people.official,
        )
        type(declaration).objects.filter(pk=declaration.pk).update(state=State.SUBMITTED)
    client.force_login(person(Role.STREET_OFFICIAL))

    with django_assert_max_num_queries(8):
        response = client.get(QUEUE, {"sort": "-sent"})

    assert response.text.count("90.00") == min(count, 25)


@pytest.mark.parametrize("query", ["q=nothing", "sort=x&page=y", "q=%00"])
def test_any_query_of_the_queue_is_answered(client, submitted, query):
    response = client.get(f"{QUEUE}?{query}")

    assert ("No declaration matches" in response.text) == (query == "q=nothing")


def test_an_empty_queue_says_so(client, street, person):
    client.force_login(person(Role.STREET_OFFICIAL))

    assert "Nothing waits to be examined" in client.get(QUEUE).text


def test_the_queue_is_for_street_officials(client, person, district):
    client.force_login(person(Role.OFFICE_REVIEWER))

    assert client.get(QUEUE).status_code == 403


# ------------------------------------------------------------------ side by side
def test_requirement_claim_and_evidence_stand_side_by_side(
    client, submitted, django_assert_max_num_queries
):
    with django_assert_max_num_queries(17):
        text = client.get(page("examine", submitted)).text

    assert "set up as the rules require" in text
    assert "Party organisation set up as required, leading team complete" in text
    assert ">proof</a>" in text
    assert "Pass on to the office" in text


def test_four_eyes_are_explained_to_the_sender(client, submitted):
    client.force_login(submitted.people.official)

    text = client.get(page("examine", submitted)).text

    assert "You sent this declaration yourself" in text
    assert "Pass on to the office" not in text
    assert say(client, submitted, A1_1=("agree", "")).status_code == 403
    assert client.post(page("examine-pass", submitted), {"note": "Fine."}).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_remarks_are_kept_until_the_decision(client, submitted):
    response = say(client, submitted, A1_1=("agree", ""), B2_1=("ask", "Add the second quarter."))

    assert "Nobody else reads them yet." in client.get(response.url).text
    assert "Add the second quarter." in client.get(page("examine", submitted)).text
    assert dict(submitted.remarks.values_list("criterion__code", "verdict")) == {
        "A1.1": "agree",
        "B2.1": "ask",
    }


def test_remarks_save_by_themselves_and_can_be_taken_back(client, submitted):
    say(client, submitted, B2_1=("ask", "Add the second quarter."))

    response = say(client, submitted, B2_1=("", ""), headers={"X-Autosave": "1"})

    assert response.status_code == 204
    assert not Remark.objects.exists()


def test_a_reason_alone_asks(client, submitted):
    say(client, submitted, B2_1=("", "Add the second quarter."))

    assert Remark.objects.get().verdict == "ask"


def test_asking_without_a_reason_is_told_beside_the_field(client, submitted):
    response = say(client, submitted, B2_1=("ask", " "), A1_1=("ask", "Who signed?"))

    assert response.text.count("Say what is to be corrected in B2.1.") == 2
    assert "Who signed?" in response.text
    assert not Remark.objects.exists()


@pytest.mark.parametrize("rounds", ["0", "7", "x"])
def test_a_page_from_another_round_saves_nothing(client, submitted, rounds):
    response = say(client, submitted, rounds=rounds, B2_1=("ask", "Photos, please."))

    assert response.status_code == 200
    assert "Photos, please." in response.text
    assert not Remark.objects.exists()


# ------------------------------------------------------------------ passing
def test_passing_needs_an_opinion_and_a_confirmation(client, submitted):
    response = say(client, submitted, go="pass", A1_1=("agree", ""))
    assert response.url == page("examine-pass", submitted)
    assert "Nobody can change what was handed up" in client.get(response.url).text

    assert "Write the opinion of the street." in client.post(response.url, {"note": " "}).text
    response = client.post(response.url, {"note": "Checked on site."}, follow=True)

    assert "is now: Passed by the street." in response.text
    assert submitted.steps.get(name="pass").note == "Checked on site."


def test_who_asks_does_not_pass(client, submitted):
    response = say(client, submitted, go="pass", B2_1=("ask", "Photos, please."))

    assert "You ask for corrections." in response.text
    assert client.get(page("examine-pass", submitted)).status_code == 302
    assert client.post(page("examine-pass", submitted), {"note": "Fine."}).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_passing_after_the_deadline_is_refused(client, submitted):
    submitted.stage.hand_up_office = clock.now() - timedelta(minutes=1)
    submitted.stage.hand_up_street = clock.now() - timedelta(days=1)
    submitted.stage.save(update_fields=["hand_up_office", "hand_up_street"])
    address = page("examine-pass", submitted)

    assert "needs the office’s consent" in client.get(address).text
    assert "needs the office’s consent" in client.post(address, {"note": "Ok."}, follow=True).text
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


# ------------------------------------------------------------------ returning
def test_returning_with_reasons_opens_only_these(client, submitted):
    response = say(client, submitted, go="return", B2_1=("ask", "Add the second quarter."))
    assert response.url == page("examine-return", submitted)
    assert "Add the second quarter." in client.get(response.url).text

    response = client.post(response.url, {"note": ""}, follow=True)

    assert "is now: Returned." in response.text
    submitted.refresh_from_db()
    assert submitted.state == State.RETURNED
    assert ReturnReason.objects.get().reason == "Add the second quarter."
    assert submitted.entries.filter(is_open=True).count() == 1


def test_returning_the_whole_needs_a_reason(client, submitted):
    address = page("examine-return", submitted)
    assert "No criterion is named" in client.get(address).text

    assert "Give a reason for the return." in client.post(address, {"note": " "}).text
    client.post(address, {"note": "The wrong year."})

    submitted.refresh_from_db()
    assert submitted.state == State.RETURNED
    assert not submitted.entries.filter(is_open=False).exists()


def test_what_is_elsewhere_is_said(client, submitted):
    client.post(page("examine-return", submitted), {"note": "The wrong year."})

    response = client.get(page("examine", submitted), follow=True)
    told = f"It is now: Returned ({submitted.people.examiner}, "
    assert told in response.text
    response = client.post(page("examine-return", submitted), {"note": "Again."}, follow=True)
    assert told in response.text


# ------------------------------------------------------------------ the office
def test_the_office_returns_with_reasons(client):
    passed = passed_declaration()
    client.force_login(passed.people.office)

    assert "Return to the street" in client.get(page("office-return", passed)).text
    response = say(client, passed, "office-return", go="return", E1_2=("ask", "No map."))
    assert response.url == page("office-return-confirm", passed)
    client.post(response.url, {"note": ""})

    passed.refresh_from_db()
    assert passed.state == State.RETURNED_TO_STREET
    assert ReturnReason.objects.get().reason == "No map."


def test_the_street_does_not_read_the_remarks_of_the_office(client):
    passed = passed_declaration()
    client.force_login(passed.people.office)
    say(client, passed, "office-return", E1_2=("ask", "No map at all."))

    client.force_login(passed.people.examiner)
    text = client.get(passed.get_absolute_url()).text

    assert "No map at all." not in text
    assert client.get(page("office-return", passed)).status_code == 403


def test_the_office_checks_only_what_lies_with_it(client):
    received = received_declaration()
    client.force_login(received.people.office)

    response = client.get(page("office-return", received), follow=True)

    assert "It is now: In evaluation (" in response.text


@pytest.mark.parametrize("name", ["examine", "examine-pass", "examine-return", "office-return"])
def test_strangers_do_not_check(client, submitted, person, name):
    client.force_login(person(Role.LEADER, submitted.community.parent.parent))

    assert client.get(page(name, submitted)).status_code == 403
    assert client.post(page(name, submitted), {"note": "x"}).status_code == 403
