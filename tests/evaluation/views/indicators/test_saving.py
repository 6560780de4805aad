"""The criteria of an indicator are saved and refused one by one, also by two at once."""

import pytest
from django.urls import reverse

from evaluation.declarations.saving import save_entry
from evaluation.steps import take_step
from tests.evaluation.views.indicators.shown_pages import (
    address,
    entry_of,
    named,
    send,
    shown_fields,
)
from tests.factories.declarations import fill_in, filled_declaration, proof_of
from tests.factories.files import pdf_file, upload

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ saving
def test_one_press_saves_what_was_changed_and_nothing_else(client, declaration):
    fill_in(declaration, entry_of(declaration, "B1.2"))
    before = entry_of(declaration, "B1.2")

    response = send(
        client,
        declaration,
        "B1",
        B1_1__finding_points="1.5",
        B1_1__finding_reason="Well known.",
        B1_4__finding_part_0="0.4",
        B1_4__statement="Open all day.",
    )

    assert response.url == address(declaration, "B1")
    text = client.get(response.url).text
    assert "B1.1, B1.4 are saved." in text
    assert entry_of(declaration, "B1.1").finding == {"points": "1.5", "reason": "Well known."}
    assert entry_of(declaration, "B1.4").statement == "Open all day."
    assert entry_of(declaration, "B1.2").version == before.version
    assert entry_of(declaration, "B1.3").version == 0


def test_a_page_nobody_changed_saves_nothing(client):
    declaration = filled_declaration()
    client.force_login(declaration.people.official)
    codes = {
        e.criterion.indicator.code for e in declaration.entries.all() if e.criterion.indicator
    }
    before = dict(declaration.entries.values_list("pk", "version"))

    for code in sorted(codes):
        response = send(client, declaration, code)
        assert response.status_code == 302, code

    assert dict(declaration.entries.values_list("pk", "version")) == before


def test_a_wrong_criterion_keeps_none_of_the_others_from_being_saved(client, declaration):
    response = send(
        client,
        declaration,
        "B1",
        B1_1__finding_points="7",
        B1_1__finding_reason="Seven.",
        B1_2__finding_value="92",
        B1_2__statement="All streets.",
    )

    assert response.status_code == 200
    assert "There is 1 thing to correct" in response.text
    assert response.text.count("Enter at most 2.") == 2
    assert 'value="7"' in response.text and "Seven." in response.text
    assert "B1.2 is saved." in response.text
    assert entry_of(declaration, "B1.2").finding == {"value": "92"}
    assert entry_of(declaration, "B1.1").version == 0


def test_what_came_back_can_be_corrected_and_sent_again(client, declaration):
    first = shown_fields(client, declaration, "B1")
    send(client, declaration, "B1", page=first, B1_1__finding_points="7", B1_2__finding_value="92")

    response = send(
        client, declaration, "B1", B1_1__finding_points="1", B1_1__finding_reason="One."
    )

    assert response.status_code == 302
    assert entry_of(declaration, "B1.1").finding["points"] == "1"


def test_files_go_to_their_own_criterion(client, declaration):
    data = named(
        declaration, A1_1__files=[pdf_file("list.pdf")], A1_2__files=[pdf_file("two.pdf")]
    )
    data |= shown_fields(client, declaration, "A1")

    client.post(address(declaration, "A1"), data)

    assert [u.evidence.title for u in entry_of(declaration, "A1.1").uses.all()] == ["list"]
    assert entry_of(declaration, "A1.2").uses.count() == 1


def test_a_refused_file_is_told_beside_its_field(client, declaration):
    response = send(
        client,
        declaration,
        "A1",
        A1_2__finding_misses="1",
        A1_2__files=[upload("photo.jpg", b"<script>alert(1)</script>")],
    )

    assert response.text.count("“photo.jpg” was not taken") == 2
    pk = entry_of(declaration, "A1.2").pk
    assert f'href="#e{pk}-files"' in response.text
    assert entry_of(declaration, "A1.2").finding == {"misses": "1"}


def test_a_file_is_taken_off_and_what_was_typed_is_kept(client, declaration):
    fill_in(declaration, entry_of(declaration, "A1.1"))
    use = entry_of(declaration, "A1.1").uses.get()

    response = send(client, declaration, "A1", A1_2__finding_misses="3", detach=str(use.pk))

    assert response.status_code == 302
    assert entry_of(declaration, "A1.1").uses.count() == 0
    assert entry_of(declaration, "A1.2").finding == {"misses": "3"}


def test_the_library_leads_back_to_the_indicator(client, declaration):
    proof = proof_of(declaration)

    response = send(client, declaration, "A1", A1_1__statement="Kept.", library="A1.1")
    back = client.post(response.url, {"chosen": [proof.pk]})

    assert back.url == f"{address(declaration, 'A1')}#c-A1.1"
    assert entry_of(declaration, "A1.1").statement == "Kept."


def test_filtering_the_library_keeps_the_way_back(client, declaration):
    choose = reverse("evaluation:criterion-evidence", args=[declaration.pk, "A1.1"])

    text = client.get(f"{choose}?to=indicator&q=nothing").text

    assert '<input type="hidden" name="to" value="indicator">' in text
    assert f"{address(declaration, 'A1')}#c-A1.1" in text
    assert 'name="to"' not in client.get(f"{choose}?to=elsewhere").text


def test_the_buttons_lead_on(client, declaration):
    hand_up = reverse("evaluation:hand-up", args=[declaration.pk])

    assert send(client, declaration, "A1", go="next").url == address(declaration, "B1")
    assert send(client, declaration, "B1", go="next").url == hand_up
    assert send(client, declaration, "B1", go="list").url == declaration.get_absolute_url()


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_broken_version_is_no_error_of_the_portal(client, declaration, version):
    response = send(client, declaration, "A1", A1_2__finding_misses="1", A1_2__version=version)

    assert response.status_code == 200
    assert entry_of(declaration, "A1.2").finding == {}


# ------------------------------------------------------------------ two at once
def test_what_somebody_else_saved_is_told_at_its_criterion(client, declaration):
    opened = shown_fields(client, declaration, "A1")
    save_entry(
        entry_of(declaration, "A1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"misses": "3"},
        statement="Theirs.",
    )

    response = send(
        client,
        declaration,
        "A1",
        page=opened,
        A1_2__finding_misses="1",
        A1_2__statement="Mine.",
        A1_1__statement="Also mine.",
    )

    assert response.status_code == 409
    assert f"{declaration.people.examiner} saved this criterion meanwhile" in response.text
    assert "Theirs." in response.text and "Mine." in response.text
    assert entry_of(declaration, "A1.1").statement == "Also mine."
    assert entry_of(declaration, "A1.2").statement == "Theirs."


def test_what_one_did_not_touch_is_no_conflict(client, declaration):
    opened = shown_fields(client, declaration, "A1")
    save_entry(
        entry_of(declaration, "A1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"misses": "3"},
        statement="Theirs.",
    )

    response = send(client, declaration, "A1", page=opened, A1_1__statement="Mine.")

    assert response.status_code == 302
    assert entry_of(declaration, "A1.2").statement == "Theirs."
    assert entry_of(declaration, "A1.1").statement == "Mine."


def test_what_was_typed_too_late_is_shown_to_be_copied(client):
    declaration = filled_declaration()
    client.force_login(declaration.people.worker)
    opened = shown_fields(client, declaration, "A1")
    take_step(declaration, "submit", by=declaration.people.official)

    response = send(client, declaration, "A1", page=opened, A1_2__statement="One more thing.")

    assert response.status_code == 409
    assert response.text.count("This criterion can no longer be written") == 1
    assert "One more thing." in response.text
    assert entry_of(declaration, "A1.2").statement == ""
