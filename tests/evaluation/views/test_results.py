"""The result page: who sees it when, and that it explains itself down to the scores."""

import re

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.appraisal.services import moderate
from evaluation.models import Result
from evaluation.standards.figures import read_decimal
from evaluation.steps import take_step
from tests.factories.evaluations import (
    accepted_declaration,
    appraise,
    appraised_declaration,
    ask_residents,
    assigned_declaration,
    claiming_declaration,
    disputed_declaration,
    evaluate,
    evaluated_declaration,
    noticed_declaration,
    penalised,
    put_on_notice,
    record_visits,
    vetoed,
    with_appraisers,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import ResultFactory, StandingFactory

pytestmark = pytest.mark.django_db


def page(client, declaration, person=None, name="evaluation:result"):
    client.force_login(person or declaration.people.office)
    return client.get(reverse(name, args=[declaration.pk]))


def words(response):
    """The text of the page without marks and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


# ------------------------------------------------------------------ what it says
def test_it_reads_in_the_order_in_which_people_ask(client):
    text = page(client, appraised_declaration(option="basically_satisfied")).text

    order = [
        "is proposed as",
        "How the score was made",
        "Conditions for “Excellent”",
        "Where the missing points are",
        "What the result rests on",
        "Where it stands",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_it_says_the_level_the_equation_and_the_way_to_the_next_level(client):
    text = words(page(client, appraised_declaration(option="basically_satisfied")))

    assert "is proposed as Good with 88.00." in text
    assert "To “Excellent” it lacks: 2.00 points of the composite score." in text
    assert "100.00" in text
    assert "60.00" in text
    assert "70.00 + 18.00" in text
    assert "6 valid answers" in text


def test_every_condition_of_every_level_is_needed_reached_and_met(client):
    response = page(client, appraised_declaration(option="basically_satisfied"))
    text = words(response)

    assert re.search(r"Composite score 90\.00 88\.00 Not met", text)
    assert re.search(r"Satisfaction rate 90\.00% 100\.00% Met", text)
    assert re.search(r"Dimension A Dimension A, share of its points 80\.00% 100\.00% Met", text)
    assert re.search(r"Valid answers 2 6 Met", text)
    assert re.search(r"Established vetoes, at most 0 0 Met", text)
    for level in ("Excellent", "Good", "Qualified"):
        assert f"Conditions for “{level}”" in text


def test_criteria_that_cost_most_come_first_with_what_they_would_add(client):
    declaration = disputed_declaration()
    criterion = declaration.standard.criteria.get(code="A1.2")
    moderate(
        declaration,
        criterion,
        by=declaration.people.office,
        points=read_decimal("0.5"),
        reason="Dirty on the visit.",
    )
    record_visits(declaration)
    ask_residents(declaration)

    text = words(page(client, appraise(declaration)))

    # 1.5 of 10 points lost: 15 × 0.7.
    assert "A1.2 Corners kept clean 0.5 / 2 +10.50" in text
    assert "1.5 points lost in all" in text


def test_where_nothing_was_lost_it_says_so(client):
    assert "No point was lost." in page(client, appraised_declaration()).text


def test_bonus_and_penalty_are_shown_with_what_counts(client):
    declaration = with_appraisers(claiming_declaration({}, bonuses={"P1": "2"}))
    penalised(declaration, "N2")

    text = words(page(client, appraise(evaluate(declaration))))

    assert "P1 Honour from the province or the state +2.00 +2.00" in text
    assert "N2 Written criticism by the district −1.00 −1.00" in text


def test_veto_stands_at_the_head(client):
    declaration = evaluated_declaration()
    vetoed(declaration)

    text = words(page(client, appraise(declaration)))

    assert "is proposed as Not yet with 94.00." in text
    assert "A veto is established" in text
    assert "a veto is established" in text


def test_without_a_composite_it_still_explains_itself(client):
    text = words(page(client, appraised_declaration(option="dont_know")))

    assert "is proposed as Not yet without a score." in text
    assert "There is no valid answer" in text


def test_it_leads_back_to_what_it_rests_on(client):
    declaration = appraised_declaration()

    text = page(client, declaration).text

    assert declaration.survey.get_absolute_url() in text
    assert reverse("evaluation:review-declaration", args=[declaration.pk]) in text
    assert reverse("evaluation:result-criteria", args=[declaration.pk]) in text
    assert "Computed again just now: the same result" in text
    assert declaration.result.scores_hash[:10] in text


def test_tampering_with_a_frozen_result_shows(client):
    declaration = appraised_declaration()
    computation = declaration.result.computation
    computation["professional"]["score"] = "12.00"
    Result.objects.filter(pk=declaration.result.pk).update(computation=computation)

    assert "Computed again just now: another result." in page(client, declaration).text


def test_decision_other_than_proposed_is_told_with_its_note(client):
    declaration = noticed_declaration()
    leader = declaration.people.leader
    note = "An open dispute about parking."
    take_step(declaration, "accept", by=leader, level="good", note=note)

    text = words(page(client, declaration))

    assert "is accepted as Good with 94.00. The appraisal proposed “Excellent”." in text
    assert note in text
    assert declaration.decision.certificate.printed_number in text


def test_not_accepted_is_told(client):
    declaration = noticed_declaration(option="dissatisfied")
    take_step(declaration, "not_accept", by=declaration.people.leader)

    assert "is not accepted:" in page(client, declaration).text


# ------------------------------------------------------------------ all criteria
def test_every_criterion_is_listed_with_the_scores_behind_it(client):
    declaration = disputed_declaration()
    moderate(
        declaration,
        declaration.standard.criteria.get(code="A1.2"),
        by=declaration.people.office,
        points=read_decimal("1.25"),
        reason="Clean on the visit.",
    )
    record_visits(declaration)
    ask_residents(declaration)

    response = page(client, appraise(declaration), name="evaluation:result-criteria")

    codes = declaration.entries.values_list("criterion__code", flat=True)
    assert all(code in response.text for code in codes)
    assert "Three corners were dirty." in response.text
    assert "Clean on the visit." in response.text
    assert declaration.people.appraisers[0].name in response.text
    assert "not claimed" in response.text


def test_community_reads_scores_and_reasons_without_names(client):
    declaration = accepted_declaration()

    response = page(
        client, declaration, declaration.people.official, name="evaluation:result-criteria"
    )

    assert "Appraiser 1" in response.text
    assert declaration.people.appraisers[0].name not in response.text


@pytest.mark.parametrize(
    ("name", "count"), [("evaluation:result", 11), ("evaluation:result-criteria", 10)]
)
def test_pages_cost_the_same_however_many_criteria(
    client, standard, name, count, django_assert_num_queries
):
    for given in ({}, {"standard": standard}):
        declaration = appraise(evaluate(assigned_declaration(**given)))
        client.force_login(declaration.people.office)
        here = reverse(name, args=[declaration.pk])
        with django_assert_num_queries(count):
            client.get(here)


# ------------------------------------------------------------------ who sees it when
@pytest.mark.parametrize("role", [Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR])
def test_district_sees_it_when_it_is_computed(client, role):
    declaration = appraised_declaration()

    person = PostFactory(role=role, place=DistrictFactory()).user
    assert page(client, declaration, person).status_code == 200


@pytest.mark.parametrize("who", ["official", "worker"])
def test_street_and_community_see_it_on_notice_and_not_before(client, who):
    declaration = appraised_declaration()
    person = getattr(declaration.people, who)
    assert page(client, declaration, person).status_code == 404

    put_on_notice(declaration)

    assert "is proposed as" in page(client, declaration, person).text


def test_another_street_sees_nothing(client):
    stranger = PostFactory(role=Role.STREET_OFFICIAL).user

    assert page(client, accepted_declaration(), stranger).status_code == 404


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.ADMINISTRATOR, Role.DEPARTMENT_LIAISON])
@pytest.mark.parametrize("name", ["evaluation:result", "evaluation:result-criteria"])
def test_nobody_else_sees_it_before_the_decision(client, person, role, name, district):
    declaration = noticed_declaration()

    assert page(client, declaration, person(role), name).status_code == 404


def test_departments_see_it_when_it_is_decided(client, person, district):
    declaration = accepted_declaration()

    assert page(client, declaration, person(Role.DEPARTMENT_LIAISON)).status_code == 200


def test_declaration_without_a_result_is_not_found(client):
    assert page(client, evaluated_declaration()).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_unknown_declaration_is_not_found(client, person, pk, district):
    client.force_login(person(Role.LEADER))

    assert client.get(f"/declarations/{pk}/result/").status_code == 404
    assert client.get(f"/declarations/{pk}/result/criteria/").status_code == 404


def test_leader_is_offered_the_decision_only_after_the_notice(client):
    running, ended = noticed_declaration(ended=False), noticed_declaration()

    def offered(declaration):
        text = page(client, declaration, declaration.people.leader).text
        return reverse("evaluation:decide", args=[declaration.pk]) in text

    assert not offered(running)
    assert offered(ended)


def test_only_reading(client):
    declaration = ResultFactory(declaration=StandingFactory(state="appraised")).declaration
    client.force_login(PostFactory(role=Role.LEADER, place=DistrictFactory()).user)

    here = reverse("evaluation:result", args=[declaration.pk])
    assert client.post(here).status_code == 405


def test_the_self_examination_leads_to_the_result_for_whom_it_is(client):
    declaration = appraised_declaration()
    link = reverse("evaluation:result", args=[declaration.pk])
    self_examination = "evaluation:declaration"

    assert link in page(client, declaration, name=self_examination).text
    official = declaration.people.official
    assert link not in page(client, declaration, official, self_examination).text

    put_on_notice(declaration)
    assert link in page(client, declaration, official, self_examination).text


def test_a_department_is_offered_no_library_that_it_may_not_open(client, person):
    declaration = accepted_declaration()
    library = reverse("evaluation:evidence-library", args=[declaration.community.code])
    self_examination = "evaluation:declaration"
    liaison = person(Role.DEPARTMENT_LIAISON)

    assert library not in page(client, declaration, liaison, self_examination).text
    assert client.get(library).status_code == 403
    assert library in page(client, declaration, name=self_examination).text
