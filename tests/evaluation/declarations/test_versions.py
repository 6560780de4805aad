"""A newer version takes the old one's place where it is being written, and nowhere else."""

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.declarations.file_checks import FileRefused
from evaluation.declarations.library import discard, store
from evaluation.declarations.services import attach
from evaluation.declarations.versions import can_change, replace, uses_of, versions_of
from evaluation.models import Evidence
from evaluation.steps import take_step
from harmony.shared.workflow import TransitionRefused
from tests.factories.declarations import begun_declaration, submitted_declaration
from tests.factories.files import text_file

pytestmark = pytest.mark.django_db


def entries_of(declaration, *codes):
    return [declaration.entries.get(criterion__code=code) for code in codes]


def stored(declaration, name="plan.txt", text="The first plan."):
    file = text_file(name, text)
    return store(declaration.community, file, by=declaration.people.worker)[0]


def test_the_new_version_takes_the_place_where_it_was_chosen():
    declaration = begun_declaration()
    by = declaration.people.worker
    old, (first, second) = stored(declaration), entries_of(declaration, "A1.1", "A1.2")
    attach(first, old, by=by)
    attach(second, old, by=by)

    new = replace(old, text_file("b.txt", "The second plan."), by=by, entries=[first.pk])

    assert (new.title, new.version, new.series) == ("plan", 2, old.series)
    assert [use.evidence for use in first.uses.all()] == [new]
    assert [use.evidence for use in second.uses.all()] == [old]
    assert list(versions_of(old)) == list(versions_of(new)) == [new, old]
    assert list(Evidence.objects.filter(community=declaration.community).newest()) == [new]


def test_what_was_handed_up_keeps_its_version():
    declaration = submitted_declaration()
    old = declaration.community.evidence.get()
    handed_up = declaration.hand_ups.get()
    locked = list(uses_of(old))
    assert locked
    assert not any(can_change(use) for use in locked)

    new = replace(
        old,
        text_file("b.txt", "Another proof."),
        by=declaration.people.worker,
        entries=[use.entry_id for use in locked],
    )

    assert list(uses_of(new)) == locked
    assert not new.uses.exists()
    assert any(old.sha256 in entry["files"] for entry in handed_up.content["entries"])
    locked[0].entry.uses.all().delete()
    old.uses.all().delete()
    with pytest.raises(TransitionRefused, match="handed up once"):
        discard(old, by=declaration.people.worker)


def test_a_returned_criterion_may_take_the_new_version_and_the_round_stays():
    declaration = submitted_declaration()
    old = declaration.community.evidence.get()
    use = old.uses.select_related("entry").first()
    reasons = {use.entry.criterion_id: "Which one?"}
    take_step(declaration, "return", by=declaration.people.examiner, reasons=reasons)

    assert [one.entry_id for one in uses_of(old) if can_change(one)] == [use.entry_id]
    new = replace(
        old,
        text_file("b.txt", "Another proof."),
        by=declaration.people.worker,
        entries=[use.entry_id],
    )

    assert use.entry.uses.get().evidence == new
    [content] = declaration.hand_ups.values_list("content", flat=True)
    assert new.sha256 not in str(content)


def test_a_third_version_and_one_taken_out_again():
    declaration = begun_declaration()
    by, old = declaration.people.worker, stored(declaration)
    second = replace(old, text_file("b.txt", "The second plan."), by=by)
    old.refresh_from_db()
    third = replace(old, text_file("c.txt", "The third plan."), by=by)
    assert [one.version for one in versions_of(old)] == [3, 2, 1]

    discard(third, by=by)

    counted = Evidence.objects.newest().with_versions().get(community=declaration.community)
    assert (counted, counted.versions_count) == (second, 2)


def test_an_entry_with_two_versions_has_the_new_one_once():
    declaration = begun_declaration()
    by, old = declaration.people.worker, stored(declaration)
    [entry] = entries_of(declaration, "A1.1")
    second = replace(old, text_file("b.txt", "The second plan."), by=by)
    attach(entry, old, by=by)
    attach(entry, second, by=by)

    third = replace(second, text_file("c.txt", "The third plan."), by=by, entries=[entry.pk])

    assert [use.evidence for use in entry.uses.all()] == [third]


def test_a_file_that_is_there_is_no_new_version():
    declaration = begun_declaration()
    by, old = declaration.people.worker, stored(declaration)
    stored(declaration, "other.txt", "Another paper.")

    with pytest.raises(FileRefused, match="the same file"):
        replace(old, text_file("x.txt", "The first plan."), by=by)
    with pytest.raises(FileRefused, match="already, as “other”"):
        replace(old, text_file("x.txt", "Another paper."), by=by)
    assert versions_of(old).count() == 1


def test_a_file_alone_is_its_own_newest_version():
    declaration = begun_declaration()
    old, other = stored(declaration), stored(declaration, "other.txt", "Another paper.")

    assert set(Evidence.objects.newest()) == {old, other}
    assert {one.versions_count for one in Evidence.objects.with_versions()} == {1}


def test_only_those_who_keep_the_library_replace(person):
    declaration = begun_declaration()
    old = stored(declaration)

    with pytest.raises(PermissionDenied):
        replace(old, text_file("b.txt", "x"), by=person(Role.OFFICE_REVIEWER))
