"""What is nearly the same is found among many, and only where it may be seen."""

import random

import pytest

from communities.models import Role
from evaluation.declarations.library import store
from evaluation.declarations.likeness import alike, earlier_alike
from evaluation.declarations.photos import LOOK_BITS, PARTS, SAME_LOOK, distance, parts_of
from evaluation.declarations.versions import replace
from evaluation.models import Evidence, LookPart
from tests.factories import CommunityFactory
from tests.factories.files import text_file

pytestmark = pytest.mark.django_db

SAID = "The committee met four times and decided on the lamps."


@pytest.fixture
def worker(person):
    return person(Role.COMMUNITY_WORKER)


def changed(look, bits):
    number = int(look, 16)
    for bit in bits:
        number ^= 1 << bit
    return f"{number:016x}"


@pytest.mark.parametrize("seed", range(50))
def test_looks_that_hardly_differ_have_a_part_in_common(seed):
    chance = random.Random(seed)  # noqa: S311 -- only to be the same each time
    look = f"{chance.getrandbits(LOOK_BITS):016x}"
    other = changed(look, chance.sample(range(LOOK_BITS), SAME_LOOK))

    assert distance(look, other) == SAME_LOOK
    assert set(parts_of(look)) & set(parts_of(other))
    assert len(set(parts_of(look))) == PARTS


def test_every_bit_of_a_look_is_in_a_part():
    look = f"{0:016x}"

    for bit in range(LOOK_BITS):
        assert set(parts_of(changed(look, [bit]))) != set(parts_of(look))


def photos(community, by, looks):
    rows = Evidence.objects.bulk_create(
        Evidence(
            community=community, by=by, look=look, sha256=f"{number:064x}", size=1, title="Photo"
        )
        for number, look in enumerate(looks)
    )
    LookPart.objects.bulk_create(
        LookPart(evidence=row, part=part) for row in rows for part in parts_of(row.look)
    )
    return rows


def test_a_picture_finds_its_like_and_nothing_else(community, worker):
    look = "0123456789abcdef"
    first, like, unlike, far = photos(
        community,
        worker,
        [look, changed(look, [0, 20, 40, 63]), changed(look, [0, 15, 30, 45, 60]), "f" * 16],
    )

    assert [one.evidence for one in alike(first, Evidence.objects.all())] == [like]
    assert earlier_alike(like) == first
    assert earlier_alike(unlike) is None
    assert earlier_alike(far) is None


def test_a_paper_saved_again_is_told(community, worker):
    first, _ = store(community, text_file("a.txt", SAID), by=worker)
    again, is_new = store(community, text_file("b.txt", f"{SAID}\r\n"), by=worker)
    other, _ = store(community, text_file("c.txt", f"{SAID} Not so."), by=worker)

    assert is_new
    assert earlier_alike(again) == first
    [found] = alike(first, Evidence.objects.all())
    assert (found.evidence, found.in_what) == (again, "the same text")
    assert alike(other, Evidence.objects.all()) == []


def test_short_texts_are_not_taken_for_the_same(community, worker):
    store(community, text_file("a.txt", "Yes."), by=worker)
    again, _ = store(community, text_file("b.txt", "Yes. "), by=worker)

    assert earlier_alike(again) is None


def test_the_same_file_elsewhere(community, worker, street, person):
    neighbour = CommunityFactory(parent=street)
    here, _ = store(community, text_file("a.txt", "Yes."), by=worker)
    there, _ = store(neighbour, text_file("b.txt", "Yes."), by=person(Role.STREET_OFFICIAL))

    [found] = alike(here, Evidence.objects.all())

    assert (found.evidence, found.in_what) == (there, "the same file")
    assert alike(here, Evidence.objects.filter(community=community)) == []


def test_it_costs_the_same_among_many(community, worker, django_assert_num_queries):
    chance = random.Random(7)  # noqa: S311 -- only to be the same each time
    looks = [f"{chance.getrandbits(LOOK_BITS):016x}" for _ in range(500)]
    first, second, *_others = photos(community, worker, [looks[0], *looks])

    with django_assert_num_queries(4):
        [found] = alike(first, Evidence.objects.all())
    assert found.evidence == second


def test_versions_of_a_file_are_no_other_files_that_are_alike(community, worker):
    old, _ = store(community, text_file("plan.txt", "The plan of the year."), by=worker)
    newer = replace(old, text_file("plan-2.txt", "The plan  of the year."), by=worker)

    assert [one.evidence for one in alike(newer, Evidence.objects.all())] == []
    assert [one.evidence for one in alike(old, Evidence.objects.all())] == []
