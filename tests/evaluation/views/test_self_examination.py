"""Completing a self-examination in the browser, one criterion a page."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.saving import save_entry
from evaluation.models import State
from evaluation.steps import take_step
from tests.factories import DepartmentFactory, PostFactory, StreetFactory
from tests.factories.declarations import (
    begun_declaration,
    fill_in,
    filled_declaration,
    passed_declaration,
    planned_declaration,
    proof_of,
    submitted_declaration,
)
from tests.factories.evaluations import accepted_declaration
from tests.factories.files import pdf_file, picture_file, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration(client):
    begun = begun_declaration()
    client.force_login(begun.people.official)
    return begun


def entry_of(declaration, code):
    return declaration.entries.select_related("criterion").get(criterion__code=code)


def address(declaration, code):
    return reverse("evaluation:criterion-entry", args=[declaration.pk, code])


def send(client, declaration, code, **typed):
    """Send the form of a criterion as a browser does."""
    headers = typed.pop("headers", {})
    typed.setdefault("version", entry_of(declaration, code).version)
    data = {name.replace("finding_", "finding-"): value for name, value in typed.items()}
    return client.post(address(declaration, code), data, headers=headers)


# ------------------------------------------------------------------ the whole
def test_the_list_stands_in_the_order_of_the_standard(
    client, declaration, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        text = client.get(declaration.get_absolute_url()).text

    assert "1 of 43 criteria completed" in text
    assert text.index("A1.1") < text.index("B1.1") < text.index("X2.1") < text.index(">P1<")
    assert "Go on with A1.1" in text


def test_progress_and_points_are_always_visible(client, declaration):
    fill_in(declaration, entry_of(declaration, "A1.1"))

    text = client.get(address(declaration, "A1.2")).text

    assert "2 of 43 criteria completed" in text
    assert "self-score so far 4.00 of 100" in text


def test_before_it_begins_the_page_lets_those_begin_who_may(client):
    planned = planned_declaration()
    begin = reverse("evaluation:take-step", args=[planned.pk, "begin"])
    client.force_login(planned.people.office)
    assert "Begin the self-examination" not in client.get(planned.get_absolute_url()).text

    client.force_login(planned.people.worker)
    assert "Begin the self-examination" in client.get(planned.get_absolute_url()).text
    response = client.post(begin, follow=True)

    assert "1 of 43 criteria completed" in response.text
    assert "Not possible while" in client.post(begin, follow=True).text


def test_a_reason_why_it_cannot_begin_is_told(client):
    planned = planned_declaration()
    planned.community.community_class = ""
    planned.community.save(update_fields=["community_class"])
    client.force_login(planned.people.official)

    assert "has not set the class" in client.get(planned.get_absolute_url()).text


# ------------------------------------------------------------------ one criterion
def test_the_page_says_what_is_asked_in_words(client, declaration):
    text = client.get(address(declaration, "A2.1")).text

    assert "the registered voters took part" in text
    assert "Share of registered voters who voted – target: 50%." in text
    assert "It does not apply here: The first election is not yet due by law." in text
    assert "criterion 3 of 43" in text
    assert "Announcement of the election result (Document)" in text


def test_an_answer_is_saved_and_its_points_are_shown(client, declaration):
    response = send(client, declaration, "A3.2", finding_failing_1="2", statement=" Twelve days. ")

    assert response.url == address(declaration, "A3.2")
    text = client.get(response.url).text
    assert "A3.2 is saved." in text
    assert "<b>1.10</b> of 1.5" in text
    assert "Month without a service day: 2 × 0.2 points" in text
    assert "Twelve days." in text


def test_save_and_go_to_the_next(client, declaration):
    response = send(client, declaration, "A3.2", finding_none_of_these="on", go="next")

    assert response.url == address(declaration, "B1.1")


def test_behind_the_last_comes_reading_back(client, declaration):
    response = send(client, declaration, "P5", go="next")

    assert response.url == reverse("evaluation:hand-up", args=[declaration.pk])


def test_a_claim_with_the_words_of_the_standard(client, declaration):
    send(client, declaration, "A2.3", modifier="excluded")

    text = client.get(address(declaration, "A2.3")).text

    assert "not counted" in text
    assert "Claimed as not applying here: it leaves the count." in text


def test_a_claim_the_criterion_does_not_offer_is_not_heeded(client, declaration):
    send(client, declaration, "A1.2", finding_misses="0", modifier="excluded")

    assert entry_of(declaration, "A1.2").modifier == ""


def test_a_bonus_is_claimed_the_same_way(client, declaration):
    send(client, declaration, "P4", finding_count="9")

    text = client.get(address(declaration, "P4")).text

    assert "bonus item 4 of 5" in text
    assert "<b>1.50</b> of 1.5" in text
    assert "Of the last 12 months." in text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, declaration):
    response = send(
        client,
        declaration,
        "C2.3",
        finding_points="1.6",
        finding_reason="Every month.",
        statement="We held twelve evenings.",
    )

    assert response.status_code == 200
    assert "There is 1 thing to correct" in response.text
    assert response.text.count("Enter at most 1.5.") == 2
    assert 'value="1.6"' in response.text
    assert "Every month." in response.text
    assert "We held twelve evenings." in response.text
    assert entry_of(declaration, "C2.3").version == 0


def test_a_statement_that_is_too_long_is_kept_in_the_field(client, declaration):
    response = send(client, declaration, "A1.2", statement="a" * 1001)

    assert "may have 1000 characters" in response.text
    assert "a" * 1001 in response.text


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_broken_version_is_no_error_of_the_portal(client, declaration, version):
    response = send(client, declaration, "A1.2", finding_misses="1", version=version)

    assert response.status_code == 200
    assert entry_of(declaration, "A1.2").finding == {}


def test_points_follow_without_saving(client, declaration):
    response = send(
        client, declaration, "A1.2", finding_misses="1", headers={"HX-Request": "true"}
    )

    assert "No written evidence is attached: 0 points." in response.text
    assert "<html" not in response.text
    assert entry_of(declaration, "A1.2").version == 0


def test_saving_by_itself_answers_with_the_version(client, declaration):
    response = send(
        client, declaration, "B1.1", finding_failing_0="1", headers={"X-Autosave": "1"}
    )

    assert response.status_code == 204
    assert response["X-Version"] == "1"
    assert ":" in response["X-Saved-At"]
    assert entry_of(declaration, "B1.1").finding == {"failings": {"no_hearing": "1"}}


def test_saving_by_itself_is_refused_while_something_is_wrong(client, declaration):
    response = send(
        client, declaration, "B1.1", finding_failing_0="many", headers={"X-Autosave": "1"}
    )

    assert response.status_code == 422
    assert response.text == "Not saved: Enter a whole number."


def test_saving_by_itself_says_that_somebody_else_saved_meanwhile(client, declaration):
    entry = entry_of(declaration, "B1.1")
    found = {"failings": {}}
    save_entry(entry, by=declaration.people.examiner, version=entry.version, finding=found)

    response = send(
        client,
        declaration,
        "B1.1",
        version="0",
        finding_failing_0="1",
        headers={"X-Autosave": "1"},
    )

    assert response.status_code == 409
    assert "Somebody else saved this criterion meanwhile." in response.text
    assert "<html" not in response.text


# ------------------------------------------------------------------ two at once
def test_two_officials_at_one_criterion_lose_nothing(client, declaration):
    entry = entry_of(declaration, "A3.2")
    save_entry(
        entry,
        by=declaration.people.examiner,
        version=0,
        finding={"failings": {"no_record": "3"}},
        statement="Theirs.",
    )

    response = send(
        client, declaration, "A3.2", finding_failing_1="1", statement="Mine.", version="0"
    )

    assert response.status_code == 409
    assert f"{declaration.people.examiner} saved this criterion meanwhile" in response.text
    assert "Theirs." in response.text
    assert "Mine." in response.text
    assert "Service day without a record" in response.text
    assert 'name="version" value="1"' in response.text

    send(client, declaration, "A3.2", finding_failing_1="1", statement="Both.", version="1")
    entry.refresh_from_db()
    assert (entry.statement, entry.version) == ("Both.", 2)


def test_the_same_page_sent_twice_is_no_conflict(client, declaration):
    for _ in range(2):
        response = send(
            client, declaration, "A3.2", finding_failing_1="1", statement="Once.", version="0"
        )
        assert response.status_code == 302

    assert entry_of(declaration, "A3.2").version == 1


def test_what_was_typed_too_late_is_shown_to_be_copied(client):
    submitted = submitted_declaration()
    client.force_login(submitted.people.worker)

    response = send(client, submitted, "B2.1", finding_misses="1", statement="One more thing.")

    assert response.status_code == 409
    assert "can no longer be written" in response.text
    assert "One more thing." in response.text
    assert entry_of(submitted, "B2.1").finding == {"misses": "0"}


# ------------------------------------------------------------------ evidence
def test_files_are_stored_with_the_answer(client, declaration):
    send(
        client,
        declaration,
        "A1.2",
        finding_misses="0",
        files=[pdf_file("list.pdf"), picture_file("board.png")],
    )

    text = client.get(address(declaration, "A1.2")).text

    assert ">list<" in text
    assert ">board<" in text
    assert "<b>1.50</b> of 1.5" in text


def test_a_refused_file_is_told_beside_the_field_and_the_rest_is_saved(client, declaration):
    response = send(
        client,
        declaration,
        "A1.2",
        finding_misses="1",
        statement="See the list.",
        files=[pdf_file("list.pdf"), upload("photo.jpg", b"<script>alert(1)</script>")],
    )

    why = "“photo.jpg” was not taken: This is not a picture that can be opened."
    assert response.text.count(why) == 2
    assert f'<a href="#files">File: {why}</a>' in response.text
    assert ">list<" in response.text
    assert "See the list." in response.text
    entry = entry_of(declaration, "A1.2")
    assert (entry.finding, entry.uses.count()) == ({"misses": "1"}, 1)


def test_a_department_reads_the_names_of_files_it_may_not_open(client):
    declaration = accepted_declaration()
    entry = next(e for e in declaration.entries.all() if e.uses.exists())
    file = entry.uses.get().evidence
    department = DepartmentFactory(district=declaration.community.parent.parent)
    liaison = PostFactory(role=Role.DEPARTMENT_LIAISON, place=None, department=department).user
    address = reverse("evaluation:criterion-entry", args=[declaration.pk, entry.criterion.code])

    client.force_login(liaison)
    shown = client.get(address).text
    client.force_login(declaration.people.office)

    assert file.title in shown
    assert file.get_absolute_url() not in shown
    assert file.get_absolute_url() in client.get(address).text


def test_files_survive_a_mistake_in_another_field(client, declaration):
    response = send(client, declaration, "A1.2", finding_misses="many", files=[pdf_file()])

    assert "Enter a whole number." in response.text
    assert entry_of(declaration, "A1.2").uses.count() == 1
    assert ">minutes<" in response.text


def test_a_file_of_50_megabytes_is_refused_with_the_limit(client, declaration, settings):
    settings.UPLOAD_BYTES = 1024

    response = send(client, declaration, "A1.2", files=[upload("big.txt", b"a" * 2000)])

    assert "larger than" in response.text
    assert not declaration.community.evidence.exists()


def test_a_file_that_is_there_already_is_attached(client, declaration):
    proof_of(declaration)

    response = client.post(
        address(declaration, "A1.2"),
        {"version": 0, "files": [upload("copy.txt", b"Proof.")]},
        follow=True,
    )

    assert "“proof” was in the library already and is attached now." in response.text
    assert declaration.community.evidence.count() == 1


def test_a_file_is_taken_off_and_what_was_typed_is_kept(client, declaration):
    entry = entry_of(declaration, "A1.1")
    fill_in(declaration, entry)
    use = entry.uses.get()

    response = send(
        client, declaration, "A1.1", finding_met=["set_up"], statement="Kept.", detach=use.pk
    )

    assert "stays in the library" in client.get(response.url).text
    entry.refresh_from_db()
    assert (entry.uses.count(), entry.statement) == (0, "Kept.")
    assert declaration.community.evidence.count() == 1


@pytest.mark.parametrize("taken_off", ["0", "x", "999999"])
def test_taking_off_what_is_not_there_changes_nothing(client, declaration, taken_off):
    fill_in(declaration, entry_of(declaration, "A1.1"))

    send(client, declaration, "A1.1", detach=taken_off)

    assert entry_of(declaration, "A1.1").uses.count() == 1


def test_choosing_from_the_library(client, declaration):
    proof = proof_of(declaration)
    choose = reverse("evaluation:criterion-evidence", args=[declaration.pk, "A1.1"])

    response = send(client, declaration, "A1.1", statement="Kept.", go="library")
    assert response.url == choose
    assert proof.title in client.get(choose).text
    response = client.post(choose, {"chosen": [proof.pk, "x", "999"]}, follow=True)

    assert "1 file is attached." in response.text
    assert "attached already" in client.get(choose).text
    assert entry_of(declaration, "A1.1").statement == "Kept."


# ------------------------------------------------------------------ who may
def test_others_read_and_do_not_write(client):
    passed = passed_declaration()
    client.force_login(passed.people.office)

    text = client.get(address(passed, "A1.1")).text
    assert "What is claimed" in text
    assert "Save and go to" not in text
    assert send(client, passed, "A1.1", finding_met=["set_up"]).status_code == 403


def test_a_stranger_does_not_find_it(client, declaration):
    neighbour = PostFactory(role=Role.STREET_OFFICIAL, place=StreetFactory())
    client.force_login(neighbour.user)

    assert client.get(declaration.get_absolute_url()).status_code == 404
    assert client.get(address(declaration, "A1.1")).status_code == 404


def test_an_unknown_criterion_is_not_found(client, declaration):
    assert client.get(address(declaration, "Z9.9")).status_code == 404
    assert client.get(address(declaration, "X3.1")).status_code == 404


def test_only_returned_criteria_are_open(client):
    returned = submitted_declaration()
    entry = entry_of(returned, "B2.1")
    take_step(
        returned,
        "return",
        by=returned.people.examiner,
        reasons={entry.criterion_id: "Add the photos of the second quarter."},
    )
    client.force_login(returned.people.official)

    text = client.get(returned.get_absolute_url()).text
    assert "There is 1 thing to correct before you send this back" in text
    assert "Add the photos of the second quarter." in text
    assert "0 of 1 corrected" in text
    assert "Save and read back" in client.get(address(returned, "B2.1")).text
    assert "Save and" not in client.get(address(returned, "B2.2")).text

    send(client, returned, "B2.1", finding_misses="1")
    assert "1 of 1 corrected" in client.get(returned.get_absolute_url()).text


def test_a_return_of_the_whole_shows_its_reason(client):
    returned = passed_declaration()
    take_step(returned, "return_to_street", by=returned.people.office, note="The wrong year.")
    client.force_login(returned.people.official)

    text = client.get(returned.get_absolute_url()).text

    assert "The wrong year." in text
    assert "43 of 43 criteria completed" in text
    returned.refresh_from_db()
    assert returned.state == State.RETURNED_TO_STREET


def test_a_complete_self_examination_asks_to_be_read_back(client):
    filled = filled_declaration()
    client.force_login(filled.people.official)
    assert "Read back and send" in client.get(filled.get_absolute_url()).text

    client.force_login(filled.people.worker)
    text = client.get(filled.get_absolute_url()).text
    assert "An official of the street reads it back and sends it." in text
