"""What the script of the upload field is answered."""

import errno
import io

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.resuming import PIECE_BYTES
from evaluation.models import Evidence, Upload
from tests.factories import CommunityFactory, PostFactory
from tests.factories.declarations import begun_declaration, submitted_declaration
from tests.factories.files import content_of, text_file, upload

pytestmark = pytest.mark.django_db

TEXT = b"Minutes of the meeting of residents. " * 40


@pytest.fixture
def worker(client, person):
    user = person(Role.COMMUNITY_WORKER)
    client.force_login(user)
    return user


def announce(client, community, **changes):
    announced = {"name": "minutes.txt", "size": len(TEXT)} | changes
    return client.post(reverse("evaluation:evidence-uploads", args=[community.code]), announced)


def send(client, url, offset, piece, **headers):
    headers = {"Upload-Offset": str(offset)} | headers
    return client.post(url, piece, content_type="application/octet-stream", headers=headers)


def _cut_off(client, url):
    """Half of a piece, as it comes when the line breaks."""
    line = {"wsgi.input": io.BytesIO(TEXT[:100]), "CONTENT_LENGTH": "200"}
    headers = {"Upload-Offset": "0"}
    kind = "application/octet-stream"
    return client.post(url, TEXT[:200], content_type=kind, headers=headers, **line)


def test_a_file_arrives_in_pieces(client, community, worker):
    begun = announce(client, community).json()
    assert (begun["state"], begun["offset"]) == ("coming", 0)

    first = send(client, begun["url"], 0, TEXT[:100]).json()
    assert (first["state"], first["offset"]) == ("coming", 100)
    assert client.get(begun["url"]).json() == first
    last = send(client, begun["url"], 100, TEXT[100:]).json()

    assert last["state"] == "stored"
    assert content_of(Evidence.objects.get()) == TEXT
    assert client.get(begun["url"]).json() == last


def test_another_offset_is_answered_with_the_right_one(client, community, worker):
    url = announce(client, community).json()["url"]
    send(client, url, 0, TEXT[:100])

    again = send(client, url, 0, TEXT[:100])

    assert (again.status_code, again.json()["offset"]) == (409, 100)


def test_a_piece_that_was_cut_off_is_not_taken(client, community, worker):
    url = announce(client, community).json()["url"]

    for answer in (
        _cut_off(client, url),
        send(client, url, "x", TEXT[:100]),
        client.post(url, TEXT, content_type="application/octet-stream"),
        send(client, url, 0, b"0" * (PIECE_BYTES + 1)),
    ):
        assert (answer.status_code, answer.json()["offset"]) == (400, 0)


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"name": "film.mp4"}, 422, "This kind of file is not taken."),
        ({"size": 21 * 1024 * 1024}, 422, "larger than 20 MB"),
        ({"size": 0}, 422, "empty"),
        ({"name": "a\x00.pdf"}, 400, "no name"),
        ({"size": "many"}, 400, "no name"),
        ({"sha256": "../../x"}, 400, "no name"),
    ],
)
def test_what_is_not_taken_is_told_before_it_is_sent(
    client, community, worker, changes, status, told
):
    answer = announce(client, community, **changes)

    assert (answer.status_code, answer.json()["state"]) == (status, "refused")
    assert told in answer.json()["told"]
    assert not Upload.objects.exists()


def test_what_is_refused_at_the_end_is_told(client, community, worker):
    url = announce(client, community, name="minutes.pdf").json()["url"]

    answer = send(client, url, 0, TEXT)

    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert "something else inside" in client.get(url).json()["told"]


def test_only_whoever_began_it_goes_on(client, community, street, worker, person):
    url = announce(client, community).json()["url"]

    client.force_login(person(Role.COMMUNITY_WORKER))
    assert send(client, url, 0, TEXT).status_code == 404
    neighbour = PostFactory(role=Role.COMMUNITY_WORKER, place=CommunityFactory(parent=street))
    client.force_login(neighbour.user)
    assert announce(client, community).status_code == 404
    client.force_login(person(Role.OFFICE_REVIEWER))
    assert announce(client, community).status_code == 403
    assert not Evidence.objects.exists()


def test_a_post_that_has_ended_sends_no_further_piece(client, community, worker):
    url = announce(client, community).json()["url"]
    send(client, url, 0, TEXT[:100])
    worker.posts.all().delete()

    answer = send(client, url, 100, TEXT[100:])

    assert (answer.status_code, answer.json()["told"]) == (403, "You may not do this.")


def test_a_file_for_a_criterion(client):
    declaration = begun_declaration()
    client.force_login(declaration.people.worker)
    entry = declaration.entries.first()

    url = announce(client, declaration.community, entry=entry.pk).json()["url"]
    send(client, url, 0, TEXT)

    assert entry.uses.get().evidence.title == "minutes"


def test_a_criterion_of_others_or_handed_up_takes_none(client, community, worker):
    submitted = submitted_declaration()
    entry = submitted.entries.first()
    assert announce(client, community, entry=entry.pk).status_code == 404

    client.force_login(submitted.people.worker)
    assert announce(client, submitted.community, entry=entry.pk).status_code == 403


def test_it_is_cancelled(client, community, worker):
    begun = announce(client, community).json()

    assert client.post(begun["cancel"]).json() == {"state": "cancelled"}

    assert client.get(begun["url"]).status_code == 404
    assert client.get(begun["cancel"]).status_code == 405


def test_without_the_token_of_the_form_nothing_is_taken(community, worker):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(worker)

    assert announce(strict, community).status_code == 403
    assert not Upload.objects.exists()


def test_half_a_file_is_named_on_the_page(client, community, worker):
    url = announce(client, community).json()["url"]
    send(client, url, 0, TEXT[: len(TEXT) // 2])

    text = client.get(reverse("evaluation:evidence-library", args=[community.code])).text

    assert "“minutes.txt” is half-way here (50%)." in text


# ------------------------------------------------------------------ the disk is full
@pytest.fixture
def full_disk(monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)


def test_a_full_disk_is_told_to_the_script(client, community, worker, full_disk):
    url = announce(client, community).json()["url"]

    answer = send(client, url, 0, TEXT)

    assert answer.status_code == 507
    assert "The disk of the portal is full." in answer.json()["told"]


def test_a_full_disk_is_told_beside_the_field_and_the_text_stays(client, full_disk):
    declaration = begun_declaration()
    client.force_login(declaration.people.official)
    address = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])

    response = client.post(
        address, {"version": 0, "statement": "Four meetings.", "files": [text_file()]}
    )

    assert "“minutes.txt” was not taken: The disk of the portal is full." in response.text
    assert "Four meetings." in response.text
    assert not Evidence.objects.exists()


def test_a_disk_that_is_full_while_the_form_arrives_is_told(client, monkeypatch):
    declaration = begun_declaration()
    client.force_login(declaration.people.official)
    address = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])
    large = upload("large.txt", b"a" * (3 * 1024 * 1024))
    spooled = "django.core.files.uploadhandler.TemporaryUploadedFile.write"

    def full(self, content):
        """Room for a little, and no more."""
        self.file.write(content[:1000])
        if len(content) > 1000:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spooled, full, raising=False)
    response = client.post(
        address, {"version": 0, "statement": "Four meetings.", "files": [large, text_file()]}
    )

    assert "“large.txt” was not taken: The disk of the portal is full." in response.text
    assert "Four meetings." in response.text
    assert Evidence.objects.get().title == "minutes"


def test_many_files_in_one_form(client, community, worker):
    files = [text_file(f"{n}.txt", f"File {n}.") for n in range(60)]

    client.post(reverse("evaluation:evidence-library", args=[community.code]), {"files": files})

    assert Evidence.objects.count() == 60


def test_a_file_over_the_limit_in_the_plain_form_is_told(client, community, worker, settings):
    settings.UPLOAD_BYTES = 1024 * 1024
    large = upload("large.txt", b"a" * (3 * 1024 * 1024))

    response = client.post(
        reverse("evaluation:evidence-library", args=[community.code]),
        {"files": [large, text_file()]},
        follow=True,
    )

    assert "“large.txt” was not taken: The file is larger than 1 MB." in response.text
    assert "1 file is stored." in response.text


def test_without_the_script_it_is_said_how_much_room_is_left(client, community, worker, settings):
    settings.EVIDENCE_BYTES = 400
    address = reverse("evaluation:evidence-library", args=[community.code])

    response = client.post(address, {"files": text_file("large.txt", "Minutes. " * 100)})

    assert (
        "The library has room for 400\xa0bytes more, the file has 900\xa0bytes." in response.text
    )
    assert "Ask the office for room." in response.text
