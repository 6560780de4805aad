"""Two people at one draft in the same moment. SQLite lets one write at a time, so PostgreSQL is
asked."""

from functools import partial

import pytest

from evaluation.models import Questionnaire
from evaluation.surveys import services
from evaluation.surveys.questionnaire_content.editing import item_changed
from tests.communities.test_two_at_once import at_once
from tests.factories.places import DistrictFactory
from tests.factories.surveys import office_of, published_questionnaire

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "not __import__('os').environ.get('HARMONY_TEST_DATABASE_URL')",
        reason="needs a database that lets two people write at once",
    ),
]


@pytest.fixture
def published():
    return published_questionnaire(DistrictFactory())


@pytest.fixture
def draft(published):
    return services.copy_questionnaire(published, by=office_of(published.district))


def saving(draft, **fields):
    """One press on Save, on the draft as both were shown it."""
    own, office = Questionnaire.objects.get(pk=draft.pk), office_of(draft.district)
    change = partial(item_changed, key="staff", fields=fields)
    return partial(
        services.edit_draft, own, change, by=office, seen=draft.content_hash, act="changed"
    )


def test_one_of_two_is_told(draft):
    refusals = at_once(saving(draft, weight="0.05"), saving(draft, weight="0.07"))

    assert [type(one) for one in refusals] == [services.EditConflict]
    assert draft.changes.filter(act="changed").count() == 1


def test_nothing_slips_into_what_is_being_published(draft):
    own, office = Questionnaire.objects.get(pk=draft.pk), office_of(draft.district)
    publishing = partial(services.publish_questionnaire, own, by=office, seen=draft.content_hash)

    refusals = at_once(saving(draft, text={"en": "Other", "zh": "另"}), publishing)

    assert len(refusals) == 1
    draft.refresh_from_db()
    is_changed = draft.content["items"][0]["text"]["en"] == "Other"
    assert is_changed == (draft.state == "draft")


def test_two_copies_are_two_versions(published):
    copies = [
        partial(
            services.copy_questionnaire,
            Questionnaire.objects.get(pk=published.pk),
            by=office_of(published.district),
        )
        for _person in range(2)
    ]

    assert at_once(*copies) == []
    versions = Questionnaire.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2, 3]
