"""What a photo tells: the day, the place, and what it looks like."""

import io
import shutil
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw

from communities.models import Role
from evaluation.declarations.file_checks import accept
from evaluation.declarations.library import discard, store
from evaluation.declarations.photos import SAME_LOOK, distance, look_of
from tests.factories import CommunityFactory, PostFactory
from tests.factories.files import text_file, upload


def scene(seed=1, size=(640, 480)):
    """A picture with something to see in it."""
    picture = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(picture)
    for number in range(12):
        left, top = (number * 37 * seed) % size[0], (number * 53 * seed) % size[1]
        shade = (number * 40 * seed % 255, number * 23 % 255, 90)
        drawing.rectangle((left, top, left + 150, top + 110), fill=shade)
    return picture


def written(picture, form="JPEG", **options):
    kept = io.BytesIO()
    picture.save(kept, form, **options)
    return kept.getvalue()


def camera(latitude=((31, 1), (51, 1), (30, 1)), day="2026:09:14 08:05:00", **parts):
    exif = Image.Exif()
    exif[274] = parts.get("turned", 1)
    exif.get_ifd(0x8769)[36867] = day
    exif.get_ifd(0x8825).update(
        {1: "N", 2: [a / b for a, b in latitude], 3: "E", 4: [117.0, 15.0, 0.0]}
    )
    return exif


def test_day_and_place_are_noted_and_gone_from_the_file():
    accepted = accept("a.jpg", written(scene(), exif=camera()))

    assert accepted.photo.taken_on == date(2026, 9, 14)
    assert (accepted.photo.latitude, accepted.photo.longitude) == (
        Decimal("31.858333"),
        Decimal("117.250000"),
    )
    assert not Image.open(io.BytesIO(accepted.content)).getexif()
    assert not Image.open(io.BytesIO(accepted.photo.thumbnail)).getexif()


@pytest.mark.parametrize(
    "exif",
    [
        camera(day="yesterday"),
        camera(latitude=((999, 1), (0, 1), (0, 1))),
        camera(latitude=((1, 1),)),
        Image.Exif(),
    ],
    ids=["no day", "no such latitude", "half a latitude", "nothing"],
)
def test_nonsense_of_a_camera_is_passed_over(exif):
    photo = accept("a.jpg", written(scene(), exif=exif)).photo

    assert photo.taken_on is None or photo.latitude is None
    assert photo.thumbnail


def test_a_turned_photo_has_an_upright_thumbnail():
    photo = accept("a.jpg", written(scene(), exif=camera(turned=6))).photo

    width, height = Image.open(io.BytesIO(photo.thumbnail)).size
    assert height > width


@pytest.mark.parametrize(
    "copy",
    [
        lambda picture: Image.open(io.BytesIO(written(picture, quality=40))),
        lambda picture: picture.resize((320, 240)),
        lambda picture: picture.convert("L"),
    ],
    ids=["saved again", "made smaller", "without colour"],
)
def test_a_copy_looks_the_same_and_another_picture_does_not(copy):
    look = look_of(scene())

    assert distance(look, look_of(copy(scene()))) <= SAME_LOOK
    assert distance(look, look_of(scene(seed=3))) > SAME_LOOK


@pytest.fixture
def worker(client, person):
    user = person(Role.COMMUNITY_WORKER)
    client.force_login(user)
    return user


def photo_file(name="a.jpg", picture=None, **options):
    return upload(name, written(picture or scene(), **options))


@pytest.mark.django_db
def test_the_day_of_the_photo_is_proposed_as_the_day_of_the_event(community, worker):
    own, _ = store(community, photo_file(exif=camera()), by=worker)
    given = date(2026, 1, 2)
    told, _ = store(
        community, photo_file(exif=camera(), picture=scene(2)), by=worker, event_date=given
    )

    assert (own.event_date, told.event_date) == (date(2026, 9, 14), given)
    assert told.taken_on == date(2026, 9, 14)


@pytest.mark.django_db
def test_the_same_picture_saved_again_is_pointed_out(client, community, worker):
    address = reverse("evaluation:evidence-library", args=[community.code])
    client.post(address, {"files": [photo_file("first.jpg")]})

    response = client.post(address, {"files": [photo_file("second.jpg", quality=40)]}, follow=True)

    assert "“second” shows the same picture as “first”" in response.text


@pytest.mark.django_db
def test_only_the_office_is_told_of_other_communities(client, community, street, worker):
    neighbour = PostFactory(role=Role.COMMUNITY_WORKER, place=CommunityFactory(parent=street))
    own, _ = store(community, photo_file("own.jpg"), by=worker)
    store(neighbour.place, photo_file("theirs.jpg", quality=40), by=neighbour.user)
    address = reverse("evaluation:evidence-details", args=[own.pk])

    assert "theirs" not in client.get(address).text
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user
    client.force_login(office)
    assert "theirs" in client.get(address).text


@pytest.mark.django_db
def test_the_thumbnail_stands_behind_the_same_check(client, community, street, worker):
    photo, _ = store(community, photo_file(), by=worker)
    paper, _ = store(community, text_file(), by=worker)
    address = reverse("evaluation:evidence-thumbnail", args=[photo.pk])

    response = client.get(address)
    assert response["Content-Type"] == "image/jpeg"
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")
    assert client.get(reverse("evaluation:evidence-thumbnail", args=[paper.pk])).status_code == 404
    neighbour = PostFactory(role=Role.COMMUNITY_WORKER, place=CommunityFactory(parent=street))
    client.force_login(neighbour.user)
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_deleted_photo_takes_its_thumbnail_along(community, worker, media):
    photo, _ = store(community, photo_file(), by=worker)

    discard(photo, by=worker)

    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_lost_thumbnail_is_not_found(client, community, worker, media):
    photo, _ = store(community, photo_file(), by=worker)
    shutil.rmtree(media / "evidence")

    address = reverse("evaluation:evidence-thumbnail", args=[photo.pk])
    assert client.get(address).status_code == 404
