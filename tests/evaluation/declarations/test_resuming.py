"""A file piece by piece: it goes on where it stopped, and nothing is half-saved."""

import errno
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.declarations.disk import DiskFull
from evaluation.declarations.file_checks import FileRefused
from evaluation.declarations.library import store
from evaluation.declarations.resuming import (
    KEPT_FOR,
    WrongOffset,
    begin,
    cancel,
    finish,
    part_of,
    sweep,
    take_piece,
    unfinished,
)
from evaluation.models import Evidence, Upload
from evaluation.steps import take_step
from harmony.shared import clock
from tests.factories import CommunityFactory
from tests.factories.declarations import begun_declaration, filled_declaration
from tests.factories.files import content_of, text_file

pytestmark = pytest.mark.django_db

TEXT = b"Minutes of the meeting of residents. " * 40
HALF = len(TEXT) // 2


@pytest.fixture
def worker(person):
    return person(Role.COMMUNITY_WORKER)


@pytest.fixture
def upload(community, worker):
    return begin(community, by=worker, name="minutes.txt", size=len(TEXT))


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def send(upload, content=TEXT, *, by):
    take_piece(upload, 0, content[:HALF], by=by)
    take_piece(upload, HALF, content[HALF:], by=by)
    finish(upload, by=by)


def test_the_pieces_become_a_file_like_any_other(community, worker, upload, media):
    send(upload, by=worker)

    evidence = Evidence.objects.get()
    assert upload.evidence == evidence
    assert (evidence.title, evidence.size, evidence.by) == ("minutes", len(TEXT), worker)
    assert content_of(evidence) == TEXT
    assert [path.parent.name for path in files_in(media)] == ["evidence"]


def test_it_goes_on_where_it_stopped(community, worker, upload):
    take_piece(upload, 0, TEXT[:HALF], by=worker)

    again = begin(community, by=worker, name="minutes.txt", size=len(TEXT))

    assert (again, again.received, again.percent) == (upload, HALF, 50)
    assert list(unfinished(community, by=worker)) == [upload]
    with pytest.raises(WrongOffset) as wrong:
        finish(again, by=worker)
    assert wrong.value.offset == HALF


def test_a_piece_sent_twice_counts_once(worker, upload):
    take_piece(upload, 0, TEXT[:HALF], by=worker)

    for offset in (0, HALF - 1, HALF + 1):
        with pytest.raises(WrongOffset) as wrong:
            take_piece(upload, offset, TEXT[:HALF], by=worker)
        assert wrong.value.offset == HALF
    assert part_of(upload).read_bytes() == TEXT[:HALF]


def test_two_tabs_send_one_file_together(community, worker, upload):
    other_tab = Upload.objects.get(pk=upload.pk)
    take_piece(upload, 0, TEXT[:10], by=worker)
    with pytest.raises(WrongOffset):
        take_piece(other_tab, 0, TEXT[:20], by=worker)
    take_piece(other_tab, 10, TEXT[10:], by=worker)
    finish(other_tab, by=worker)

    take_piece(upload, len(TEXT), b"", by=worker)
    finish(upload, by=worker)

    assert upload.evidence == Evidence.objects.get()


def test_what_the_disk_lost_is_asked_for_again(worker, upload):
    take_piece(upload, 0, TEXT[:HALF], by=worker)
    part_of(upload).write_bytes(TEXT[:7])

    with pytest.raises(WrongOffset) as wrong:
        take_piece(upload, HALF, TEXT[HALF:], by=worker)

    assert wrong.value.offset == 7
    take_piece(upload, 7, TEXT[7:], by=worker)
    finish(upload, by=worker)
    assert content_of(upload.evidence) == TEXT


def test_more_than_was_announced_is_not_taken(worker, upload):
    with pytest.raises(FileRefused, match="More arrived"):
        take_piece(upload, 0, TEXT + b"!", by=worker)

    assert not part_of(upload).exists()


def test_a_file_the_library_has_is_not_sent_again(community, worker, media):
    known, _ = store(community, text_file("known.txt", TEXT.decode()), by=worker)
    digest = hashlib.sha256(TEXT).hexdigest()

    upload = begin(community, by=worker, name="other.txt", size=len(TEXT), sha256=digest)

    assert (upload.state, upload.evidence) == ("stored", known)
    assert "in the library already" in upload.told
    assert len(files_in(media)) == 1


def test_a_file_that_changed_on_its_way_is_refused(community, worker, media):
    digest = hashlib.sha256(TEXT).hexdigest()
    upload = begin(community, by=worker, name="a.txt", size=len(TEXT), sha256=digest)

    send(upload, TEXT[:-1] + b"?", by=worker)

    assert (upload.state, "changed on its way" in upload.told) == ("refused", True)
    assert files_in(media) == []


def test_a_file_with_something_else_inside_leaves_nothing(community, worker, media):
    upload = begin(community, by=worker, name="minutes.pdf", size=len(TEXT))

    send(upload, by=worker)

    assert upload.state == "refused"
    assert "something else inside" in upload.told
    assert files_in(media) == []
    assert not Evidence.objects.exists()


# ------------------------------------------------------------------ before anything is sent
@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [
        ("film.mp4", 10, "kind of file"),
        ("empty.txt", 0, "empty"),
        ("large.pdf", 2001, "larger than"),
        ("some.pdf", 1001, "has room for 1000.bytes more, the file has 1001.bytes"),
    ],
)
def test_what_could_not_be_taken_is_refused_before_it_is_sent(
    community, worker, settings, name, size, reason
):
    settings.UPLOAD_BYTES, settings.EVIDENCE_BYTES = 2000, 1000

    with pytest.raises(FileRefused, match=reason):
        begin(community, by=worker, name=name, size=size)

    assert not Upload.objects.exists()


def test_what_is_on_its_way_takes_its_room(community, worker, settings):
    settings.EVIDENCE_BYTES = 1000
    first = begin(community, by=worker, name="one.pdf", size=600)

    with pytest.raises(FileRefused, match="has room for 400"):
        begin(community, by=worker, name="two.pdf", size=600)
    cancel(first, by=worker)

    assert begin(community, by=worker, name="two.pdf", size=600).received == 0


# ------------------------------------------------------------------ who may
def test_permission_is_asked_each_time(community, street, worker, upload, person):
    neighbour = person(Role.COMMUNITY_WORKER, CommunityFactory(parent=street))

    with pytest.raises(PermissionDenied):
        begin(community, by=neighbour, name="a.txt", size=1)
    with pytest.raises(PermissionDenied):
        take_piece(upload, 0, TEXT, by=neighbour)
    take_piece(upload, 0, TEXT, by=worker)
    with pytest.raises(PermissionDenied):
        finish(upload, by=neighbour)
    with pytest.raises(PermissionDenied):
        cancel(upload, by=neighbour)
    assert not Evidence.objects.exists()


def test_it_proves_the_criterion_it_was_sent_for():
    declaration = begun_declaration()
    by, entry = declaration.people.worker, declaration.entries.first()
    upload = begin(declaration.community, by=by, name="a.txt", size=len(TEXT), entry=entry)

    send(upload, by=by)

    assert entry.uses.get().evidence == upload.evidence


def test_a_criterion_that_was_handed_up_meanwhile_is_told_and_the_file_kept():
    declaration = filled_declaration()
    by, entry = declaration.people.worker, declaration.entries.get(criterion__code="B1.1")
    upload = begin(declaration.community, by=by, name="a.txt", size=len(TEXT), entry=entry)
    take_step(declaration, "submit", by=declaration.people.official)

    send(Upload.objects.get(pk=upload.pk), by=by)

    upload.refresh_from_db()
    assert "can no longer be written; the file is in the library" in upload.told
    assert upload.state == "stored"
    assert not entry.uses.filter(evidence=upload.evidence).exists()
    with pytest.raises(PermissionDenied):
        begin(declaration.community, by=by, name="b.txt", size=9, entry=upload.entry)


# ------------------------------------------------------------------ the disk is full
@pytest.fixture
def full_disk(monkeypatch):
    """A disk that takes ten bytes more of each file, and no files longer than that."""

    class Full:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.file.close()

        def __getattr__(self, name):
            return getattr(self.file, name)

        def write(self, content):
            self.file.write(content[:10])
            self.file.flush()
            raise OSError(errno.ENOSPC, "No space left on device")

    real = Path.open

    def opened(path, mode="r", *args, **kwargs):
        file = real(path, mode, *args, **kwargs)
        return file if mode == "rb" else Full(file)

    def fill():
        monkeypatch.setattr(Path, "open", opened)

    yield fill


def test_a_full_disk_loses_no_piece_that_was_taken(worker, upload, full_disk, monkeypatch):
    take_piece(upload, 0, TEXT[:HALF], by=worker)
    full_disk()

    with pytest.raises(DiskFull, match="disk of the portal is full"):
        take_piece(upload, HALF, TEXT[HALF:], by=worker)

    assert part_of(upload).read_bytes() == TEXT[:HALF]
    monkeypatch.undo()
    take_piece(upload, HALF, TEXT[HALF:], by=worker)
    finish(upload, by=worker)
    assert upload.state == "stored"


def test_a_disk_that_is_full_at_the_end_may_be_asked_again(worker, upload, media, monkeypatch):
    def full(self, name, content, **kwargs):
        (media / "evidence").mkdir(exist_ok=True)
        (media / name).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    take_piece(upload, 0, TEXT, by=worker)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.files.storage.FileSystemStorage._save", full)
        with pytest.raises(DiskFull):
            finish(upload, by=worker)

    assert [path.suffix for path in files_in(media)] == [".part"]
    assert not Evidence.objects.exists()
    finish(upload, by=worker)
    assert content_of(upload.evidence) == TEXT


# ------------------------------------------------------------------ what is left lying
def test_what_nobody_went_on_with_is_swept_away(community, worker, upload, media):
    take_piece(upload, 0, TEXT[:HALF], by=worker)
    finished = begin(community, by=worker, name="done.txt", size=3)
    take_piece(finished, 0, b"abc", by=worker)
    finish(finished, by=worker)
    (media / "uploads" / "nobodys.part").write_bytes(b"x")
    assert sweep() == 0

    with clock.at(clock.now() + KEPT_FOR + timedelta(minutes=1)):
        assert sweep() == 2
        assert sweep() == 0

    assert not Upload.objects.exists()
    assert [path.parent.name for path in files_in(media)] == ["evidence"]


def test_a_cancelled_upload_leaves_nothing(
    worker, upload, media, django_capture_on_commit_callbacks
):
    take_piece(upload, 0, TEXT[:HALF], by=worker)

    with django_capture_on_commit_callbacks(execute=True):
        cancel(upload, by=worker)

    assert not Upload.objects.exists()
    assert files_in(media) == []
