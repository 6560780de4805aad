"""The pages of ballot boxes: making one, following it, and the end of its key."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Role
from evaluation.models import BallotBox, Survey
from evaluation.surveys import box_keys, services
from evaluation.surveys.attempts import MOST_OF_ALL, note_failure
from evaluation.surveys.boxes import SAMPLE_COST
from harmony.shared import clock, counters, wording
from tests.factories.surveys import (
    PASSPHRASE,
    answer,
    counted,
    office_of,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


def sent(made_for, /, **changes):
    values = {"custody": "keyfile", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    return {"stage": made_for.pk} | values | changes


def test_office_makes_a_box(client, office, stage):
    response = client.post(reverse("evaluation:ballot-box-new"), sent(stage), follow=True)

    box = BallotBox.objects.get()
    assert (box.made_by, box.stage) == (office, stage)
    assert box_keys.key_file_of(box).exists()
    assert str(box) in response.text
    assert PASSPHRASE not in response.text
    assert str(box) in client.get(reverse("evaluation:ballot-boxes")).text


def test_shares_are_shown_once(client, office, stage):
    response = client.post(reverse("evaluation:ballot-box-new"), sent(stage, custody="2of3"))

    box = BallotBox.objects.get()
    assert response.text.count('class="code key-share"') == 3
    assert "no-store" in response["Cache-Control"]
    assert 'class="code key-share"' not in client.get(box.get_absolute_url()).text


def newest_seen_on(page):
    return re.search(r'name="newest_seen" value="(\d+)"', page)[1]


@pytest.mark.parametrize(
    ("custody", "words"),
    [
        ("2of3", "Its shares were shown once only: ask the three holders"),
        ("keyfile", "has been made since this page was opened. Press again only"),
    ],
)
def test_page_sent_twice_makes_one_box(client, office, stage, custody, words):
    address = reverse("evaluation:ballot-box-new")
    services.make_box(stage, by=office)
    seen = newest_seen_on(client.get(address).text)
    values = sent(stage, custody=custody, newest_seen=seen)
    client.post(address, values)

    again = client.post(address, values)

    made = BallotBox.objects.order_by("pk").last()
    assert BallotBox.objects.count() == 2
    assert words in again.text and f"Ballot box {made}" in again.text
    assert "key-share" not in again.text
    on_purpose = values | {"newest_seen": newest_seen_on(again.text)}
    client.post(address, on_purpose)
    assert BallotBox.objects.count() == 3


def test_box_of_another_stage_is_in_nobodys_way(client, office, stage, district):
    address = reverse("evaluation:ballot-box-new")
    seen = newest_seen_on(client.get(address).text)
    services.make_box(stage_with_questionnaire(district, year=stage.year - 1), by=office)

    client.post(address, sent(stage, newest_seen=seen))

    assert stage.ballot_boxes.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"passphrase": "short", "again": "short"}, "at least 12 characters"),
        ({"passphrase": "a" * 16, "again": "a" * 16}, "at least 8 different characters"),
        ({"passphrase": "AaBbCcDdEeFfGg", "again": "AaBbCcDdEeFfGg"}, "at least 8 different"),
        ({"again": "another passphrase"}, "not the same passphrase"),
        ({"stage": "999999"}, "Select a valid choice"),
        ({"stage": "9" * 40}, "Select a valid choice"),
        ({"custody": "nobody"}, "Select a valid choice"),
        ({"passphrase": "\x00" * 20, "again": "\x00" * 20}, "invisible characters"),
        ({"passphrase": "x" * 5000, "again": "x" * 5000}, "may have 200 characters"),
    ],
)
def test_box_that_cannot_be_made_is_told(client, office, stage, changes, words):
    response = client.post(reverse("evaluation:ballot-box-new"), sent(stage, **changes))

    assert response.status_code == 200
    assert words in response.text
    assert not BallotBox.objects.exists()


def test_page_says_what_is_not_closed(client, office, stage):
    survey, _codes = open_survey(slips=3)
    page = client.get(survey.box.get_absolute_url()).text

    assert "Not closed yet" in page
    assert reverse("tasks:box-open", args=[survey.box.pk]) not in page
    refused = client.get(reverse("tasks:box-open", args=[survey.box.pk]), follow=True)
    assert "Not closed yet" in refused.text


def test_record_says_of_which_batch_slips_are_void(client, office):
    survey, codes = open_survey(slips=3)
    services.print_batch(survey, by=office, label="Grid 7", count=2)
    services.void(survey, codes[:2], by=office)

    assert "2 slips of batch “1”" in client.get(survey.box.get_absolute_url()).text


def test_no_file_with_answers_is_promised_before_there_are_any(client, office, person):
    survey, codes = open_survey(slips=3)
    answer(codes[0])
    address = survey.box.get_absolute_url()

    sealed = client.get(address).text
    assert "File with the answers" not in sealed and "File for checking" not in sealed
    client.force_login(person(Role.AUDITOR))
    sealed = client.get(address).text
    assert "File with the answers" not in sealed and "File for checking" in sealed
    counted(survey, by=office)
    assert "File with the answers" in client.get(address).text
    client.force_login(office)
    opened = client.get(address).text
    assert "File with the answers" not in opened and "File for checking" in opened


def test_when_the_opening_is_over_the_whole_page_says_so(client, office):
    survey, codes = open_survey(slips=3)
    answer(codes[0])
    services.close(survey, by=office)
    BallotBox.objects.update(work_since=clock.now(), work_total=1)
    headers, address = {"HX-Request": "true"}, survey.box.get_absolute_url()

    at_work = client.get(address, headers=headers)
    assert "The box is being opened" in at_work.text and "HX-Refresh" not in at_work
    BallotBox.objects.update(work_problems=["Line 3 was changed."])
    assert client.get(address, headers=headers)["HX-Refresh"] == "true"
    BallotBox.objects.update(work_problems=[])
    counted(survey, by=office)
    assert client.get(address, headers=headers)["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get(address)


def test_second_person_destroys_the_key(client, office, person):
    survey, codes = open_survey(slips=3)
    answer(codes[0])
    counted(survey, by=office)
    address = reverse("evaluation:ballot-box-destroy", args=[survey.box.pk])

    page = client.get(survey.box.get_absolute_url()).text
    assert "The key is not destroyed yet" in page and f'href="{address}"' not in page
    assert "Somebody else" in client.post(address, follow=True).text
    client.force_login(person(Role.OFFICE_REVIEWER))
    assert f'href="{address}"' in client.get(survey.box.get_absolute_url()).text
    assert "Destroy the key of this ballot box?" in client.get(address).text
    page = client.post(address, follow=True).text
    assert "The key is destroyed." in page and "not destroyed yet" not in page
    assert not box_keys.key_file_of(survey.box).exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.LEADER, 200),
        (Role.AUDITOR, 200),
        (Role.STREET_OFFICIAL, 403),
        (Role.APPRAISER, 403),
    ],
)
def test_who_sees_the_boxes(client, person, stage, role, status):
    office = person(Role.OFFICE_REVIEWER)
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box
    client.force_login(person(role))

    assert client.get(reverse("evaluation:ballot-boxes")).status_code == status
    assert client.get(box.get_absolute_url()).status_code == (200 if status == 200 else 404)
    assert client.get(reverse("evaluation:ballot-box-new")).status_code == 403
    for name in ("evaluation:ballot-box-destroy", "tasks:box-open"):
        refused = client.post(reverse(name, args=[box.pk]))
        assert refused.status_code in {403, 404}


def test_list_costs_the_same_for_any_number(client, office, stage, django_assert_num_queries):
    def make(count):
        for _number in range(count):
            services.make_box(stage, by=office, passphrase=PASSPHRASE)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make(2)
    address = reverse("evaluation:ballot-boxes")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    make(20)
    with django_assert_num_queries(len(few)):
        client.get(address)


# ------------------------------------------------------------------ alarms
@pytest.mark.parametrize("role", [Role.OFFICE_REVIEWER, Role.AUDITOR])
def test_office_and_auditor_see_alarms_on_the_page_of_the_box(client, person, role):
    survey, _codes = open_survey(slips=1)
    attempts = range(MOST_OF_ALL + 1)
    counters.forget_all()
    for _attempt in attempts:
        note_failure("203.0.113.7", "1234")
    client.force_login(person(role, survey.declaration.stage.programme.district))

    page = client.get(survey.box.get_absolute_url()).text

    assert "Many wrong codes in the whole portal" in page
    assert "more than 2,000 in the hour" in page
    assert "More than 2000 wrong codes in the whole portal in the hour from" in page
    public = client.get(reverse("evaluation:public-box", args=[survey.box.uid])).text
    assert "More than 2000 wrong codes" in public
    counters.forget_all()


# ------------------------------------------------------------------ proving the key
def test_holders_are_asked_for_on_the_pages_and_prove_their_shares(client, office, stage):
    made = services.make_box(stage, by=office)
    survey = services.prepare(received_declaration(stage=stage), by=office)
    address = reverse("evaluation:ballot-box-proof", args=[made.box.pk])

    box = client.get(made.box.get_absolute_url()).text
    printing = client.get(reverse("tasks:slips", args=[survey.pk])).text
    assert "Slips cannot be printed yet" in box and f'href="{address}"' in box
    assert "have not typed their share back yet: A, B, C" in printing
    assert f'href="{address}"' in printing

    wrong = client.post(address, {"secret": "A12"})
    assert "a character is wrong or missing" in wrong.text
    for share in made.shares:
        told = client.post(address, {"secret": str(share)}, follow=True).text
        assert f"The share of holder {share.holder} is right" in told

    assert "Slips cannot be printed yet" not in told
    assert told.count(f"· {office}") >= 3
    assert "not typed their share" not in client.get(reverse("tasks:slips", args=[survey.pk])).text
    public = client.get(reverse("evaluation:public-box", args=[made.box.uid])).text
    assert "Key proved" in public and "Share of holder A" in public
    assert str(office) not in public


def test_shares_typed_by_one_person_are_told(client, office, person, stage):
    box = services.make_box(stage, by=office)
    a, b, c = box.shares
    address = reverse("evaluation:ballot-box-proof", args=[box.box.pk])
    told = "Shares that the same person typed"
    services.prove_share(box.box, str(a), by=office)
    services.prove_share(box.box, str(c), by=person(Role.LEADER))
    assert told not in client.get(box.box.get_absolute_url()).text

    services.prove_share(box.box, str(b), by=office)

    for page in (box.box.get_absolute_url(), address):
        assert f"{told}: A, B. Two of the three holders" in client.get(page).text


def closed_box_of_three(stage, office):
    made = services.make_box(stage, by=office)
    services.prepare(received_declaration(stage=stage), by=office)
    done = {"opened_at": clock.now(), "closed_at": clock.now(), "closed_by": office}
    Survey.objects.update(state="closed", box=made.box, opened_by=office, **done)
    return made


@pytest.mark.parametrize(
    ("first", "second", "field", "words"),
    [
        ("A", "B!", "other_share", "a character is wrong or missing"),
        ("A!", "B", "share", "a character is wrong or missing"),
        ("nine cranes", "B", "share", "a character is wrong or missing"),
        ("A", "A", "other_share", "This is the same share again."),
        ("A", "other", "other_share", "This share does not belong to this ballot box."),
    ],
)
def test_wrong_share_at_the_opening_is_told_beside_its_field(
    client, office, stage, first, second, field, words
):
    made = closed_box_of_three(stage, office)
    typed = {share.holder: str(share) for share in made.shares}
    typed |= {f"{name}!": text[:-1] for name, text in typed.items()}
    typed["other"] = str(services.make_box(stage, by=office).shares[1])

    refused = client.post(
        reverse("tasks:box-open", args=[made.box.pk]),
        {"share": typed.get(first, first), "other_share": typed.get(second, second)},
    )

    errors = refused.context["form"].errors
    assert list(errors) == [field] and words in errors[field][0]


def test_whoever_makes_a_box_is_led_to_trying_the_passphrase(client, office, stage):
    shown = client.post(reverse("evaluation:ballot-box-new"), sent(stage), follow=True)
    assert "Try the passphrase" in shown.text

    wrong = client.post(shown.request["PATH_INFO"], {"secret": "never heard of it"})
    assert "This is not the passphrase" in wrong.text and "never heard of it" not in wrong.text
    told = client.post(shown.request["PATH_INFO"], {"secret": PASSPHRASE}, follow=True).text
    assert "The passphrase is right" in told and "The passphrase was tried" in told


def test_reminder_before_the_close(client, person):
    survey, _codes = open_survey(slips=1)
    client.force_login(person(Role.AUDITOR, survey.declaration.stage.programme.district))
    page = survey.box.get_absolute_url()
    assert "Soon the questionnaires close" not in client.get(page).text

    with clock.at(survey.closes_at - timedelta(days=2)):
        assert "Soon the questionnaires close" in client.get(page).text
        services.close(survey, by=office_of())
        assert "Soon the questionnaires close" not in client.get(page).text


def test_after_the_closing_date_the_page_speaks_of_no_more_answers(client, office):
    survey, _codes = open_survey(slips=1)
    page = survey.box.get_absolute_url()

    with clock.at(survey.closes_at + timedelta(minutes=1)):
        told = client.get(page).text

    assert "The time to answer is over" in told and "To be closed" in told
    assert "Soon the questionnaires close" not in told and "Answers come in" not in told


def test_questionnaire_closed_early_shows_when_it_was_closed(client, office):
    survey, _codes = open_survey(slips=1)
    planned = wording.short_moment(timezone.localtime(survey.closes_at))
    page = survey.box.get_absolute_url()
    rows = re.compile(r'id="surveys".*?</table>', re.DOTALL)
    assert planned in rows.search(client.get(page).text)[0]

    services.close(survey, by=office)

    row = rows.search(client.get(page).text)[0]
    assert wording.short_moment(timezone.localtime(survey.closed_at)) in row
    assert planned not in row


def test_proof_is_for_those_who_see_the_box(client, person, stage):
    box = services.make_box(stage, by=person(Role.OFFICE_REVIEWER), passphrase=PASSPHRASE).box
    address = reverse("evaluation:ballot-box-proof", args=[box.pk])

    for role, status in ((Role.AUDITOR, 200), (Role.LEADER, 200), (Role.STREET_OFFICIAL, 404)):
        client.force_login(person(role))
        response = client.get(address)
        assert response.status_code == status
        assert status == 404 or "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "on their way into the envelope"),
        ("zh-hans", "装入信封之前"),
    ],
)
def test_promises_and_their_limits_stand_on_a_public_page(client, language, told):
    listed = client.get(reverse("evaluation:public-boxes")).text
    address = reverse("evaluation:public-promises")
    assert f'href="{address}"' in listed

    page = client.get(address, headers={"accept-language": language})

    assert page.status_code == 200 and told in page.text


def test_nobody_is_asked_to_destroy_a_key_that_is_not_theirs_to_destroy(client, office, person):
    survey, _codes = open_survey(slips=1)
    address = reverse("evaluation:ballot-box-destroy", args=[survey.box.pk])
    assert "There is no key of this box to destroy now" in client.get(address, follow=True).text

    counted(survey, by=office)
    told = client.get(address, follow=True).text
    assert "Somebody else than who opened the box" in told

    client.force_login(person(Role.OFFICE_REVIEWER))
    assert "Destroy the key of this ballot box?" in client.get(address).text
    client.post(address)
    assert "There is no key of this box to destroy now" in client.get(address, follow=True).text


def test_what_opens_a_box_is_kept_by_no_browser(client, office, stage):
    """Only what is marked so is left alone by kept.js (tests/harmony/scripts/test_kept.py)."""
    three = services.make_box(stage, by=office).box
    survey = services.prepare(received_declaration(stage=stage), by=office)
    done = {"opened_at": clock.now(), "closed_at": clock.now(), "closed_by": office}
    Survey.objects.update(state="closed", box=three, opened_by=office, **done)

    proof = client.get(reverse("evaluation:ballot-box-proof", args=[three.pk])).text
    opening = client.get(reverse("tasks:box-open", args=[three.pk])).text
    slips = client.get(reverse("evaluation:survey-void", args=[survey.pk])).text

    assert [page.count("data-secret") for page in (proof, opening, slips)] == [1, 2, 1]


def test_only_what_came_with_the_sample_is_said_to_be_of_the_sample(
    client, office, stage, settings
):
    settings.SAMPLE_MODE, settings.CODE_COST = True, SAMPLE_COST + 1
    own = services.make_box(stage, by=office, passphrase=PASSPHRASE).box
    sample = services.make_box(stage, by=office, passphrase=PASSPHRASE, cost=SAMPLE_COST).box

    assert "its passphrase is known" in client.get(sample.get_absolute_url()).text
    assert "its passphrase is known" not in client.get(own.get_absolute_url()).text
