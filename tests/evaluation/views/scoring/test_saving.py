"""A score is saved, refused beside its field, and never over somebody's newer one; claims."""

from decimal import Decimal

import pytest

from tests.evaluation.views.scoring.sheets import score_of, sheet
from tests.factories.evaluations import (
    claiming_declaration,
    give_score,
    score_as_claimed,
    with_appraisers,
)

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ saving
def version(declaration, code):
    return score_of(declaration, code).version


def sent(declaration, code, **fields):
    return {"version": version(declaration, code), "next": "yes"} | fields


def test_saving_goes_on_to_the_next_criterion(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "A1.2"),
        sent(declaration, "A1.2", **{"finding-misses": "2", "reason": "Two corners."}),
    )

    assert response.url == f"{sheet(declaration, 'B1.1')}#criterion"
    score = score_of(declaration, "A1.2")
    assert (score.points, score.reason, score.is_complete) == (
        Decimal("1.00"),
        "Two corners.",
        True,
    )


def test_saving_alone_stays(appraiser, declaration):
    fields = {"version": 0, "save": "yes", "finding-misses": "0"}

    response = appraiser.post(sheet(declaration, "A1.2"), fields)

    assert response.url == f"{sheet(declaration, 'A1.2')}#criterion"


def test_agreeing_takes_the_claim_as_it_stands(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "A1.1"), {"version": 0, "agree": "yes", "reason": "ignored"}
    )

    assert response.url == f"{sheet(declaration, 'A1.2')}#criterion"
    score = score_of(declaration, "A1.1")
    assert (score.finding, score.points) == ({"met": ["one", "two"]}, Decimal("2.00"))


def test_last_criterion_leads_to_the_first_unscored_and_then_to_the_sheet(appraiser, declaration):
    last = {"version": 0, "agree": "yes"}
    assert appraiser.post(sheet(declaration, "B1.4"), last).url.startswith(
        sheet(declaration, "A1.1")
    )
    score_as_claimed(declaration, declaration.people.appraisers[0], hand_in=False)

    last["version"] = version(declaration, "B1.4")
    assert appraiser.post(sheet(declaration, "B1.4"), last).url == sheet(declaration)


def test_departing_without_a_reason_is_told_beside_the_field(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "A1.2"), sent(declaration, "A1.2", **{"finding-misses": "2"})
    )

    assert "Say why you depart from the self-score." in response.text
    assert 'value="2"' in response.text
    assert version(declaration, "A1.2") == 0


@pytest.mark.parametrize(
    ("code", "fields", "said"),
    [
        ("A1.2", {"finding-misses": "9"}, "Enter at most 4."),
        ("A1.2", {"finding-misses": "-1"}, "Enter 0 or more."),
        ("A1.2", {"finding-misses": "some"}, "Enter a whole number."),
        ("A1.2", {}, "Record what you found, or agree with the claim."),
        ("B1.1", {"finding-points": "2.5", "finding-reason": "Best."}, "Enter at most 2."),
        ("B1.4", {"finding-part_0": "0.5"}, "Enter at most 0.4."),
        ("A1.1", {"finding-met": ["one", "none_of_these"]}, "Tick either clauses"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_saved(appraiser, declaration, code, fields, said):
    response = appraiser.post(sheet(declaration, code), sent(declaration, code, **fields))

    assert said in response.text
    assert "error-summary" in response.text
    assert version(declaration, code) == 0


def test_half_a_finding_is_saved_and_says_what_is_missing(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "B1.4"),
        sent(declaration, "B1.4", **{"finding-part_0": "0.4"}),
        follow=True,
    )

    assert "B1.4 is saved, but not complete yet." in response.text
    assert "Not complete yet:" in response.text
    assert score_of(declaration, "B1.4").finding == {"parts": {"desk": "0.4"}}


def test_judgement_carries_its_own_reason(appraiser, declaration):
    text = appraiser.get(sheet(declaration, "B1.1")).text
    assert text.count("<textarea") == 1

    appraiser.post(
        sheet(declaration, "B1.1"),
        sent(declaration, "B1.1", **{"finding-points": "1.5", "finding-reason": "Rare."}),
    )

    score = score_of(declaration, "B1.1")
    assert (score.points, score.reason, score.is_complete) == (Decimal("1.50"), "Rare.", True)


def test_beginning_from_the_claim_fills_it_in(appraiser, declaration):
    plain = appraiser.get(sheet(declaration, "A1.2")).text
    text = appraiser.get(sheet(declaration, "A1.2"), {"start": "claim"}).text

    assert "Begin from the claim" in plain
    assert 'name="finding-misses" value="0"' in text
    assert 'name="finding-misses" value="0"' not in plain


def test_stale_page_keeps_what_was_typed_and_shows_what_is_stored(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    response = appraiser.post(
        sheet(declaration, "A1.2"),
        {"version": 0, "next": "yes", "finding-misses": "3", "reason": "Three corners."},
    )

    assert "saved from another page meanwhile" in response.text
    assert "One corner." in response.text
    assert "Three corners." in response.text
    assert 'name="finding-misses" value="3"' in response.text
    assert 'name="version" value="1"' in response.text
    assert score_of(declaration, "A1.2").reason == "One corner."


def test_saved_again_on_top_of_it_the_newer_counts(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    appraiser.post(
        sheet(declaration, "A1.2"),
        {"version": 1, "next": "yes", "finding-misses": "3", "reason": "Three corners."},
    )

    assert score_of(declaration, "A1.2").reason == "Three corners."


def test_same_form_sent_twice_is_saved_once(appraiser, declaration):
    fields = {"version": 0, "next": "yes", "finding-misses": "1", "reason": "One corner."}

    first = appraiser.post(sheet(declaration, "A1.2"), fields)
    second = appraiser.post(sheet(declaration, "A1.2"), fields)

    assert first.url == second.url
    assert version(declaration, "A1.2") == 1


def test_agreeing_on_a_stale_page_says_so_and_nothing_else(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    text = appraiser.post(sheet(declaration, "A1.2"), {"version": 0, "agree": "yes"}).text

    assert "saved from another page meanwhile" in text
    assert "Record what you found" not in text


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30])
def test_broken_version_is_no_way_around_it(appraiser, declaration, typed):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    for button in ("agree", "next"):
        fields = {"version": typed, button: "yes", "finding-misses": "0"}
        assert appraiser.post(sheet(declaration, "A1.2"), fields).status_code == 200

    assert score_of(declaration, "A1.2").reason == "One corner."


# ------------------------------------------------------------------ claims
@pytest.fixture
def claiming(client):
    claims = {"B1.2": "excluded", "B1.3": "not_occurred"}
    declaration = with_appraisers(claiming_declaration(claims))
    client.force_login(declaration.people.appraisers[0])
    return declaration


def test_claim_has_to_be_answered(client, claiming):
    text = client.post(sheet(claiming, "B1.2"), {"version": 0, "next": "yes"}).text

    assert "Say whether the claim holds." in text
    assert "It holds: Does not apply here" in text


def test_confirmed_claim_needs_nothing_more(client, claiming):
    client.post(sheet(claiming, "B1.2"), {"version": 0, "next": "yes", "claim": "yes"})

    score = score_of(claiming, "B1.2")
    assert (score.modifier, score.counts, score.is_complete) == ("excluded", False, True)


def test_refused_claim_needs_a_finding_and_a_reason(client, claiming):
    fields = {"version": 0, "next": "yes", "claim": "no", "finding-value": "85"}
    assert "Say why you depart" in client.post(sheet(claiming, "B1.2"), fields).text

    client.post(sheet(claiming, "B1.2"), fields | {"reason": "There are streets."})

    score = score_of(claiming, "B1.2")
    assert (score.modifier, score.points) == ("", Decimal("1.50"))


def test_agreeing_confirms_the_claim(client, claiming):
    client.post(sheet(claiming, "B1.3"), {"version": 0, "agree": "yes"})

    score = score_of(claiming, "B1.3")
    assert (score.applied, score.points) == ("not_occurred", Decimal("1.00"))
