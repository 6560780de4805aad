"""Who shall fill in what, and who is there just now."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.declarations import presence
from evaluation.declarations.saving import EntryConflict, mark_of, save_entry
from evaluation.declarations.sharing import assign, assigned_to, writers_of
from evaluation.models import Presence
from evaluation.steps import take_step
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import PostFactory
from tests.factories.declarations import begun_declaration, submitted_declaration
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration(community):
    return begun_declaration(community=community, standard=small_standard(community.parent.parent))


def criteria(declaration, *codes):
    return [declaration.entries.get(criterion__code=code).criterion_id for code in codes]


def shares(declaration):
    return dict(
        declaration.entries.exclude(assigned_to=None).values_list(
            "criterion__code", "assigned_to__name"
        )
    )


# ------------------------------------------------------------------ who fills in what
def test_who_may_write_can_be_chosen(declaration):
    people = declaration.people
    PostFactory(role=Role.STREET_OFFICIAL)
    gone = PostFactory(role=Role.COMMUNITY_WORKER, place=declaration.community)
    gone.starts_on, gone.ends_on = clock.today() - timedelta(days=9), clock.today() - timedelta(1)
    gone.save()
    left = PostFactory(role=Role.COMMUNITY_WORKER, place=declaration.community).user
    left.is_active = False
    left.save()

    assert set(writers_of(declaration.community)) == {
        people.worker,
        people.official,
        people.examiner,
    }


def test_a_share_is_signed_and_dated(declaration):
    people = declaration.people
    count = assign(
        declaration, criteria(declaration, "A1.1", "B1.2"), people.worker, by=people.official
    )

    entry = declaration.entries.get(criterion__code="B1.2")
    assert count == 2
    assert shares(declaration) == {"A1.1": people.worker.name, "B1.2": people.worker.name}
    assert (entry.assigned_by, entry.assigned_at.date()) == (people.official, clock.now().date())
    assert assigned_to(people.worker).count() == 2


def test_only_what_changes_hands_is_counted_and_taken_back(declaration):
    people = declaration.people
    both = criteria(declaration, "A1.1", "B1.2")
    assign(declaration, both[:1], people.worker, by=people.official)

    assert assign(declaration, both, people.worker, by=people.examiner) == 1
    assert declaration.entries.get(criterion__code="A1.1").assigned_by == people.official
    assert assign(declaration, both, None, by=people.worker) == 2
    assert shares(declaration) == {}


def test_it_is_no_lock(declaration):
    people = declaration.people
    assign(declaration, criteria(declaration, "A1.2"), people.worker, by=people.official)
    entry = declaration.entries.get(criterion__code="A1.2")

    save_entry(entry, by=people.examiner, version=0, finding={"misses": "0"})

    assert entry.assigned_to == people.worker


def test_nobody_else_assigns_and_nobody_else_is_assigned(declaration):
    people = declaration.people
    chosen = criteria(declaration, "A1.2")

    with pytest.raises(PermissionDenied):
        assign(declaration, chosen, people.worker, by=people.office)
    with pytest.raises(TransitionRefused):
        assign(declaration, chosen, people.office, by=people.official)
    assert shares(declaration) == {}


def test_only_what_is_open_is_assigned():
    declaration = submitted_declaration()
    people = declaration.people
    chosen = criteria(declaration, "A1.2", "B2.1")
    with pytest.raises(PermissionDenied):
        assign(declaration, chosen, people.worker, by=people.official)
    take_step(declaration, "return", by=people.examiner, reasons={chosen[0]: "Which?"})

    assert assign(declaration, chosen, people.worker, by=people.official) == 1
    assert list(shares(declaration)) == ["A1.2"]


# ------------------------------------------------------------------ who is there
def test_others_at_the_same_part_are_seen(declaration):
    people = declaration.people
    presence.note(declaration, "A1", by=people.worker)
    presence.note(declaration, "B1.2", by=people.examiner)

    assert _names(declaration, {"A1", "A1.1"}, people.official) == [people.worker.name]
    assert _names(declaration, {"A1"}, people.worker) == []


def test_a_person_is_at_one_part_only(declaration):
    people = declaration.people
    presence.note(declaration, "A1", by=people.worker)
    presence.note(declaration, "B1", by=people.worker)

    assert _names(declaration, {"A1"}, people.official) == []
    assert _names(declaration, {"B1"}, people.official) == [people.worker.name]
    assert Presence.objects.count() == 1


@pytest.mark.parametrize(
    ("seconds", "active", "shown"), [(10, True, True), (60, False, True), (301, False, False)]
)
def test_without_a_sign_of_life_somebody_fades(declaration, seconds, active, shown):
    people = declaration.people
    presence.note(declaration, "A1", by=people.worker)
    Presence.objects.update(seen_at=clock.now() - timedelta(seconds=seconds))

    assert bool(_names(declaration, {"A1"}, people.official)) is shown
    assert presence.is_active(Presence.objects.get()) is active


def test_who_has_long_gone_is_forgotten(declaration):
    presence.note(declaration, "A1", by=declaration.people.worker)
    presence.note(declaration, "A1", by=declaration.people.examiner)
    old = Presence.objects.filter(user=declaration.people.worker)
    old.update(seen_at=clock.now() - timedelta(minutes=61))

    presence.sweep()

    assert Presence.objects.get().user == declaration.people.examiner


def _names(declaration, parts, user):
    return [one.user.name for one in presence.others(declaration, parts, than=user)]


# ------------------------------------------------------------------ one page, two saves
def save(declaration, state, misses, *, by=None, page="1f9a02bc", version=0):
    return save_entry(
        declaration.entries.get(criterion__code="A1.2"),
        by=by or declaration.people.official,
        version=version,
        finding={"misses": misses},
        page=f"{page}.{state}",
    )


def test_a_page_does_not_meet_what_it_saved_itself(declaration):
    save(declaration, 1, "1")

    assert save(declaration, 2, "2").finding == {"misses": "2"}


@pytest.mark.parametrize(
    "changes",
    [{"state": 0}, {"state": 1}, {"page": "deadbeef"}, {"page": ""}, {"state": "x"}],
    ids=["earlier", "same", "another page", "no page", "nonsense"],
)
def test_everything_else_meets(declaration, changes):
    save(declaration, 1, "1")

    with pytest.raises(EntryConflict):
        save(declaration, **{"state": 2, "misses": "2"} | changes)


def test_another_person_meets_even_with_the_same_mark(declaration):
    save(declaration, 1, "1")

    with pytest.raises(EntryConflict):
        save(declaration, 2, "2", by=declaration.people.examiner)


def test_line_ends_and_the_order_of_keys_make_no_difference():
    one = mark_of({"a": "1", "b": "2"}, "", "First.\r\nSecond.")

    assert one == mark_of({"b": "2", "a": "1"}, "", "First.\nSecond.")
    assert one != mark_of({"b": "2", "a": "1"}, "", "First.")
    assert one != mark_of({"b": "2", "a": "1"}, "excluded", "First.\nSecond.")
