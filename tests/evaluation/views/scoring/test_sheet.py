"""An appraiser's sheet: what stands on it, and that it is nobody else's."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Score
from tests.evaluation.views.scoring.sheets import sheet
from tests.factories.declarations import proof_of
from tests.factories.evaluations import assigned_declaration, give_score

pytestmark = pytest.mark.django_db


def test_sheet_stands_beside_the_claim(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    text = appraiser.get(sheet(declaration, "A1.2")).text

    assert "Corners kept clean" in text
    assert "−0.50" in text
    assert "One corner." in text
    assert "1 of 6 scored" in text
    assert "1.5 of 2 points" in text


def test_criterion_is_shown_with_claim_statement_and_evidence(appraiser, declaration):
    declaration.entries.filter(criterion__code="A1.1").update(statement="Held every month.")

    text = appraiser.get(sheet(declaration, "A1.1")).text

    assert "Meetings held as required." in text
    assert "Clause one" in text
    assert "Held every month." in text
    assert proof_of(declaration).title in text
    assert reverse("evaluation:evidence-file", args=[proof_of(declaration).pk]) in text


def test_neighbours_and_the_next_unscored_are_one_click_away(appraiser, declaration):
    give_score(declaration, "B1.1", {"points": "2", "reason": "Good."})

    text = appraiser.get(sheet(declaration, "A1.2")).text

    assert f'href="{sheet(declaration, "A1.1")}#criterion" rel="prev"' in text
    assert f'href="{sheet(declaration, "B1.1")}#criterion" rel="next"' in text
    assert 'data-cell="todo"' in text


def test_sheet_without_a_criterion_leads_to_the_first_unscored(appraiser, declaration):
    give_score(declaration, "A1.1", {"met": ["one", "two"]})

    assert f'href="{sheet(declaration, "A1.2")}#criterion">Next unscored' in (
        appraiser.get(sheet(declaration)).text
    )


@pytest.mark.parametrize("code", ["Z9", "A1", "<b>", "P1"])
def test_unknown_criterion_leads_to_the_sheet(appraiser, declaration, code):
    response = appraiser.get(sheet(declaration, code))

    assert response.url == sheet(declaration)


@pytest.mark.parametrize("who", ["other appraiser", "office", "leader", "official"])
@pytest.mark.parametrize("send", ["get", "post"])
def test_sheet_is_nobody_elses(client, declaration, who, send):
    people = declaration.people
    person = people.appraisers[1] if who == "other appraiser" else getattr(people, who)
    client.force_login(person)

    assert getattr(client, send)(sheet(declaration, "A1.2")).status_code == 404
    assert not Score.objects.filter(version__gt=0).exists()


def test_whoever_left_the_post_no_longer_reads_the_sheet(appraiser, declaration):
    declaration.people.appraisers[0].posts.update(role=Role.LEADER)

    assert appraiser.get(sheet(declaration)).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_unknown_assignment_is_not_found(appraiser, pk):
    assert appraiser.get(f"/scoring/{pk}/").status_code == 404
    assert appraiser.get(f"/scoring/{pk}/A1.1/").status_code == 404
    assert appraiser.get(f"/scoring/{pk}/finish/").status_code == 404


def test_sheet_costs_the_same_however_many_files(
    appraiser, declaration, django_assert_num_queries
):
    here = sheet(declaration, "A1.1")
    with django_assert_num_queries(11):
        appraiser.get(here)
    entry = declaration.entries.get(criterion__code="A1.1")
    use = entry.uses.get()
    for number in range(5):
        evidence = use.evidence
        evidence.pk, evidence.sha256 = None, str(number)
        evidence.save()
        entry.uses.create(evidence=evidence, by=use.by)

    with django_assert_num_queries(11):
        appraiser.get(here)


def test_sheet_costs_the_same_however_many_criteria(client, standard, django_assert_num_queries):
    declaration = assigned_declaration(standard=standard)
    client.force_login(declaration.people.appraisers[0])

    here = sheet(declaration, "A1.1")

    assert declaration.entries.count() > 40
    with django_assert_num_queries(11):
        client.get(here)
