"""Importing a district on the page: preview, problems, confirmation, and bad files."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.models import HeldFile, Place, PlaceChange, Role
from communities.people.services import system_account
from communities.places.reading import MOST_BYTES, read_places
from communities.places.services import import_places
from tests.communities.places.lists import GOOD, HEADINGS, with_line
from tests.factories import AdministratorFactory, CommunityFactory

pytestmark = pytest.mark.django_db

IMPORT = "/places/import/"


@pytest.fixture
def administrator(db):
    return AdministratorFactory()


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def upload(client, content, name="list.csv"):
    if isinstance(content, str):
        content = content.encode()
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(IMPORT, {"file": file}, follow=True)


def taken_in(content=GOOD):
    import_places(read_places(content.encode()), by=system_account())


# --- preview and confirmation ---------------------------------------------------------------


def test_a_list_is_shown_before_anything_changes(desk):
    page = upload(desk, GOOD)

    assert "3 communities in 2 streets: 3 new, 0 changed." in page.text
    assert "金澜街道" in page.text
    assert "Take the list in" in page.text
    assert not Place.objects.exists()


def test_what_was_previewed_is_taken_in_once(desk, administrator):
    page = upload(desk, GOOD)
    address = page.redirect_chain[-1][0]

    done = desk.post(address, follow=True)
    again = desk.post(address, follow=True)

    assert "The list is taken in" in done.text
    assert "3 communities in 2 streets: 3 new, 0 changed." in again.text
    assert Place.objects.count() == 6
    assert set(PlaceChange.objects.values_list("by", flat=True)) == {administrator.pk}
    held = HeldFile.objects.get()
    assert (bytes(held.content), held.outcome["new"]) == (b"", 3)
    assert held.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert "list.csv" in desk.get(IMPORT).text


def test_changes_are_shown_field_by_field(desk):
    taken_in()

    page = upload(desk, GOOD.replace("水西门社区居委会", "水东门社区居委会"))

    [change] = page.context["changes"]
    assert change["place"].code == "990101001001"
    assert [(str(f["label"]), f["before"], f["after"]) for f in change["fields"]] == [
        ("official name", "水西门社区居委会", "水东门社区居委会"),
        ("display name in Chinese", "水西门社区", "水东门社区"),
        ("display name in English", "Shuiximen Community", "Shuidongmen Community"),
    ]
    assert Place.objects.get(code="990101001001").name_zh == "水西门社区"


def test_the_same_list_again_offers_nothing_to_do(desk):
    taken_in()

    page = upload(desk, GOOD.encode("gb18030"))

    assert "The portal knows all of this already." in page.text
    assert "Take the list in" not in page.text


def test_what_is_left_out_and_passed_over_is_said(desk):
    taken_in(GOOD + "990101,清和区,990101002,大杨镇,990101002002,又一村民委员会\n")
    listed = GOOD.replace(HEADINGS, f"{HEADINGS},houshold").replace("会\n", "会,9\n")

    page = upload(desk, listed.replace("水西门", "水东门"))

    assert "1 community of this district is not in the list" in page.text
    assert "passed over: houshold." in page.text


def test_a_list_that_went_bad_since_its_preview_changes_nothing(desk):
    page = upload(desk, GOOD)
    address = page.redirect_chain[-1][0]
    taken_in(GOOD.replace("9901", "8801"))

    response = desk.post(address, follow=True)

    assert "Nothing was changed." in response.text
    assert "This portal belongs to" in response.text
    assert not Place.objects.filter(code="990101").exists()
    assert HeldFile.objects.get().done_at is None


# --- problems ---------------------------------------------------------------------------------


def test_problems_are_listed_row_by_row_and_cannot_be_confirmed(desk):
    page = upload(desk, with_line("990101", "清和区", "990101001", "金澜街道", "1", ""))
    address = page.redirect_chain[-1][0]

    assert "There are 2 problems. Nothing can be taken in." in page.text
    assert [(p.line, p.column) for p in page.context["problems"]] == [
        (5, "community_code"),
        (5, "community"),
    ]
    assert "Take the list in" not in page.text

    desk.post(address)
    assert not Place.objects.exists()


def test_thousands_of_problems_are_counted_and_cut(desk):
    bad = HEADINGS + "\n" + "1,2,3,4,5,6\n" * 2000

    page = upload(desk, bad)

    assert page.context["problem_count"] == 6000
    assert len(page.context["problems"]) == 100
    assert "The first 100 are shown." in page.text


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "empty.csv", "The file is empty."),
        (b"%PDF-1.7\nx", "list.csv", "This is a PDF."),
        (b"\x89PNG\r\n\x1a\n", "list.csv", "This is a picture."),
        (b"PK\x03\x04", "list.xlsx", "This is an Excel workbook or an archive."),
        (GOOD.encode("utf-16"), "list.csv", "This text is in UTF-16."),
        (b"a\0b", "list.csv", "This is not a text file."),
        (b"x" * (MOST_BYTES + 1), "list.csv", "At most 5 MB can be read."),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_its_field(desk, content, name, reason):
    page = upload(desk, content, name)

    assert reason in page.context["form"].errors["file"][0]
    assert not HeldFile.objects.exists()


def test_fifty_megabytes_get_a_clear_answer(desk):
    page = upload(desk, b"9" * (50 * 1024 * 1024))

    assert page.context["form"].errors["file"] == [
        "The file has 50.0 MB. At most 5 MB can be read."
    ]
    assert not HeldFile.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"file": "just text"}])
def test_no_file_at_all(desk, sent):
    response = desk.post(IMPORT, sent)

    assert response.context["form"].errors["file"] == ["Choose a file."]


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.OFFICE_REVIEWER}))
def test_others_do_not_import(client, person, role):
    client.force_login(person(role))

    assert client.get(IMPORT).status_code == 403
    assert upload(client, GOOD).status_code == 403
    assert not HeldFile.objects.exists()


def test_a_held_file_is_its_uploaders_own(desk, client, person):
    page = upload(desk, GOOD)
    address = page.redirect_chain[-1][0]
    client.force_login(person(Role.OFFICE_REVIEWER))

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("pk", [0, 987654, 99999999999999999999999])
def test_no_such_upload(desk, pk):
    assert desk.get(reverse("communities:import-places-preview", args=[pk])).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_the_preview_costs_the_same_however_long(
    desk, count, street, django_assert_max_num_queries
):
    CommunityFactory.create_batch(count, parent=street)
    lines = [
        f"990101,清和区,990101900,金澜街道,990101900{n:03d},第{n}社区居委会" for n in range(count)
    ]
    address = upload(desk, "\n".join([HEADINGS, *lines])).redirect_chain[-1][0]

    with django_assert_max_num_queries(8):
        page = desk.get(address)

    assert f"{count} communities in 1 street:" in page.text
