"""Reading back, sending to the street, and the receipt."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import Deadline, DeadlineShift
from evaluation.declarations.services import attach
from evaluation.models import HandUp, State
from evaluation.steps import take_step
from harmony.shared import clock
from tests.factories.declarations import (
    begun_declaration,
    fill_in,
    filled_declaration,
    passed_declaration,
    proof_of,
    submitted_declaration,
)

pytestmark = pytest.mark.django_db


def hand_up(declaration):
    return reverse("evaluation:hand-up", args=[declaration.pk])


def read_by(client, declaration):
    """The marks of what the page reads back now; none where it offers nothing to send."""
    form = client.get(hand_up(declaration), follow=True).context.get("form")
    return form["read"].value() if form else ""


def confirm(client, declaration, rounds=0, **typed):
    if "read" not in typed:
        typed["read"] = read_by(client, declaration)
    data = {"rounds": rounds, "is_true": "on", "note": ""} | typed
    return client.post(hand_up(declaration), data, follow=True)


@pytest.fixture
def filled(client):
    declaration = filled_declaration()
    client.force_login(declaration.people.official)
    return declaration


def test_everything_is_read_back_first(client, filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        text = client.get(hand_up(filled)).text

    assert "A1.1 A complete and working Party organisation" in text
    assert "100.00 of 100" in text
    assert "Send to the street" in text
    assert "What is sent is locked until it is returned." in text


def test_sending_gives_a_receipt_with_time_and_fingerprint(client, filled):
    response = confirm(client, filled, note="The lane works are still going on.")

    handed = HandUp.objects.get(declaration=filled)
    assert handed.content_hash in response.text
    assert "the self-examination has been sent" in response.text
    assert str(filled.people.official) in response.text
    filled.refresh_from_db()
    assert filled.state == State.SUBMITTED
    assert filled.steps.get(name="submit").note == "The lane works are still going on."


def test_what_was_changed_since_it_was_read_back_is_not_sent(client, filled):
    read = read_by(client, filled)
    entry = filled.entries.get(criterion__code="A1.2")
    fill_in(filled, entry, statement="Said while the page was open.")

    response = confirm(client, filled, read=read, note="Please hurry.")

    assert response.status_code == 409
    assert "Changed since you opened this page" in response.text
    assert [one.criterion.code for one in response.context["changed"]] == ["A1.2"]
    assert "Said while the page was open." in response.text
    assert "Please hurry." in response.text
    assert not HandUp.objects.exists()
    filled.refresh_from_db()
    assert filled.state == State.DRAFT
    assert "has been sent" in confirm(client, filled).text


def test_a_file_added_since_it_was_read_back_counts_as_a_change(client, filled):
    read = read_by(client, filled)
    bare = filled.entries.filter(uses=None).first()
    attach(bare, proof_of(filled), by=filled.people.worker)

    response = confirm(client, filled, read=read)

    assert list(response.context["changed"]) == [bare]


@pytest.mark.parametrize("read", ["", "nonsense", "A1.1=", "=" * 100_000, "A1.1=\0"])
def test_a_page_that_names_nothing_read_sends_nothing(client, filled, read):
    response = confirm(client, filled, read=read)

    assert response.status_code in (200, 409)
    assert not HandUp.objects.exists()


def test_what_is_missing_leads_to_its_criterion(client):
    begun = begun_declaration()
    client.force_login(begun.people.official)

    text = client.get(hand_up(begun)).text

    assert "42 criteria are missing" in text
    assert reverse("evaluation:criterion-entry", args=[begun.pk, "A1.1"]) in text
    assert 'name="is_true"' not in text
    assert "Not complete yet: A1.1, A1.2" in confirm(client, begun).text


def test_it_has_to_be_confirmed(client, filled):
    response = client.post(hand_up(filled), {"rounds": 0, "note": "Please hurry."})

    assert "Confirm that the answers are true." in response.text
    assert "Please hurry." in response.text
    assert not HandUp.objects.exists()


def test_a_second_submission_from_an_old_page_doubles_nothing(client, filled):
    confirm(client, filled)

    response = confirm(client, filled)

    assert "It has been sent already. Nothing was sent twice." in response.text
    assert HandUp.objects.count() == 1
    assert filled.steps.filter(name="submit").count() == 1
    assert "sent already" in client.get(hand_up(filled), follow=True).text


def test_a_page_from_before_the_last_hand_up_sends_nothing(client):
    returned = submitted_declaration()
    take_step(returned, "return", by=returned.people.examiner, note="Wrong year.")
    client.force_login(returned.people.official)

    response = confirm(client, returned, rounds=0)

    assert "This page was from before the last hand-up." in response.text
    assert HandUp.objects.count() == 1
    assert "has been sent" in confirm(client, returned, rounds=1).text
    assert HandUp.objects.count() == 2


def test_after_the_deadline_it_is_refused_and_told_how_to_get_consent(client, filled):
    filled.stage.hand_up_street = clock.now() - timedelta(minutes=1)
    filled.stage.save(update_fields=["hand_up_street"])

    text = client.get(hand_up(filled)).text
    assert "The deadline has passed" in text
    assert "Ask the office to move the deadline" in text
    assert "late hand-up needs the office’s consent" in confirm(client, filled).text
    assert not HandUp.objects.exists()


def test_a_worker_reads_back_but_does_not_send(client, filled):
    client.force_login(filled.people.worker)

    told = "An official of the street reads it back and sends it; whoever examined it cannot."
    assert told in client.get(hand_up(filled)).text
    assert told in confirm(client, filled).text
    assert not HandUp.objects.exists()


def test_others_do_not_reach_the_page(client, filled):
    client.force_login(filled.people.office)

    assert client.get(hand_up(filled)).status_code == 403


@pytest.mark.parametrize("rounds", ["", "x", "-1", "9" * 30])
def test_a_broken_form_sends_nothing(client, filled, rounds):
    assert confirm(client, filled, rounds=rounds).status_code == 200
    assert not HandUp.objects.exists()


def test_the_receipt_stays_readable_for_those_who_see_the_declaration(client):
    passed = passed_declaration()
    address = reverse("evaluation:receipt", args=[passed.pk, 1])
    client.force_login(passed.people.office)

    assert passed.hand_ups.get().content_hash in client.get(address).text
    assert client.get(reverse("evaluation:receipt", args=[passed.pk, 2])).status_code == 404


def test_the_office_receives_with_one_button(client):
    passed = passed_declaration()
    client.force_login(passed.people.office)
    receive = reverse("evaluation:take-step", args=[passed.pk, "receive"])

    response = client.post(receive, {"next": passed.get_absolute_url()}, follow=True)

    assert "The declaration is now: In evaluation." in response.text
    assert "Not possible while “In evaluation”." in client.post(receive, follow=True).text


@pytest.mark.parametrize("name", ["accept", "notice", "return", "nonsense", "submit"])
def test_moves_that_need_more_are_not_made_with_one_button(client, filled, name):
    address = reverse("evaluation:take-step", args=[filled.pk, name])

    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405


def test_one_is_not_sent_to_another_site(client):
    passed = passed_declaration()
    client.force_login(passed.people.office)
    receive = reverse("evaluation:take-step", args=[passed.pk, "receive"])

    response = client.post(receive, {"next": "https://elsewhere.example/"})

    assert response.url == passed.get_absolute_url()


def test_what_came_back_and_is_as_it_was_is_pointed_out_before_it_is_sent(client):
    returned = submitted_declaration()
    entries = [returned.entries.get(criterion__code=code) for code in ("A1.1", "A1.2")]
    reasons = {entry.criterion_id: "Wrong year." for entry in entries}
    take_step(returned, "return", by=returned.people.examiner, reasons=reasons)
    client.force_login(returned.people.official)
    told = "came back and has not been corrected"

    response = client.get(hand_up(returned))
    assert "2 criteria came back and have not been corrected." in response.text
    assert "Came back and is as it was (2)" in response.text
    page = reverse("evaluation:criterion-entry", args=[returned.pk, "A1.1"])
    assert ">Ready<" not in client.get(page).text
    assert "2 to correct" in client.get(page).text

    fill_in(returned, returned.entries.get(pk=entries[0].pk), statement="Corrected.")
    assert f"1 criterion {told}" in client.get(hand_up(returned)).text
    assert "has been sent" in confirm(client, returned, rounds=1).text


def pages_of(declaration):
    yield reverse("evaluation:home")
    yield reverse("evaluation:declarations")
    yield declaration.get_absolute_url()
    yield hand_up(declaration)
    yield reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])


def test_why_the_office_moved_the_deadline_stands_beside_it(client, filled):
    DeadlineShift.objects.create(
        stage=filled.stage,
        community=filled.community,
        deadline=Deadline.HAND_UP_STREET,
        moved_to=clock.now() + timedelta(days=60),
        by=filled.people.office,
        reason="The pipes burst.",
    )
    for person in (filled.people.official, filled.people.worker):
        client.force_login(person)
        for page in pages_of(filled):
            assert "The pipes burst." in client.get(page).text, page


def test_what_the_office_gave_back_says_that_nothing_is_due(client):
    declaration = passed_declaration()
    reasons = {declaration.entries.first().criterion_id: "Unclear."}
    take_step(declaration, "return_to_street", by=declaration.people.office, reasons=reasons)
    client.force_login(declaration.people.official)
    for page in pages_of(declaration):
        assert "No deadline: returned by the office, " in client.get(page).text, page
