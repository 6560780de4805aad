"""Nothing changes a published version, by whatever way Django offers."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from communities.models import Role
from evaluation.models import Criterion, Standard
from evaluation.standards.content import content_hash
from evaluation.standards.models import (
    Dimension,
    Indicator,
    PartOfStandard,
    PenaltyItem,
    StandardIsFrozen,
    StandardState,
    VetoItem,
)
from evaluation.standards.services import new_version
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db
PARTS = (Dimension, Indicator, Criterion, PenaltyItem, VetoItem)


@pytest.fixture
def published(district):
    return small_standard(district)


@pytest.fixture
def draft(published, person):
    return new_version(published, by=person(Role.OFFICE_REVIEWER))


def snapshot(standard):
    """Every stored value of a standard and its parts."""
    rows = [Standard.objects.filter(pk=standard.pk).values().get()]
    for model in PARTS:
        rows += list(model.objects.filter(standard_id=standard.pk).order_by("pk").values())
    return rows


@pytest.fixture
def unchanged(published):
    before = snapshot(published)
    yield
    assert snapshot(published) == before
    assert content_hash(before[0]["content"]) == before[0]["content_hash"]


def test_every_part_is_named_here():
    assert set(PARTS) == set(PartOfStandard.__subclasses__())


@pytest.mark.parametrize(
    "field, value",
    [("title_zh", "别的"), ("content", {}), ("content_hash", "x"), ("base_points", 1)],
)
def test_the_standard_itself(published, unchanged, field, value):
    setattr(published, field, value)
    for save in (published.save, lambda: published.save(update_fields=[field, "state"])):
        with pytest.raises(StandardIsFrozen), transaction.atomic():
            save()
    for write in (
        lambda: Standard.objects.update(**{field: value}),
        lambda: Standard.objects.bulk_update([published], [field]),
        lambda: Standard.objects.update_or_create(pk=published.pk, defaults={field: value}),
        lambda: Standard.objects.bulk_create(
            [published], update_conflicts=True, update_fields=[field], unique_fields=["id"]
        ),
        lambda: published.district.standards.update(**{field: value}),
    ):
        with pytest.raises(StandardIsFrozen), transaction.atomic():
            write()


def test_content_changed_in_place_is_not_saved(published, unchanged):
    published.content["title"]["en"] = "Another"
    with pytest.raises(StandardIsFrozen), transaction.atomic():
        published.save()


def test_it_does_not_become_a_draft_again(published, unchanged):
    published.state = StandardState.DRAFT
    with pytest.raises(IntegrityError), transaction.atomic():
        published.save(update_fields=["state"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Standard.objects.filter(pk=published.pk).update(state=StandardState.DRAFT)


def test_it_is_not_deleted(published, unchanged):
    for delete in (
        published.delete,
        Standard.objects.filter(pk=published.pk).delete,
        published.district.standards.all().delete,
    ):
        with pytest.raises(StandardIsFrozen), transaction.atomic():
            delete()


def test_its_district_and_whoever_published_it_stay(published, unchanged):
    for one in (published.district, published.published_by):
        with pytest.raises(ProtectedError):
            one.delete()


@pytest.mark.parametrize("model", PARTS)
def test_no_row_of_it_is_written(published, draft, unchanged, model):
    part = model.objects.filter(standard=published).first()
    rows = model.objects.filter(standard=published)
    for write in (
        part.save,
        part.delete,
        rows.delete,
        lambda: rows.update(position=9),
        lambda: model.objects.update(position=9),
        lambda: model.objects.bulk_update([part], ["position"]),
        lambda: model.objects.bulk_create([part]),
        lambda: model.objects.bulk_create(
            [part], update_conflicts=True, update_fields=["code"], unique_fields=["id"]
        ),
        lambda: model.objects.update_or_create(pk=part.pk, defaults={"position": 9}),
        lambda: model._base_manager.filter(pk=part.pk).update(position=9),
    ):
        with pytest.raises(StandardIsFrozen), transaction.atomic():
            write()


@pytest.mark.parametrize("model", PARTS)
def test_no_row_is_put_elsewhere_to_be_written(published, draft, unchanged, model):
    part = model.objects.filter(standard=published).first()
    part.standard = draft
    for write in (part.save, part.delete):
        with pytest.raises(StandardIsFrozen), transaction.atomic():
            write()
    rows = model.objects.filter(standard=draft)
    for write in (
        lambda: rows.update(standard=published),
        lambda: rows.update(standard_id=published.pk),
        lambda: model.objects.bulk_create(
            [part], update_conflicts=True, update_fields=["code"], unique_fields=["id"]
        ),
    ):
        with pytest.raises(StandardIsFrozen), transaction.atomic():
            write()


def test_related_managers_move_nothing(published, draft, unchanged):
    indicator = Indicator.objects.filter(standard=draft).first()
    frozen = Indicator.objects.filter(standard=published).first()
    criterion = Criterion.objects.filter(standard=published).first()
    for write in (
        lambda: frozen.criteria.remove(criterion),
        lambda: indicator.criteria.add(criterion),
        lambda: draft.criteria.add(criterion),
        lambda: frozen.criteria.clear(),
        lambda: frozen.criteria.set([]),
        lambda: published.criteria.all().delete(),
        lambda: frozen.dimension.delete(),
    ):
        with pytest.raises(StandardIsFrozen), transaction.atomic():
            write()


def test_a_draft_can_still_be_written(draft):
    part = draft.criteria.first()
    part.title_en = "Another"
    part.save()
    draft.criteria.update(scored_by="")
    draft.title_en = "Another"
    draft.save()
    draft.delete()


def test_there_is_no_admin_site():
    """Were it added, its forms would go through ``save`` and ``delete``, which refuse."""
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
