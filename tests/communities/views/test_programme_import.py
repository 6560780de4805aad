"""Importing a programme on the page: read back, confirmed, refused."""

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.models import HeldFile, MainTask, Programme, Role, StageChange
from tests.communities.programme.plans import PLAN, plan_with

pytestmark = pytest.mark.django_db

IMPORT = "/programme/import/"


@pytest.fixture
def office(client, person):
    reviewer = person(Role.OFFICE_REVIEWER)
    client.force_login(reviewer)
    return reviewer


def upload(client, plan, name="plan.yaml"):
    content = (
        plan if isinstance(plan, bytes) else yaml.safe_dump(plan, allow_unicode=True).encode()
    )
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"file": file}, follow=True)


def test_the_file_is_read_back_before_anything_changes(client, office):
    page = upload(client, PLAN)

    assert "Programme 2005–2007" in page.text
    assert "Stages: 3. Main tasks: 2, with measures: 3. Departments: 2." in page.text
    assert "Civil Affairs Bureau; every street office" in page.text
    assert "This programme is new to the portal." in page.text
    assert not Programme.objects.exists()


def test_it_is_taken_in_once(client, office):
    address = upload(client, PLAN).redirect_chain[-1][0]

    first = client.post(address)
    second = client.post(address)

    assert first.url == second.url == reverse("evaluation:programme")
    assert (Programme.objects.count(), MainTask.objects.count()) == (1, 2)
    assert set(StageChange.objects.values_list("by", flat=True)) == {office.pk}
    assert "brought up to date" in upload(client, PLAN).text


def test_problems_are_told_with_their_place(client, office):
    page = upload(client, plan_with("stages.1.year", "soon"))
    address = page.redirect_chain[-1][0]

    assert "There is 1 problem. Nothing can be taken in." in page.text
    assert "stages[1].year" in page.text
    client.post(address)
    assert not Programme.objects.exists()
    assert HeldFile.objects.get().done_at is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "This is an Excel workbook or an archive."),
        (b"x" * (1024 * 1024 + 1), "At most 1 MB can be read."),
    ],
)
def test_a_file_that_is_no_text_is_refused_beside_its_field(client, office, content, reason):
    page = upload(client, content)

    assert reason in page.context["form"].errors["file"][0]
    assert not HeldFile.objects.exists()


def test_text_that_is_no_programme_says_where(client, office):
    page = upload(client, b"a: 1\na: 2\n")

    assert "line 2" in page.text
    assert "stands here twice" in page.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE_REVIEWER}))
def test_others_do_not_import(client, person, role):
    client.force_login(person(role))

    assert client.get(IMPORT).status_code == 403
    assert upload(client, PLAN).status_code == 403
    assert not HeldFile.objects.exists()


def test_a_held_file_is_its_uploaders_own_and_of_its_kind(client, office, person):
    held = HeldFile.objects.create(
        kind=HeldFile.Kind.PLACES, file_name="x", sha256="0" * 64, content=b"x", by=office
    )
    address = upload(client, PLAN).redirect_chain[-1][0]

    other_kind = reverse("communities:import-programme-preview", args=[held.pk])
    assert client.get(other_kind).status_code == 404
    client.force_login(person(Role.OFFICE_REVIEWER))
    assert client.get(address).status_code == 404
