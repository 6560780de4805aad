"""Replacing a file by a newer version, and room for one community."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.library import store
from evaluation.declarations.room import Room, grant_room, room_of
from evaluation.declarations.services import attach
from evaluation.declarations.versions import replace
from evaluation.models import Evidence
from tests.factories import CommunityFactory
from tests.factories.declarations import begun_declaration, submitted_declaration
from tests.factories.files import office_package, pdf_file, text_file, upload

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024


@pytest.fixture
def worker(client, person):
    user = person(Role.COMMUNITY_WORKER)
    client.force_login(user)
    return user


def details(evidence):
    return reverse("evaluation:evidence-details", args=[evidence.pk])


def new_version(evidence):
    return reverse("evaluation:evidence-new-version", args=[evidence.pk])


def library(community):
    return reverse("evaluation:evidence-library", args=[community.code])


# ------------------------------------------------------------------ versions
def test_the_page_lists_where_the_old_version_is_used_and_replaces_it_there(client):
    declaration = begun_declaration()
    by = declaration.people.worker
    client.force_login(by)
    old, _ = store(declaration.community, text_file("plan.txt", "First."), by=by)
    entries = [declaration.entries.get(criterion__code=code) for code in ("A1.1", "A1.2")]
    for entry in entries:
        attach(entry, old, by=by)

    text = client.get(new_version(old)).text
    assert f"{declaration.stage.year} · A1.1" in text
    assert f"{declaration.stage.year} · A1.2" in text
    sent = {"file": text_file("plan.txt", "Second."), "entries": [entries[0].pk]}
    response = client.post(new_version(old), sent, follow=True)

    new = Evidence.objects.get(version=2)
    assert "The new version is stored; the old one is kept." in response.text
    assert "Version 1" in response.text
    assert [entry.uses.get().evidence for entry in entries] == [new, old]
    assert "There is a newer version of this file." in client.get(details(old)).text


def test_what_was_handed_up_is_told_to_stay(client):
    submitted = submitted_declaration()
    client.force_login(submitted.people.worker)
    old = submitted.community.evidence.get()

    text = client.get(new_version(old)).text

    assert "Where the old version stays" in text
    assert "Where it takes the place of the old one" not in text


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (None, "Choose the new version."),
        (upload("empty.txt", b""), "The file is empty."),
        (upload("a.svg", b"<svg/>"), "This kind of file is not taken."),
        (text_file("same.txt", "First."), "This is the same file."),
    ],
    ids=["none", "empty", "svg", "same"],
)
def test_what_is_no_new_version_is_told_beside_the_field(client, community, worker, file, message):
    old, _ = store(community, text_file("plan.txt", "First."), by=worker)
    if file is not None:
        file.seek(0)

    response = client.post(new_version(old), {"file": file} if file else {})

    assert message in response.text
    assert Evidence.objects.count() == 1


def test_an_old_version_leads_to_the_newest(client, community, worker):
    old, _ = store(community, text_file("plan.txt", "First."), by=worker)
    new = replace(old, text_file("plan.txt", "Second."), by=worker)

    response = client.get(new_version(old))

    assert response.url == new_version(new)


@pytest.mark.parametrize(("query", "titles"), [("", ["plan"]), ("versions=all", ["plan", "plan"])])
def test_the_library_shows_the_newest_and_how_many_there_are(
    client, community, worker, query, titles
):
    old, _ = store(community, text_file("plan.txt", "First."), by=worker)
    replace(old, text_file("plan.txt", "Second."), by=worker)

    response = client.get(f"{library(community)}?{query}")

    assert [row.title for row in response.context["page"]] == titles
    assert response.text.count("2 versions") == len(titles)


def test_only_those_who_keep_the_library_replace(client, community, street, worker, person):
    old, _ = store(community, text_file(), by=worker)

    for user, status in (
        (person(Role.OFFICE_REVIEWER), 403),
        (person(Role.COMMUNITY_WORKER, CommunityFactory(parent=street)), 404),
    ):
        client.force_login(user)
        assert client.get(new_version(old)).status_code == status
        assert client.post(new_version(old), {"file": pdf_file()}).status_code == status
    assert Evidence.objects.count() == 1


# ------------------------------------------------------------------ what is alike
SAID = "The committee met four times and decided on the lamps."


def test_a_paper_saved_again_elsewhere_is_told_to_the_office_alone(
    client, community, street, worker, person
):
    here, _ = store(community, text_file("here.txt", SAID), by=worker)
    neighbour = CommunityFactory(parent=street)
    official = person(Role.STREET_OFFICIAL)
    store(neighbour, text_file("there.txt", f"{SAID}\n"), by=official)

    for user, is_told in (
        (worker, False),
        (official, False),
        (person(Role.OFFICE_REVIEWER), True),
    ):
        client.force_login(user)
        text = client.get(details(here)).text
        assert ("the same text" in text and neighbour.name in text) == is_told


def test_a_paper_saved_again_is_told_when_it_comes(client, community, worker):
    store(community, text_file("here.txt", SAID), by=worker)

    response = client.post(
        library(community), {"files": [text_file("again.txt", f"{SAID}\n")]}, follow=True
    )

    assert "“again” has the same text as “here”, which was there before." in response.text


# ------------------------------------------------------------------ view or download
@pytest.mark.parametrize(
    ("file", "label"),
    [
        (lambda: pdf_file(), "View the file"),
        (lambda: upload("a.docx", office_package("word")), "Download (Word)"),
        (lambda: upload("a.xlsx", office_package("xl")), "Download (Excel)"),
        (lambda: upload("a.pptx", office_package("ppt")), "Download (PowerPoint)"),
        (lambda: text_file(), "Download"),
    ],
    ids=["pdf", "word", "excel", "powerpoint", "text"],
)
def test_it_is_said_whether_a_file_is_shown_or_downloaded(client, community, worker, file, label):
    evidence, _ = store(community, file(), by=worker)

    text = client.get(details(evidence)).text

    assert label in text
    assert ("View the file" in text) == evidence.is_shown


# ------------------------------------------------------------------ room
def room_page(community):
    return reverse("evaluation:evidence-room", args=[community.code])


def test_the_office_gives_a_community_more_room(client, community, person):
    client.force_login(person(Role.OFFICE_REVIEWER))
    assert room_page(community) in client.get(library(community)).text

    response = client.post(
        room_page(community), {"megabytes": "1500", "reason": "Many photos."}, follow=True
    )

    assert "The room is changed." in response.text
    assert room_of(community).most == 1500 * MEGABYTE
    assert "Many photos." in client.get(room_page(community)).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"megabytes": "1500", "reason": " "}, "Give a reason."),
        ({"megabytes": "lots", "reason": "More."}, "whole number"),
        ({"megabytes": "0", "reason": "More."}, "Enter 1 or more."),
        ({"megabytes": "99999999", "reason": "More."}, "Enter at most "),
    ],
)
def test_wrong_room_is_told(client, community, person, typed, message):
    client.force_login(person(Role.OFFICE_REVIEWER))

    response = client.post(room_page(community), typed)

    assert message in response.text
    assert not community.room_grants.exists()


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.LEADER, Role.STREET_OFFICIAL])
def test_others_cannot_change_the_room(client, community, person, role):
    client.force_login(person(role))

    assert client.get(room_page(community)).status_code == 403
    assert client.post(room_page(community), {"megabytes": "9", "reason": "x"}).status_code == 403


def test_a_library_that_is_nearly_full_warns(client, community, worker, settings):
    settings.EVIDENCE_BYTES = 100
    store(community, text_file(text="a" * 79), by=worker)
    assert "nearly used up" not in client.get(library(community)).text

    store(community, text_file(text="b"), by=worker)

    assert "nearly used up" in client.get(library(community)).text


@pytest.mark.parametrize("count", [3, 30])
def test_the_office_sees_the_fullest_first(
    client, community, street, worker, person, settings, count, django_assert_max_num_queries
):
    settings.EVIDENCE_BYTES = 1000
    for _ in range(count):
        CommunityFactory(parent=street)
    fullest = CommunityFactory(parent=street)
    official, office = person(Role.STREET_OFFICIAL), person(Role.OFFICE_REVIEWER)
    store(community, text_file(text="a" * 500), by=worker)
    store(fullest, text_file(text="a" * 900), by=official)
    grant_room(community, 1, "Many photos.", by=office)
    client.force_login(office)

    with django_assert_max_num_queries(9):
        response = client.get(reverse("evaluation:evidence-rooms"))

    first, second, *others = response.context["rows"]
    assert (first["community"], first["room"]) == (fullest, Room(900, 1000))
    assert (second["community"], second["room"]) == (community, Room(500, MEGABYTE))
    assert {row["room"] for row in others} == {Room(0, 1000)}
    assert response.text.count("Nearly full") == 1


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.LEADER, Role.STREET_OFFICIAL])
def test_others_do_not_see_every_room(client, person, role):
    client.force_login(person(role))

    assert client.get(reverse("evaluation:evidence-rooms")).status_code == 403
