"""Each file of a community is stored once, within the room it has."""

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.declarations.file_checks import FileRefused
from evaluation.declarations.library import room_of, store
from evaluation.models import Evidence
from tests.factories import CommunityFactory
from tests.factories.files import pdf_file, picture_file, text_file, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(person):
    return person(Role.COMMUNITY_WORKER)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_name_nobody_can_guess(community, worker, media):
    evidence, is_new = store(community, pdf_file("会议记录.pdf"), by=worker)

    assert is_new
    assert (evidence.title, evidence.original_name) == ("会议记录", "会议记录.pdf")
    assert (evidence.kind, evidence.content_type) == ("document", "application/pdf")
    [kept] = files_in(media)
    assert "会议记录" not in kept.name
    assert len(kept.stem) == 32


def test_the_same_file_again_finds_the_one_that_is_there(community, worker, media):
    first, _ = store(community, pdf_file("one.pdf"), by=worker)

    again, is_new = store(community, pdf_file("two.pdf"), by=worker)

    assert (again, is_new) == (first, False)
    assert len(files_in(media)) == 1


def test_two_communities_keep_their_own(community, worker, street, person):
    neighbour = CommunityFactory(parent=street)
    store(community, pdf_file(), by=worker)

    _, is_new = store(neighbour, pdf_file(), by=person(Role.STREET_OFFICIAL))

    assert is_new


def test_a_picture_with_the_wrong_ending_gets_the_right_one(community, worker):
    evidence, _ = store(community, picture_file("board.png", "JPEG"), by=worker)

    assert (evidence.original_name, evidence.kind) == ("board.jpg", "photo")


def test_a_file_over_the_limit_is_refused(community, worker, settings, media):
    settings.UPLOAD_BYTES = 1024 * 1024

    with pytest.raises(FileRefused, match="larger than 1 MB"):
        store(community, text_file(text="a" * (1024 * 1024 + 1)), by=worker)

    assert not files_in(media)


def test_a_full_library_takes_nothing_more(community, worker, settings, media):
    settings.EVIDENCE_BYTES = 60
    store(community, text_file("one.txt", "a" * 40), by=worker)

    with pytest.raises(FileRefused, match="has room for 20"):
        store(community, text_file("two.txt", "b" * 40), by=worker)

    assert room_of(community).taken == 40
    assert Evidence.objects.count() == len(files_in(media)) == 1


def test_what_is_refused_leaves_nothing_behind(community, worker, media):
    with pytest.raises(FileRefused):
        store(community, upload("photo.jpg", b"<script>"), by=worker)

    assert not files_in(media)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.APPRAISER, Role.OFFICE_REVIEWER, Role.ADMINISTRATOR, Role.LEADER]
)
def test_only_the_community_and_its_street_keep_the_library(community, person, role):
    with pytest.raises(PermissionDenied):
        store(community, pdf_file(), by=person(role))


def test_a_neighbour_keeps_only_its_own(community, street, person):
    neighbour = person(Role.COMMUNITY_WORKER, CommunityFactory(parent=street))

    with pytest.raises(PermissionDenied):
        store(community, pdf_file(), by=neighbour)
