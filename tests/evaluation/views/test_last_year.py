"""Last year beside what is claimed now, for whoever examines it."""

from datetime import date

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.sheet import sheet_of
from evaluation.models import Entry, State
from evaluation.views.last_year import last_year_of
from tests.factories import CommunityFactory, PostFactory, ProgrammeFactory, StageFactory
from tests.factories.declarations import submitted_declaration
from tests.factories.evaluations import accepted_declaration
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_years():
    """Accepted last year, and handed up again this year."""
    community = CommunityFactory()
    district = community.parent.parent
    stage = StageFactory(programme__district=district)
    before = StageFactory(
        programme=ProgrammeFactory(district=district, starts_on=date(stage.year - 3, 1, 1)),
        year=stage.year - 1,
    )
    given = {"community": community, "standard": small_standard(district)}
    accepted = accepted_declaration(stage=before, **given)
    return accepted, submitted_declaration(stage=stage, **given)


def entry_of(declaration, code):
    return declaration.entries.select_related("criterion").get(criterion__code=code)


def examine(client, declaration):
    client.force_login(declaration.people.examiner)
    response = client.get(reverse("evaluation:examine", args=[declaration.pk]))
    return " ".join(response.text.split())


def earlier_of(declaration, code, user=None):
    told = last_year_of(sheet_of(declaration), user or declaration.people.examiner)
    return told.get(entry_of(declaration, code).pk)


def test_claim_points_and_what_it_got_in_the_end(client, two_years):
    accepted, submitted = two_years
    # What was agreed is in the result; the claim of then was higher.
    old = entry_of(accepted, "A1.2")
    Entry.objects.filter(pk=old.pk).update(finding={"misses": "1"}, points="1.50")

    told = earlier_of(submitted, "A1.2")

    assert (told.year, str(told.points), str(told.final)) == (
        accepted.stage.year,
        "1.50",
        "2.00",
    )
    text = examine(client, submitted)
    assert f"In {accepted.stage.year}: claimed 1.50, 2.00 in the end" in text


def test_a_criterion_is_the_same_by_its_title_where_the_code_is_another(two_years):
    accepted, submitted = two_years
    sheet = sheet_of(submitted)
    for entry in sheet.entries:  # as a later standard might number them
        entry.criterion.code = f"X{entry.criterion.code}"
    told = last_year_of(sheet, submitted.people.examiner)

    assert told[entry_of(submitted, "B1.1").pk].points == entry_of(accepted, "B1.1").points
    assert len(told) == len(sheet.entries)


def test_what_was_excluded_is_said(client, two_years):
    accepted, submitted = two_years
    old = entry_of(accepted, "B1.2")
    Entry.objects.filter(pk=old.pk).update(modifier="excluded", counts=False, finding={})

    assert earlier_of(submitted, "B1.2").points is None
    assert "claimed as not counting" in examine(client, submitted)


def test_that_it_was_not_accepted_is_said(client, two_years):
    accepted, submitted = two_years
    type(accepted).objects.filter(pk=accepted.pk).update(state=State.NOT_ACCEPTED)

    assert f"In {accepted.stage.year}, not accepted: claimed 2.00" in examine(client, submitted)


def test_only_what_was_decided_counts(client, two_years):
    accepted, submitted = two_years
    type(accepted).objects.filter(pk=accepted.pk).update(state=State.NOTICED)

    assert earlier_of(submitted, "A1.2") is None
    assert "in the end" not in examine(client, submitted)


def test_nothing_of_a_later_year_nor_of_another_community(two_years):
    accepted, _submitted = two_years
    elsewhere = submitted_declaration(stage=_submitted.stage, standard=_submitted.standard)

    assert last_year_of(sheet_of(accepted), accepted.people.examiner) == {}
    assert last_year_of(sheet_of(elsewhere), elsewhere.people.examiner) == {}


def test_an_outcome_that_may_not_be_read_stays_out(two_years):
    accepted, submitted = two_years
    auditor = PostFactory(role=Role.AUDITOR, place=submitted.community.parent.parent).user
    assert earlier_of(submitted, "A1.2", auditor).final is not None
    accepted.result.delete()

    assert earlier_of(submitted, "A1.2", auditor).final is None


def test_it_costs_three_queries(two_years, django_assert_num_queries):
    _accepted, submitted = two_years
    sheet, user = sheet_of(submitted), submitted.people.examiner
    assert user.posts_in_force

    with django_assert_num_queries(3):
        last_year_of(sheet, user)
