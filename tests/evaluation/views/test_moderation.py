"""Moderation pages: scores side by side, settling with a reason, old pages."""

from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Moderation
from tests.factories.evaluations import (
    appraised_declaration,
    assigned_declaration,
    claiming_declaration,
    disputed_declaration,
    give_score,
    score_as_claimed,
    with_appraisers,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return disputed_declaration()


@pytest.fixture
def office(client, declaration):
    client.force_login(declaration.people.office)
    return client


def overview(declaration):
    return reverse("evaluation:moderation", args=[declaration.pk])


def settle(declaration, code="A1.2"):
    return reverse("evaluation:settle", args=[declaration.pk, code])


SENT = {"points": "1.25", "reason": "Clean on the visit."}


# ------------------------------------------------------------------ side by side
def test_what_differs_comes_first_with_both_scores(office, declaration):
    text = office.get(overview(declaration)).text

    assert text.index("To be settled") < text.index("Agreed")
    assert "0.50" in text
    assert "2.00" in text
    assert settle(declaration) in text
    assert settle(declaration, "A1.1") not in text


def test_before_all_have_handed_in_nothing_can_be_settled(client):
    declaration = assigned_declaration()
    give_score(declaration, "A1.2", {"misses": "3"}, reason="Three.")
    score_as_claimed(declaration, declaration.people.appraisers[0])
    client.force_login(declaration.people.office)

    text = client.get(overview(declaration)).text

    assert "1 appraiser has not handed in." in text
    assert "Handed in so far" in text
    assert settle(declaration) not in text


def test_without_scores_it_says_what_will_come(client):
    declaration = assigned_declaration()
    client.force_login(declaration.people.office)

    assert "No scores yet" in client.get(overview(declaration)).text


def test_settled_criterion_shows_the_reason_and_who_gave_it(office, declaration):
    office.post(settle(declaration), SENT)

    text = office.get(overview(declaration)).text

    assert "Clean on the visit." in text
    assert declaration.people.office.name in text
    assert "Settle anew" in text


def test_page_costs_the_same_however_many_criteria(client, standard, django_assert_num_queries):
    for given in ({}, {"standard": standard}):
        declaration = disputed_declaration(**given) if not given else _scored(given)
        client.force_login(declaration.people.office)
        here = overview(declaration)
        with django_assert_num_queries(12):
            client.get(here)


def _scored(given):
    declaration = assigned_declaration(**given)
    for appraiser in declaration.people.appraisers:
        score_as_claimed(declaration, appraiser)
    return declaration


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_readers_see_the_scores_and_settle_nothing(client, declaration, role):
    client.force_login(PostFactory(role=role, place=DistrictFactory()).user)

    text = client.get(overview(declaration)).text
    assert "To be settled" in text
    assert settle(declaration) not in text
    assert client.get(settle(declaration)).status_code == 403
    assert client.post(settle(declaration), SENT).status_code == 403
    assert not Moderation.objects.exists()


@pytest.mark.parametrize("who", ["official", "worker", "appraiser"])
def test_nobody_else_sees_them(client, declaration, who):
    people = declaration.people
    client.force_login(people.appraisers[0] if who == "appraiser" else getattr(people, who))

    assert client.get(overview(declaration)).status_code == 403
    assert client.get(settle(declaration)).status_code == 403


# ------------------------------------------------------------------ settling
def test_page_shows_claim_findings_and_reasons(office, declaration):
    text = office.get(settle(declaration)).text

    assert "The scores lie 1.5 points apart; up to 0.2 would be within the tolerance." in text
    assert "Three corners were dirty." in text
    assert "Corners kept clean as required." in text
    assert "0 to 2" in text


def test_settling_is_stored(office, declaration):
    response = office.post(settle(declaration), SENT, follow=True)

    assert "A1.2 is settled." in response.text
    moderation = Moderation.objects.get()
    assert (moderation.points, moderation.by) == (Decimal("1.25"), declaration.people.office)


def test_settled_anew_the_form_begins_with_what_stands_and_the_old_is_listed(office, declaration):
    office.post(settle(declaration), SENT)
    assert 'value="1.25"' in office.get(settle(declaration)).text

    office.post(settle(declaration), {"points": "1", "reason": "On second thoughts."})

    text = office.get(settle(declaration)).text
    assert "Settled before" in text
    assert "Clean on the visit." in text
    assert Moderation.objects.filter(replaced_at=None).count() == 1


def test_sent_twice_from_an_old_page_both_are_kept_and_one_counts(office, declaration):
    office.post(settle(declaration), SENT)
    office.post(settle(declaration), SENT)

    assert Moderation.objects.count() == 2
    assert Moderation.objects.filter(replaced_at=None).count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"points": "2.01", "reason": "x"}, "Enter at most 2."),
        ({"points": "-1", "reason": "x"}, "Enter 0 or more."),
        ({"points": "lots", "reason": "x"}, "Enter a number"),
        ({"points": "", "reason": "x"}, "Enter the points."),
        ({"points": "1.234", "reason": "x"}, "Enter at most 2 decimal places."),
        ({"points": "1", "reason": "  "}, "This field is required"),
    ],
)
def test_what_is_wrong_is_told_and_kept(office, declaration, sent, said):
    text = office.post(settle(declaration), sent).text

    assert said in text
    assert "error-summary" in text
    assert not Moderation.objects.exists()


@pytest.mark.parametrize("code", ["P1", "Z9", "A1"])
def test_criterion_without_scores_is_not_found(office, declaration, code):
    assert office.get(settle(declaration, code)).status_code == 404


def test_criterion_on_which_they_agree_leads_back(office, declaration):
    response = office.get(settle(declaration, "A1.1"), follow=True)
    assert "There is nothing to settle on A1.1." in response.text

    text = office.post(settle(declaration, "A1.1"), SENT).text
    assert "There is nothing to settle on A1.1." in text
    assert "Clean on the visit." in text
    assert not Moderation.objects.exists()


def test_old_form_of_a_closed_evaluation_says_so(client):
    declaration = appraised_declaration()
    client.force_login(declaration.people.office)

    text = client.post(settle(declaration), SENT).text

    assert "Not possible while “Appraised”" in text


# ------------------------------------------------------------------ claims
@pytest.fixture
def differing(client):
    declaration = with_appraisers(claiming_declaration({"B1.2": "excluded"}))
    give_score(declaration, "B1.2", {"value": "90"}, reason="There are streets.")
    for appraiser in declaration.people.appraisers:
        score_as_claimed(declaration, appraiser)
    client.force_login(declaration.people.office)
    return declaration


def test_page_asks_whether_the_claim_holds(client, differing):
    text = client.get(settle(differing, "B1.2")).text

    assert "It holds: Does not apply here" in text
    assert "do not agree on whether and how the criterion applies" in text


def test_claim_that_holds_needs_no_points(client, differing):
    client.post(settle(differing, "B1.2"), {"claim": "excluded", "reason": "No streets."})

    moderation = Moderation.objects.get()
    assert (moderation.modifier, moderation.counts) == ("excluded", False)


def test_claim_that_does_not_hold_needs_points(client, differing):
    text = client.post(settle(differing, "B1.2"), {"claim": "", "reason": "Streets."}).text

    assert "Enter the points." in text
    assert not Moderation.objects.exists()
