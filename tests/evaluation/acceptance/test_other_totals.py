"""Standards of 106, 115 or 500 points: entered as they are, shown as they are, scaled to 100."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.acceptance.calculation import (
    CriterionOutcome,
    Inputs,
    ResidentsOutcome,
    compute,
    terms_of,
)
from evaluation.acceptance.trials import trials_of
from evaluation.models import Declaration, StandardState
from evaluation.standards.content import read_standard
from evaluation.standards.figures import plain
from evaluation.standards.services import import_standard, new_version, publish
from tasks.reporting.cases import cases_of, streets_of
from tasks.reporting.comparison import claimed_against_awarded
from tests.evaluation.standards.sample import criteria_of
from tests.factories import DistrictFactory
from tests.factories.evaluations import accepted_declaration, appraised_declaration
from tests.factories.small_standard import written_small_standard

pytestmark = pytest.mark.django_db


def written_with(total: int) -> dict:
    """The small standard of 10 points; B1.1, judged freely, brings it to the total."""
    written, more = written_small_standard(), D(total) - 10
    judged = next(one for one in criteria_of(written) if one["code"] == "B1.1")
    second = written["dimensions"][1]
    for part in (judged, second, second["indicators"][0]):
        part["points"] = plain(D(part["points"]) + more)
    written["base_points"] = plain(D(total))
    written["declared_totals"] = {"common": plain(D(total)), "class_specific": "0"}
    written["key"] = f"of-{total}"
    return written


@pytest.fixture(params=[106, 500])
def total(request):
    return request.param


@pytest.fixture
def standard(total, person):
    office = person(Role.OFFICE_REVIEWER)
    standard = import_standard(written_with(total), district=DistrictFactory(), by=office)
    publish(standard, by=office)
    return standard


def test_it_is_published(standard, total):
    assert standard.state == StandardState.PUBLISHED
    assert standard.base_points == total


def test_full_points_are_a_hundred_and_shown_in_its_own_total(client, standard, total):
    declaration = appraised_declaration(standard=standard)
    client.force_login(declaration.people.office)

    result = client.get(reverse("evaluation:result", args=[declaration.pk])).text

    assert declaration.result.professional == 100
    assert declaration.result.self_score == total
    assert f"{total}.00 of {total}" in result


def test_half_of_the_points_is_half_of_a_hundred(total):
    content, problems = read_standard(written_with(total))
    terms = terms_of(content, "old_town")
    halves = tuple(CriterionOutcome(term.code, term.points / 2) for term in terms.criteria)
    residents = ResidentsOutcome(60, 500, D(90), D(95))

    found = compute(Inputs(terms, halves, residents=residents))

    assert problems == []
    assert found.professional.awarded == D(total) / 2
    assert (found.shown_professional, found.shown_composite) == (50, 62)


def test_the_page_of_the_community_and_the_overview(client, standard, total, person):
    declaration = accepted_declaration(standard=standard)
    client.force_login(person(Role.LEADER))

    community = client.get(reverse("evaluation:community", args=[declaration.community.code]))
    overview = client.get(reverse("evaluation:overview"))

    told = f"Together {total}.00 of {total} points; of 100, the professional score is 100.00."
    assert told in community.text
    assert f"{total}.00 of {total}" in community.text
    assert overview.status_code == 200
    assert f"{total}.00" not in overview.text


def test_the_report_scales_too(standard, total):
    accepted_declaration(standard=standard)
    cases = cases_of(Declaration.objects.all())
    (line, _district) = claimed_against_awarded(streets_of(cases))

    assert cases[0].frozen.professional == 100
    assert (line.claimed, line.awarded, line.gap) == (total, total, 0)


def test_it_can_be_tried_out_on_its_own_results(standard, total, person):
    office = person(Role.OFFICE_REVIEWER)
    declaration = appraised_declaration(standard=standard)
    draft = new_version(standard, by=office)

    (trial,) = trials_of(office, standard, draft).trials

    assert trial.tried.professional.low == trial.tried.professional.high == 100
    assert trial.tried.levels == (declaration.result.level,)
