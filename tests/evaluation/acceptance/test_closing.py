"""Closing the evaluation: what it needs, what is frozen, and by whom."""

from decimal import Decimal

import pytest

from communities.models import Role
from evaluation.acceptance.calculation import still_holds
from evaluation.acceptance.results import appraise
from evaluation.appraisal.records import strike
from evaluation.models import Level, Result, State
from evaluation.steps import take_step
from harmony.shared.workflow import TransitionRefused
from tests.factories.evaluations import (
    appraised_declaration,
    ask_residents,
    assigned_declaration,
    claiming_declaration,
    evaluate,
    evaluated_declaration,
    give_score,
    passed_to_the_office,
    penalised,
    record_visits,
    score_as_claimed,
    scored_declaration,
    vetoed,
    visited,
    with_appraisers,
)
from tests.factories.people import PostFactory

pytestmark = pytest.mark.django_db


def close(declaration, by=None):
    take_step(declaration, "appraise", by=by or declaration.people.office)
    return declaration.result


def refused(declaration, match, by=None):
    with pytest.raises(TransitionRefused, match=match):
        close(declaration, by)
    declaration.refresh_from_db()
    assert declaration.state == State.RECEIVED
    assert not Result.objects.exists()


# ------------------------------------------------------------------ what is frozen
def test_a_struck_visit_does_not_count():
    declaration = evaluated_declaration()
    visit = declaration.visits.get(kind="site_visit")
    strike(visit, by=declaration.people.office, reason="It was another community.")

    refused(declaration, "not been visited")

    visited(declaration)
    assert close(declaration)


def test_result_is_frozen_with_everything_it_came_from():
    declaration = evaluated_declaration(option="satisfied")

    result = close(declaration)

    assert (result.professional, result.residents) == (Decimal("100.00"), Decimal("80.00"))
    assert (result.composite, result.satisfaction_rate) == (Decimal("94.00"), Decimal("100.00"))
    assert (result.level, result.self_score) == (Level.EXCELLENT, Decimal("10.00"))
    assert (result.by, result.standard_hash) == (
        declaration.people.office,
        declaration.standard.content_hash,
    )
    assert result.tally_hash == declaration.survey.tally_hash
    assert still_holds(result.computation)
    step = declaration.steps.get(name="appraise")
    assert (step.by, step.role, declaration.state) == (
        declaration.people.office,
        Role.OFFICE_REVIEWER,
        State.APPRAISED,
    )


def test_mean_of_the_appraisers_counts():
    declaration = assigned_declaration()
    give_score(
        declaration, "B1.1", {"points": "1.80", "reason": "Little effect."}, reason="Little."
    )

    result = close(evaluate(declaration))

    # 1.80 and 2.00 lie within the tolerance of 0.20: 9.90 of 10.
    assert result.professional == Decimal("99.00")


def test_penalty_is_taken_off_and_a_struck_one_is_not():
    declaration = evaluated_declaration()
    penalised(declaration, "N2")
    strike(penalised(declaration, "N1"), by=declaration.people.office, reason="Wrong community.")

    assert close(declaration).professional == Decimal("99.00")


def test_confirmed_bonus_is_added():
    declaration = with_appraisers(claiming_declaration({}, bonuses={"P1": "1"}))

    assert close(evaluate(declaration)).professional == Decimal("102.00")


def test_established_veto_bars_every_level_and_a_struck_one_none():
    declaration = evaluated_declaration()
    struck = vetoed(declaration)
    strike(struck, by=declaration.people.office, reason="It was the neighbour.")
    barred = evaluated_declaration()
    vetoed(barred)

    assert close(declaration).level == Level.EXCELLENT
    result = close(barred)
    assert (result.level, result.composite) == (Level.NOT_YET, Decimal("94.00"))


def test_excluded_criterion_leaves_both_sides():
    declaration = with_appraisers(claiming_declaration({"B1.2": "excluded"}))

    result = close(evaluate(declaration))

    assert result.professional == Decimal("100.00")
    assert result.self_score == Decimal("8.00")


def test_without_a_valid_answer_there_is_no_composite_and_no_level():
    declaration = evaluated_declaration(option="dont_know")

    result = close(declaration)

    assert (result.residents, result.composite, result.level) == (None, None, Level.NOT_YET)


# ------------------------------------------------------------------ what it needs
def test_everything_that_is_missing_is_named():
    declaration = assigned_declaration()

    refused(
        declaration,
        "Not every appraiser has handed in the scores. The report has not been heard yet. "
        "The site has not been visited yet. The questionnaire is not closed yet.",
    )


def test_one_appraiser_is_not_enough():
    declaration = with_appraisers(claiming_declaration({}), count=1)

    refused(evaluate(declaration), "At least 2 appraisers must score it")


@pytest.mark.parametrize(
    ("kind", "said"),
    [("report_heard", "The report has not been heard"), ("site_visit", "has not been visited")],
)
def test_both_visits_are_needed(kind, said):
    declaration = evaluated_declaration()
    declaration.visits.filter(kind=kind).delete()

    refused(declaration, said)


def test_questionnaire_has_to_be_closed():
    declaration = scored_declaration()
    record_visits(declaration)

    refused(declaration, "The questionnaire is not closed yet")


def test_open_assignment_holds_it_up():
    declaration = assigned_declaration()
    record_visits(declaration)
    ask_residents(declaration)
    score_as_claimed(declaration, declaration.people.appraisers[0])

    refused(declaration, "Not every appraiser has handed in")


# ------------------------------------------------------------------ who, and when
@pytest.mark.parametrize("who", ["leader", "official", "examiner", "appraiser"])
def test_only_the_office_closes(who):
    declaration = evaluated_declaration()
    people = declaration.people
    person = people.appraisers[0] if who == "appraiser" else getattr(people, who)

    refused(declaration, "You may not do this", by=person)


@pytest.mark.parametrize("who", ["official", "examiner", "appraiser"])
def test_nobody_of_the_office_closes_what_they_handed_up_examined_or_scored(who):
    declaration = evaluated_declaration()
    people = declaration.people
    person = people.appraisers[0] if who == "appraiser" else getattr(people, who)
    district = declaration.community.parent.parent
    PostFactory(user=person, role=Role.OFFICE_REVIEWER, place=district)
    person = type(person).objects.get(pk=person.pk)

    refused(declaration, "You may not do this", by=person)


def test_closed_twice_the_first_result_stays():
    declaration = appraised_declaration()
    result = declaration.result

    with pytest.raises(TransitionRefused, match="Not possible while “Appraised”"):
        close(declaration)

    assert Result.objects.get() == result


def test_not_before_it_is_received():
    declaration = passed_to_the_office()

    with pytest.raises(TransitionRefused, match="Not possible while"):
        close(declaration)


def test_refused_halfway_nothing_is_half_saved():
    declaration = assigned_declaration()

    with pytest.raises(TransitionRefused):
        appraise(declaration, by=declaration.people.office)

    declaration.refresh_from_db()
    assert declaration.state == State.RECEIVED
    assert not declaration.steps.filter(name="appraise").exists()
