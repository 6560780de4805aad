"""Comparing versions of a standard, and trying one out."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.acceptance.trials import trials_of
from evaluation.appraisal.moderation import moderate
from evaluation.models import Standard
from evaluation.standards.services import import_standard, new_version
from tests.evaluation.standards.sample import criteria_of
from tests.factories import CommunityFactory, PostFactory
from tests.factories.evaluations import (
    appraise,
    appraised_declaration,
    ask_residents,
    disputed_declaration,
    record_visits,
)
from tests.factories.results import decided_declaration
from tests.factories.small_standard import small_standard, written_small_standard
from tests.factories.standards import published_standard, written_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


def page(client, name, standard, **query):
    return client.get(reverse(f"evaluation:standard-{name}", args=[standard.pk]), query)


def second_version(district, by, change) -> Standard:
    """A draft that differs from the small standard."""
    written = written_small_standard()
    change(written)
    return import_standard(written, district=district, by=by)


def another_rule(written):
    first, second, third, *_ = criteria_of(written)
    first["title"]["en"] = "Meetings held and minuted"
    second["rule"]["per"] = "1.0"
    third["code"] = "B1.9"
    written["bonus"]["cap"] = "8"


def stricter_corners(written):
    criteria_of(written)[1]["rule"]["per"] = "1.0"


@pytest.fixture
def versions(district, office):
    before = small_standard(district)
    return before, second_version(district, office, another_rule)


def test_the_page_tells_what_came_went_and_changed(client, versions):
    text = page(client, "compare", versions[1]).text

    assert "Added: 1 · removed: 1 · changed: 2" in text
    assert "Meetings held and minuted" in text
    assert "0.5 points off for each corner." in text
    assert "1 point off for each corner." in text
    assert "Bonus, at most" in text


def test_a_copy_differs_in_nothing(client, district, office):
    draft = new_version(small_standard(district), by=office)

    assert "Nothing differs" in page(client, "compare", draft).text


def test_the_only_version_has_nothing_to_be_compared_with(client, district, office):
    standard = small_standard(district)

    for name in ("compare", "tried"):
        assert "No other version yet" in page(client, name, standard).text


@pytest.mark.parametrize("query", [{"with": "x"}, {"with": "0"}, {"with": "99999"}])
def test_any_other_version_falls_back_to_the_one_before(client, versions, query):
    assert "changed: 2" in page(client, "compare", versions[1], **query).text


@pytest.mark.parametrize("name", ["compare", "tried", "sample"])
def test_a_draft_is_the_offices_alone(client, person, versions, name):
    client.force_login(person(Role.APPRAISER))

    assert page(client, name, versions[1]).status_code == 404


@pytest.mark.parametrize(
    "role, status",
    [(Role.LEADER, 200), (Role.AUDITOR, 200), (Role.APPRAISER, 403), (Role.STREET_OFFICIAL, 403)],
)
def test_results_are_for_those_who_read_them(client, person, versions, role, status):
    client.force_login(person(role))

    assert page(client, "tried", versions[0]).status_code == status


def test_a_small_change_of_the_sample_standard_changes_no_decided_result(
    client, district, stage, street, office
):
    before = published_standard(district)
    decided_declaration(CommunityFactory(parent=street, name_en="Heyuan"), stage)
    draft = new_version(before, by=office)

    response = page(client, "tried", draft)

    (row,) = response.context["page"].object_list
    assert row.tried.professional.low == row.tried.professional.high == row.result.professional
    assert row.tried.levels == (row.result.level,)
    assert "Heyuan" in response.text


@pytest.mark.parametrize("count", [2, 5])
def test_the_number_of_queries_does_not_depend_on_the_communities(
    client, district, stage, street, office, count, django_assert_max_num_queries
):
    before = published_standard(district)
    for _number in range(count):
        decided_declaration(CommunityFactory(parent=street), stage)
    draft = new_version(before, by=office)

    with django_assert_max_num_queries(14):
        response = page(client, "tried", draft)

    assert len(response.context["rows"]) == count


def test_findings_are_scored_again(client, office, person):

    declaration = appraised_declaration()
    district = declaration.community.parent.parent
    draft = second_version(district, office, another_rule)

    (trial,) = trials_of(office, declaration.standard, draft).trials

    assert trial.tried.open_codes == ("B1.9",)
    assert trial.tried.professional.high == trial.result.professional


def test_whoever_scores_it_does_not_learn_its_outcome_here(client, person):

    declaration = appraised_declaration()
    district = declaration.community.parent.parent
    appraiser = declaration.people.appraisers[0]
    post = PostFactory(role=Role.AUDITOR, place=district, user=appraiser)
    reader = type(appraiser).objects.get(pk=appraiser.pk)
    standard = declaration.standard

    assert post.role in {one.role for one in reader.posts_in_force}
    assert trials_of(reader, standard, standard).trials == ()
    auditor = person(Role.AUDITOR)
    assert len(trials_of(auditor, standard, standard).trials) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "-range"},
        {"sort": "nonsense", "page": "x"},
        {"q": "nobody", "change": "surely"},
        {"change": "nonsense"},
        {"sort": "levels", "change": "no"},
    ],
)
def test_any_query_of_the_trials_is_answered(client, district, stage, street, office, query):
    before = published_standard(district)
    decided_declaration(CommunityFactory(parent=street), stage)

    assert page(client, "tried", new_version(before, by=office), **query).status_code == 200


def test_a_sample_of_a_draft(client, versions, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        response = page(client, "sample", versions[1])

    best, _middle, worst = response.context["made"].computations
    assert (best.shown_professional, best.level) == (100, "excellent")
    assert worst.level == "not_yet"
    assert "The best finding gives exactly full points on every criterion." in response.text


@pytest.mark.parametrize(
    "query", [{"class": "x"}, {"score": "abc"}, {"rate": "101"}, {"score": "1e999"}, {"score": ""}]
)
def test_any_figures_of_a_sample_are_answered(client, versions, query):
    assert page(client, "sample", versions[1], **query).status_code == 200


def test_residents_decide_which_level_the_sample_reaches(client, versions):
    response = page(client, "sample", versions[1], score="40", rate="81")

    assert response.context["made"].computations[0].level == "qualified"
    assert "Cannot be reached" in response.text


@pytest.mark.parametrize("changed", [1, 40])
def test_comparing_costs_the_same_however_much_changed(
    client, district, office, changed, django_assert_max_num_queries
):
    published_standard(district)
    written = deepcopy(written_standard())
    for one in criteria_of(written)[:changed]:
        one["requirement"]["en"] = "Something else is required."
    draft = import_standard(written, district=district, by=office)

    with django_assert_max_num_queries(12):
        response = page(client, "compare", draft)

    assert response.text.count("Something else is required.") == changed


@pytest.mark.parametrize("points, is_open", [("1.20", True), ("2.00", False)])
def test_a_moderated_score_has_a_finding_behind_it_only_where_it_is_somebodys(
    office, points, is_open
):
    """Moderated to the community's own 2.00, its finding is scored again; else it is a range."""
    declaration = disputed_declaration()
    criterion = declaration.standard.criteria.get(code="A1.2")
    by = declaration.people.office
    moderate(declaration, criterion, by=by, points=Decimal(points), reason="Seen on site.")
    record_visits(declaration)
    ask_residents(declaration)
    appraise(declaration)
    district = declaration.community.parent.parent
    draft = second_version(district, office, stricter_corners)

    (trial,) = trials_of(office, declaration.standard, draft).trials

    assert trial.tried.open_codes == (("A1.2",) if is_open else ())


def test_a_wrong_figure_is_told_and_nothing_is_worked_out_with_another(client, versions):
    response = page(client, "sample", versions[1], score="abc")

    assert "made" not in response.context
    assert "notice-bad" in response.text
    assert "Residents’ score" in response.text.split('id="results"')[1]
    # On a phone the filters are folded: with a mistake in them they are open.
    assert 'class="vh more-box" aria-label="Show all filters" autocomplete="off" checked' in (
        response.text
    )
