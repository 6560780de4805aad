"""The evidence library, and the files behind their permission check."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.library import store
from evaluation.declarations.services import detach
from evaluation.models import Evidence
from tests.factories import CommunityFactory, PostFactory
from tests.factories.declarations import (
    begun_declaration,
    filled_declaration,
    proof_of,
    submitted_declaration,
)
from tests.factories.files import pdf_file, picture_file, text_file, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client, person):
    user = person(Role.COMMUNITY_WORKER)
    client.force_login(user)
    return user


def library(community):
    return reverse("evaluation:evidence-library", args=[community.code])


def test_files_are_added_and_listed(client, community, worker):
    response = client.post(
        library(community),
        {"files": [pdf_file("plan.pdf"), picture_file("board.png")]},
        follow=True,
    )

    assert "2 files are stored." in response.text
    assert ">plan</a>" in response.text
    assert ">board</a>" in response.text
    assert "1,000" in response.text


def test_one_bad_file_does_not_hold_up_the_others(client, community, worker):
    response = client.post(
        library(community),
        {"files": [text_file("good.txt"), upload("bad.svg", b"<svg/>")]},
        follow=True,
    )

    assert "“bad.svg” was not taken: This kind of file is not taken." in response.text
    assert ">good</a>" in response.text


def test_the_same_file_again_is_said(client, community, worker):
    for _ in range(2):
        response = client.post(library(community), {"files": [text_file()]}, follow=True)

    assert "“minutes” is in the library already." in response.text
    assert Evidence.objects.count() == 1


def test_no_file_chosen(client, community, worker):
    assert "Choose at least one file." in client.post(library(community), follow=True).text


@pytest.mark.parametrize("count", [3, 30])
def test_the_library_costs_the_same_however_full(
    client, community, worker, count, django_assert_max_num_queries
):
    for number in range(count):
        store(community, text_file(f"{number}.txt", f"File {number}"), by=worker)

    with django_assert_max_num_queries(11):
        response = client.get(library(community), {"sort": "-size"})

    assert response.text.count("TXT · Download</span>") == min(count, 25)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=plan", 1),
        ("kind=photo", 1),
        ("used=no", 2),
        ("used=yes", 0),
        ("kind=castle&used=x&sort=y&page=z", 2),
    ],
)
def test_the_library_is_filtered(client, community, worker, query, count):
    store(community, pdf_file("plan.pdf"), by=worker)
    store(community, picture_file("board.png"), by=worker)

    response = client.get(f"{library(community)}?{query}")

    assert len(response.context["page"].object_list) == count


def test_a_library_is_for_its_community(client, community, street, person, worker):
    neighbour = CommunityFactory(parent=street)
    assert client.get(library(neighbour)).status_code == 404

    client.force_login(person(Role.OFFICE_REVIEWER))
    assert "Add to the library" not in client.get(library(community)).text
    assert client.post(library(community), {"files": [text_file()]}).status_code == 403

    client.force_login(person(Role.APPRAISER))
    assert client.get(library(community)).status_code == 403


# ------------------------------------------------------------------ the files
def fetched(client, evidence):
    """The answer with its file read and closed; ``kept`` is what was in it."""
    response = client.get(reverse("evaluation:evidence-file", args=[evidence.pk]))
    if response.streaming:
        response.kept = b"".join(response.streaming_content)
        response.close()
    return response


def test_a_paper_is_handed_over_as_it_was(client, community, worker):
    evidence, _ = store(community, text_file("会议记录.txt", "Decided."), by=worker)

    response = fetched(client, evidence)

    assert response.kept == b"Decided."
    assert response["Content-Disposition"].startswith("attachment;")
    assert "%E4%BC%9A%E8%AE%AE" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


def test_a_picture_may_be_looked_at_but_runs_nothing(client, community, worker):
    evidence, _ = store(community, picture_file(), by=worker)

    response = fetched(client, evidence)

    assert response["Content-Disposition"].startswith("inline;")
    assert response["Content-Type"] == "image/png"
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_name_cannot_break_the_header(client, community, worker):
    evidence, _ = store(community, text_file('a"; x=".txt'), by=worker)

    response = fetched(client, evidence)

    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Type"] == "text/plain"


WHO_READS = {
    Role.STREET_OFFICIAL: 200,
    Role.OFFICE_REVIEWER: 200,
    Role.LEADER: 200,
    Role.AUDITOR: 200,
    Role.APPRAISER: 404,
    Role.ADMINISTRATOR: 404,
    Role.DEPARTMENT_LIAISON: 404,
}


@pytest.mark.parametrize("role", WHO_READS)
def test_who_reads_a_file(client, community, worker, person, role):
    evidence, _ = store(community, text_file(), by=worker)
    client.force_login(person(role))

    assert fetched(client, evidence).status_code == WHO_READS[role]


def test_a_neighbour_and_a_stranger_do_not_read_it(client, community, street, worker):
    evidence, _ = store(community, text_file(), by=worker)
    neighbour = PostFactory(role=Role.COMMUNITY_WORKER, place=CommunityFactory(parent=street))

    client.force_login(neighbour.user)
    assert fetched(client, evidence).status_code == 404
    client.logout()
    assert fetched(client, evidence).status_code == 302


def test_a_file_that_is_gone_is_not_found(client, community, worker):
    evidence, _ = store(community, text_file(), by=worker)
    evidence.file.storage.delete(evidence.file.name)

    assert fetched(client, evidence).status_code == 404


# ------------------------------------------------------------------ what they are
def test_a_file_is_described(client, community, worker):
    evidence, _ = store(community, text_file(), by=worker)
    address = reverse("evaluation:evidence-details", args=[evidence.pk])
    described = {
        "title": "Minutes of March",
        "kind": "statement",
        "event_date": "2020-03-12",
        "issued_by": "Committee",
    }

    assert "What it proves" in client.get(address).text
    assert "has been saved" in client.post(address, described, follow=True).text

    evidence.refresh_from_db()
    assert (evidence.title, evidence.kind) == ("Minutes of March", "statement")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", " ", "Give the file a title."),
        ("kind", "castle", "castle"),
        ("event_date", "2999-01-01", "This day has not come yet."),
        ("event_date", "yesterday", "valid date"),
        ("event_date", "0001-01-01", "Enter a day of 1949 or later."),
    ],
)
def test_a_wrong_description_is_told(client, community, worker, field, value, message):
    evidence, _ = store(community, text_file(), by=worker)
    address = reverse("evaluation:evidence-details", args=[evidence.pk])

    response = client.post(address, {"title": "T", "kind": "photo"} | {field: value})

    assert message in response.text
    evidence.refresh_from_db()
    assert evidence.title == "minutes"


def test_a_file_that_proves_nothing_can_be_deleted(client, community, worker, media):
    evidence, _ = store(community, text_file(), by=worker)
    address = reverse("evaluation:evidence-discard", args=[evidence.pk])

    assert "Delete this file?" in client.get(address).text
    assert "The file is deleted." in client.post(address, follow=True).text
    assert not Evidence.objects.exists()


def test_what_proves_or_was_handed_up_is_kept(client):
    submitted = submitted_declaration()
    evidence = submitted.community.evidence.get()
    client.force_login(submitted.people.worker)
    address = reverse("evaluation:evidence-discard", args=[evidence.pk])

    assert "Take it off there first" in client.post(address, follow=True).text
    evidence.uses.all().delete()
    assert "was handed up once" in client.post(address, follow=True).text
    assert Evidence.objects.exists()


def test_a_file_taken_off_in_a_draft_can_be_deleted(client):
    begun = begun_declaration()
    evidence = proof_of(begun)
    entry = begun.entries.get(criterion__code="A1.1")
    client.force_login(begun.people.worker)
    client.post(
        reverse("evaluation:criterion-evidence", args=[begun.pk, "A1.1"]), {"chosen": evidence.pk}
    )
    detach(entry.uses.get(), by=begun.people.worker)

    client.post(reverse("evaluation:evidence-discard", args=[evidence.pk]))

    assert not Evidence.objects.exists()


def test_choosing_is_for_those_who_write(client):
    submitted = submitted_declaration()
    address = reverse("evaluation:criterion-evidence", args=[submitted.pk, "A1.1"])
    client.force_login(submitted.people.official)
    assert client.get(address).status_code == 403
    assert client.post(address, {"chosen": "1"}).status_code == 403
    client.force_login(submitted.people.office)
    assert client.get(address).status_code == 403


def test_choosing_nothing_is_said_and_is_no_success(client):
    begun = begun_declaration()
    client.force_login(begun.people.official)
    address = reverse("evaluation:criterion-evidence", args=[begun.pk, "A1.1"]) + "?to=indicator"

    response = client.post(address, follow=True)

    assert "Nothing was chosen. Tick the files that prove it." in response.text
    assert response.request["PATH_INFO"] + "?to=indicator" == address
    assert "0 files are attached" not in response.text


def test_a_file_that_proves_something_is_not_offered_for_deletion(client):
    filled = filled_declaration()
    client.force_login(filled.people.official)
    evidence = Evidence.objects.filter(uses__entry__declaration=filled).first()

    response = client.get(reverse("evaluation:evidence-discard", args=[evidence.pk]), follow=True)

    assert "This file proves a criterion. Take it off there first." in response.text
    assert "It proves nothing so far." not in response.text
