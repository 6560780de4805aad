"""A criterion saves itself alone, and no late answer wins over what is stored."""

import pytest

from evaluation.declarations.saving import save_entry
from tests.evaluation.views.indicators.shown_pages import address, entry_of, send, shown_fields

pytestmark = pytest.mark.django_db


def by_itself(client, declaration, code, **typed):
    return send(client, declaration, code, page={}, headers={"X-Autosave": "1"}, **typed)


def test_a_criterion_saves_itself_alone(client, declaration):
    response = by_itself(
        client,
        declaration,
        "B1",
        B1_2__version="0",
        B1_2__page="1f9a02bc.3",
        B1_2__finding_value="90",
        B1_2__statement="All lit.",
    )

    assert response.status_code == 204
    assert response["X-Version"] == "1"
    assert response["X-Shown"]
    assert entry_of(declaration, "B1.2").finding == {"value": "90"}
    assert entry_of(declaration, "B1.1").version == 0


def test_why_it_was_not_saved_is_said_in_one_sentence(client, declaration):
    wrong = by_itself(client, declaration, "B1", B1_2__version="0", B1_2__finding_value="many")
    assert (wrong.status_code, wrong["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert "Enter a number" in wrong.text

    save_entry(
        entry_of(declaration, "B1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"value": "80"},
    )
    late = by_itself(client, declaration, "B1", B1_2__version="0", B1_2__finding_value="90")
    assert late.status_code == 409
    assert "Somebody else saved this criterion meanwhile." in late.text


def test_an_answer_that_never_arrived_is_no_conflict_of_the_page_with_itself(client, declaration):
    for state, value in (("3", "90"), ("7", "91")):
        response = by_itself(
            client,
            declaration,
            "B1",
            B1_2__version="0",
            B1_2__page=f"1f9a02bc.{state}",
            B1_2__finding_value=value,
        )
        assert response.status_code == 204

    entry = entry_of(declaration, "B1.2")
    assert (entry.finding, entry.version) == ({"value": "91"}, 2)


def test_an_earlier_state_that_arrives_late_does_not_win(client, declaration):
    for state, value in (("7", "91"), ("3", "90")):
        response = by_itself(
            client,
            declaration,
            "B1",
            B1_2__version="0",
            B1_2__page=f"1f9a02bc.{state}",
            B1_2__finding_value=value,
        )

    assert response.status_code == 409
    assert entry_of(declaration, "B1.2").finding == {"value": "91"}


def test_what_was_taken_back_gets_no_version_of_somebody_else(client, declaration):
    """The page shows what was there before; the next change has to meet what is there now."""
    opened = shown_fields(client, declaration, "B1")
    save_entry(
        entry_of(declaration, "B1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"value": "80"},
    )
    pk = entry_of(declaration, "B1.2").pk
    own = {name: value for name, value in opened.items() if name.startswith(f"e{pk}-")}

    response = client.post(address(declaration, "B1"), own, headers={"X-Autosave": "1"})

    assert response.status_code == 204
    assert "X-Version" not in response
    assert entry_of(declaration, "B1.2").finding == {"value": "80"}


def test_points_and_sum_follow_without_saving(client, declaration):
    pk = entry_of(declaration, "B1.2").pk
    response = send(
        client,
        declaration,
        "B1",
        B1_2__finding_value="90",
        B1_1__finding_points="1.5",
        B1_1__finding_reason="Known.",
        headers={"HX-Request": "true", "HX-Target": f"e{pk}-points"},
    )

    assert f'id="e{pk}-points"' in response.text
    assert response.text.count("points-box") == 1
    assert "Sum of this indicator: <b>3.50</b> of 6" in response.text
    assert 'hx-swap-oob="true"' in response.text
    assert entry_of(declaration, "B1.2").version == 0
