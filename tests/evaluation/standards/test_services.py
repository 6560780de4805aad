"""A standard comes in from a file, is published once, and never changes after that."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.models import Criterion, Dimension, Standard, StandardState
from evaluation.standards.models import StandardIsFrozen
from evaluation.standards.services import (
    StandardRefused,
    import_standard,
    new_version,
    publish,
    retire,
)
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories.standards import written_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def written():
    return deepcopy(written_standard())


@pytest.fixture
def draft(written, district, office):
    return import_standard(written, district=district, by=office)


def test_every_part_of_the_sample_becomes_a_row(draft):
    assert draft.state == StandardState.DRAFT
    assert draft.version == 1
    assert draft.dimensions.count() == 9
    assert draft.criteria.filter(kind=Criterion.Kind.BASE).count() == 54
    assert draft.penalty_items.count() == 4
    assert draft.veto_items.count() == 5
    positions = list(draft.criteria.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


def test_a_bonus_is_a_criterion_without_an_indicator(draft):
    bonus = draft.criteria.get(code="P5")

    assert bonus.kind == Criterion.Kind.BONUS
    assert bonus.indicator is None
    assert bonus.points == Decimal("1.0")
    assert bonus.bound_to == "F2.1"
    assert bonus.look_back_months == 12


def test_a_criterion_keeps_its_rule_and_modifiers(draft):
    criterion = draft.criteria.get(code="A2.1")

    assert criterion.rule["targets_by_class"] == {
        "old_town": "50",
        "new_residential": "50",
        "village_in_city": "90",
    }
    assert criterion.modifier_types == ["excluded", "no_evidence_zero"]
    assert criterion.indicator.code == "A2"
    assert criterion.indicator.dimension.code == "A"


def test_the_same_file_again_changes_nothing(draft, written, district, office):
    again = import_standard(written, district=district, by=office)

    assert again == draft
    assert Standard.objects.count() == 1


def test_a_changed_file_becomes_the_next_version(draft, written, district, office):
    written["title"]["en"] = "Another title"

    second = import_standard(written, district=district, by=office)

    assert (second.version, second.title_en) == (2, "Another title")


def test_only_the_office_takes_in_a_standard(written, district, person):
    with pytest.raises(PermissionDenied):
        import_standard(written, district=district, by=person(Role.STREET_OFFICIAL))

    assert not Standard.objects.exists()


def test_what_cannot_be_read_is_listed_with_its_place(written, district, office):
    written["dimensions"][0]["indicators"][0]["criteria"][0]["rule"]["type"] = "guess"
    del written["weights"]

    with pytest.raises(StandardRefused) as refused:
        import_standard(written, district=district, by=office)

    places = {problem.where for problem in refused.value.problems}
    assert "dimensions[0].indicators[0].criteria[0].rule.type" in places
    assert "weights" in places
    assert not Standard.objects.exists()


def test_publishing_signs_and_freezes(draft, office):
    publish(draft, by=office)

    draft.refresh_from_db()
    assert draft.state == StandardState.PUBLISHED
    assert draft.published_by == office
    assert len(draft.content_hash) == 64
    assert clock.now() >= draft.published_at


def test_publishing_is_refused_while_the_points_do_not_add_up(written, district, office):
    written["dimensions"][0]["points"] = "11.0"
    draft = import_standard(written, district=district, by=office)

    with pytest.raises(StandardRefused) as refused:
        publish(draft, by=office)

    draft.refresh_from_db()
    assert draft.state == StandardState.DRAFT
    assert refused.value.problems


def test_publishing_twice_is_refused(draft, office):
    publish(draft, by=office)

    with pytest.raises(TransitionRefused, match="published already"):
        publish(draft, by=office)


def test_only_the_office_publishes(draft, person):
    with pytest.raises(PermissionDenied):
        publish(draft, by=person(Role.LEADER))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: s.criteria.update(points=9), id="rows at once"),
        pytest.param(lambda s: s.criteria.all().delete(), id="rows away"),
        pytest.param(lambda s: s.criteria.first().save(), id="one row"),
        pytest.param(lambda s: s.criteria.first().delete(), id="one row away"),
        pytest.param(
            lambda s: Dimension.objects.bulk_create([Dimension(standard=s, position=99)]),
            id="rows added",
        ),
        pytest.param(
            lambda s: Standard.objects.filter(pk=s.pk).update(title_en="Other"), id="the head"
        ),
        pytest.param(lambda s: s.save(), id="the whole head"),
        pytest.param(lambda s: s.delete(), id="all of it"),
        pytest.param(lambda s: Standard.objects.filter(pk=s.pk).delete(), id="all of them"),
    ],
)
def test_a_published_standard_does_not_change(standard, change):
    with pytest.raises(StandardIsFrozen):
        change(standard)


def test_a_draft_can_be_deleted(draft):
    draft.delete()

    assert not Criterion.objects.exists()


def test_retiring_ends_the_use_of_a_version(standard, office):
    retire(standard, by=office)

    standard.refresh_from_db()
    assert standard.state == StandardState.RETIRED


def test_a_draft_cannot_be_retired(draft, office):
    with pytest.raises(TransitionRefused):
        retire(draft, by=office)


def test_the_next_version_begins_as_a_copy(standard, office):
    draft = new_version(standard, by=office)

    assert (draft.version, draft.state) == (2, StandardState.DRAFT)
    assert draft.criteria.count() == standard.criteria.count()
    assert new_version(standard, by=office) == draft
