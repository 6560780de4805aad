"""What an earlier year offers, and what is taken from it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from evaluation.declarations.carrying import carry_files, offer_for
from evaluation.declarations.library import store
from evaluation.declarations.services import attach
from evaluation.models import State
from harmony.shared import clock
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import begun_declaration, fill_in
from tests.factories.files import text_file
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db


def dated(declaration, name, day):
    by = declaration.people.official
    file = text_file(f"{name}.txt", name)
    return store(declaration.community, file, by=by, event_date=day)[0]


@pytest.fixture
def entries():
    """A1.2 of the year before, with a statement and three files, and the same of this year."""
    community = CommunityFactory()
    district = community.parent.parent
    stage = StageFactory(programme__district=district)
    before = StageFactory(
        programme=stage.programme, year=stage.year - 1, ordinal=stage.ordinal + 50
    )
    standard = small_standard(district)
    old = begun_declaration(community=community, stage=before, standard=standard)
    earlier = fill_in(old, old.entries.get(criterion__code="A1.2"), statement="Corners swept.")
    for name, day in (
        ("counts", date(stage.year, 1, 2)),
        ("too old", date(stage.year - 1, 12, 31)),
        ("undated", None),
    ):
        attach(earlier, dated(old, name, day), by=old.people.official)
    type(old).objects.filter(pk=old.pk).update(state=State.NOT_ACCEPTED)
    new = begun_declaration(community=community, stage=stage, standard=standard)
    entry = new.entries.select_related("criterion", "declaration__stage").get(
        criterion__code="A1.2"
    )
    entry.declaration.people = new.people
    return earlier, entry


def test_only_files_whose_event_still_counts_are_offered(entries):
    _earlier, entry = entries
    offer = offer_for(entry, clock.today())

    assert offer.year == entry.declaration.stage.year - 1
    assert offer.statement == "Corners swept."
    assert [file.title for file in offer.files] == ["counts"]


def test_chosen_files_are_attached_and_signed_and_nothing_else_is_carried(entries):
    earlier, entry = entries
    official, today = entry.declaration.people.official, clock.today()
    every = set(earlier.uses.values_list("evidence_id", flat=True))

    uses = carry_files(entry, every, by=official, today=today)

    assert [(use.evidence.title, use.by) for use in uses] == [("counts", official)]
    entry.refresh_from_db()
    assert (entry.finding, entry.points, entry.statement) == ({}, None, "")
    assert offer_for(entry, today).files == []
    assert carry_files(entry, every, by=official, today=today) == []


def test_only_who_may_write_can_take_files(entries):
    earlier, entry = entries
    every = set(earlier.uses.values_list("evidence_id", flat=True))

    with pytest.raises(PermissionDenied):
        carry_files(entry, every, by=entry.declaration.people.office, today=clock.today())


def test_the_code_goes_before_the_title_and_nothing_earlier_offers_nothing(entries):
    earlier, entry = entries
    assert offer_for(earlier, clock.today() + timedelta(days=1)) is None

    other = earlier.declaration.entries.get(criterion__code="B1.1")
    other.statement = "Not this one."
    other.save()
    assert offer_for(entry, clock.today()).statement == "Corners swept."


def test_the_text_is_put_into_the_field_and_is_not_saved_before_it_is_saved(client, entries):
    _earlier, entry = entries
    client.force_login(entry.declaration.people.official)
    address = reverse("evaluation:criterion-entry", args=[entry.declaration_id, "A1.2"])
    assert "From" in client.get(address).text

    typed = {"version": 0, "finding-misses": "1", "statement": "Mine.", "take_statement": "1"}
    text = client.post(address, typed).text

    assert "Mine.\nCorners swept." in text.replace("\r", "")
    entry.refresh_from_db()
    assert (entry.statement, entry.version) == ("", 0)


def test_ticked_files_are_attached_with_the_answer(client, entries):
    _earlier, entry = entries
    client.force_login(entry.declaration.people.official)
    address = reverse("evaluation:criterion-entry", args=[entry.declaration_id, "A1.2"])
    (file,) = offer_for(entry, clock.today()).files

    typed = {
        "version": 0,
        "finding-misses": "1",
        "statement": "",
        "go": "carry",
        "carry": [file.pk, "x"],
    }
    response = client.post(address, typed, follow=True)

    assert "1 file is attached." in response.text
    entry.refresh_from_db()
    assert (entry.version, entry.evidence.get()) == (1, file)
