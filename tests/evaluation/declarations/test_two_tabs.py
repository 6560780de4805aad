"""One file from two tabs in the same moment, on a database that lets two write at once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from communities.models import Role, User
from evaluation.declarations.resuming import WrongOffset, begin, finish, part_of, take_piece
from evaluation.declarations.versions import replace, versions_of
from evaluation.models import Evidence, Upload
from tests.factories.files import content_of, text_file

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "not __import__('os').environ.get('HARMONY_TEST_DATABASE_URL')",
        reason="needs a database that lets two people write at once",
    ),
]

TEXT = b"Minutes of the meeting of residents. " * 20_000


def at_once(act, times=2):
    """Do the same in several threads in the same moment; what went wrong in them."""
    start, errors = Barrier(times), []

    def run(number):
        start.wait()
        try:
            act(number)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test looks at it
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.fixture
def worker(person):
    return person(Role.COMMUNITY_WORKER)


def test_the_same_piece_twice_at_once_counts_once(community, worker):
    upload = begin(community, by=worker, name="a.txt", size=len(TEXT))
    half = len(TEXT) // 2

    def send(number):
        mine, by = Upload.objects.get(pk=upload.pk), User.objects.get(pk=worker.pk)
        take_piece(mine, 0, TEXT[:half], by=by)

    [error] = at_once(send)

    assert isinstance(error, WrongOffset)
    assert error.offset == half
    assert part_of(upload).read_bytes() == TEXT[:half]


def test_finished_twice_at_once_it_is_one_file(community, worker, media):
    upload = begin(community, by=worker, name="a.txt", size=len(TEXT))
    take_piece(upload, 0, TEXT, by=worker)

    def end(number):
        finish(Upload.objects.get(pk=upload.pk), by=User.objects.get(pk=worker.pk))

    errors = at_once(end)

    assert all(isinstance(error, WrongOffset) for error in errors)
    upload.refresh_from_db()
    assert upload.evidence == Evidence.objects.get()
    assert content_of(upload.evidence) == TEXT
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_two_new_versions_at_once_follow_one_another(community, worker):
    upload = begin(community, by=worker, name="a.txt", size=len(TEXT))
    take_piece(upload, 0, TEXT, by=worker)
    finish(upload, by=worker)
    old = upload.evidence

    def renew(number):
        by = User.objects.get(pk=worker.pk)
        replace(Evidence.objects.get(pk=old.pk), text_file("b.txt", f"Version {number}."), by=by)

    assert at_once(renew) == []

    old.refresh_from_db()
    assert [one.version for one in versions_of(old)] == [3, 2, 1]
