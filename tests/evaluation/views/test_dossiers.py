"""Where a dossier is offered, how it is asked for, and who gets the file."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.documents.dossiers import request_dossier
from evaluation.documents.services import claim, keep, note_progress
from evaluation.models import Document, DocumentState
from evaluation.steps import take_step
from harmony.shared import pdf_libraries
from tests.factories import CommunityFactory
from tests.factories.declarations import (
    begun_declaration,
    filled_declaration,
    planned_declaration,
    resubmitted_declaration,
    submitted_declaration,
)
from tests.factories.evaluations import accepted_declaration, with_small_standard

pytestmark = pytest.mark.django_db

PAPER, WITH_FILES = "Dossier (PDF)", "Dossier with all files (ZIP)"


@pytest.fixture
def submitted(client):
    declaration = submitted_declaration(**with_small_standard({}))
    client.force_login(declaration.people.official)
    return declaration


def address(name, declaration, number=1):
    return reverse(f"evaluation:{name}", args=[declaration.pk, number])


def ask(client, declaration, number=1, **typed):
    data = {"language": "en", "form": "pdf"} | typed
    return client.post(address("order-dossier", declaration, number), data)


def made(declaration, form="zip", by=None, **more):
    by = by or declaration.people.official
    document = request_dossier(declaration.hand_ups.last(), by=by, form=form, language="en")
    keep(claim(document.pk), b"PK what is in it", form=form, **more)
    document.refresh_from_db()
    return document


# ------------------------------------------------------------------ offered
def test_it_is_offered_wherever_the_round_is_shown(client, submitted):
    pages = [
        submitted.get_absolute_url(),
        address("receipt", submitted),
        address("round", submitted),
    ]

    for page in pages:
        text = client.get(page).text
        assert PAPER in text and WITH_FILES in text, page
        assert address("order-dossier", submitted) in text, page
        assert 'id="dossier"' in text, page


def test_the_heads_of_long_pages_lead_to_it(client, submitted):
    for page in (submitted.get_absolute_url(), address("round", submitted)):
        assert 'href="#dossier"' in client.get(page).text, page


def test_nothing_is_offered_before_the_first_hand_up(client):
    for declaration in (planned_declaration(), begun_declaration(**with_small_standard({}))):
        client.force_login(declaration.people.official)

        assert PAPER not in client.get(declaration.get_absolute_url()).text
        assert ask(client, declaration).status_code == 404


def test_while_it_is_corrected_the_last_round_is_offered(client, submitted):
    reasons = {submitted.entries.get(criterion__code="A1.2").criterion_id: "Which corners?"}
    take_step(submitted, "return", by=submitted.people.examiner, reasons=reasons)

    text = client.get(submitted.get_absolute_url()).text

    assert "returned for correction" in text
    assert address("order-dossier", submitted) in text


def test_each_round_offers_its_own(client):
    declaration = resubmitted_declaration(**with_small_standard({}))
    client.force_login(declaration.people.worker)

    for number in (1, 2):
        ask(client, declaration, number)
        text = client.get(address("round", declaration, number)).text
        assert address("order-dossier", declaration, number) in text
    rounds = [document.params["round"] for document in Document.objects.order_by("pk")]
    assert rounds == [1, 2]


def test_a_department_is_offered_the_paper_without_files(client, person):
    declaration = accepted_declaration()
    client.force_login(person(Role.DEPARTMENT_LIAISON))

    text = client.get(address("round", declaration)).text

    assert PAPER in text and WITH_FILES not in text
    assert ask(client, declaration).status_code == 302
    assert ask(client, declaration, form="zip").status_code == 403
    assert [document.params["form"] for document in Document.objects.filter(kind="dossier")] == [
        "pdf"
    ]


# ------------------------------------------------------------------ asked for
def test_asked_for_it_is_owed_in_the_chosen_language(client, submitted):
    response = ask(client, submitted, form="zip", language="zh-hans")

    document = Document.objects.get()
    assert response.url == document.get_absolute_url()
    assert (document.kind, document.language) == (Document.Kind.DOSSIER, "zh-hans")
    assert (document.declaration, document.state) == (submitted, DocumentState.OWED)
    assert document.params == {"round": 1, "form": "zip", "moves": 1}
    assert document.requested_by == submitted.people.official


def test_pressed_again_by_anybody_it_is_the_same_paper(client, submitted):
    first = ask(client, submitted).url
    client.force_login(submitted.people.office)

    assert ask(client, submitted).url == first


@pytest.mark.parametrize(
    "typed", [{"language": "tlh"}, {"form": "exe"}, {"form": ""}, {"language": "\x00"}]
)
def test_nonsense_is_told_and_nothing_is_owed(client, submitted, typed):
    response = client.post(
        address("order-dossier", submitted),
        {"language": "en", "form": "pdf"} | typed,
        follow=True,
    )

    assert "Choose a language and press one of the buttons." in response.text
    assert not Document.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_looking_asks_for_nothing(client, submitted, method):
    assert getattr(client, method)(address("order-dossier", submitted)).status_code == 405


def test_strangers_find_neither_the_round_nor_the_paper(client, submitted, person):
    document = made(submitted)
    neighbour = CommunityFactory(parent=submitted.community.parent)
    for user in (person(Role.COMMUNITY_WORKER, neighbour), person(Role.ADMINISTRATOR)):
        client.force_login(user)
        assert ask(client, submitted).status_code == 404
        assert client.get(document.get_absolute_url()).status_code == 404
        assert client.get(f"{document.get_absolute_url()}file/").status_code == 404
        assert client.post(f"{document.get_absolute_url()}retry/").status_code == 404


def test_without_the_libraries_it_is_owed_and_the_page_says_so(client, submitted, monkeypatch):
    monkeypatch.setattr(pdf_libraries, "NEEDED", ("libpango-of-another-world.so.0",))

    page = client.get(ask(client, submitted).url)

    assert "as soon as PDFs can be made" in page.text
    assert Document.objects.get().state == DocumentState.OWED


# ------------------------------------------------------------------ the paper's page
def test_its_page_names_it_counts_its_files_and_leads_back(client, submitted):
    ask(client, submitted, form="zip")
    document = Document.objects.get()
    note_progress(claim(document.pk), done=3, total=16)

    text = client.get(document.get_absolute_url()).text

    community = submitted.community.name
    assert f"Dossier of {community} with all files, round 1" in text
    assert "Being made: 3 of 16" in text
    assert address("round", submitted) in text
    assert "Make the next version" not in text
    assert "Version 1" not in text


def test_the_file_is_named_by_its_place_year_and_round(client, submitted):
    document = made(submitted)

    answer = client.get(f"{document.get_absolute_url()}file/")
    answer.close()

    name = f"dossier-{submitted.community.code}-{submitted.stage.year}-round-1-v1-en.zip"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/zip"


def test_it_has_no_next_version_by_hand(client, submitted):
    document = made(submitted)

    assert client.post(f"{document.get_absolute_url()}again/").status_code == 403


def test_what_is_missing_in_it_is_told_before_it_is_handed_out(client, submitted):
    document = made(submitted, note="No longer in the store: proof")

    assert "No longer in the store: proof" in client.get(document.get_absolute_url()).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_papers_costs_the_same(client, django_assert_num_queries, count, person):
    standard = with_small_standard({})["standard"]
    for _number in range(count):
        declaration = submitted_declaration(standard=standard)
        made(declaration, "pdf")
        made(declaration)
    client.force_login(person(Role.AUDITOR))

    with django_assert_num_queries(7):
        text = client.get("/papers/").text

    assert text.count("with all files, round 1</a>") == count
    assert text.count('data-label="Version" class="num">–</td>') == 2 * count


# ------------------------------------------------------------------ what the street said
def test_the_round_shows_who_said_what_of_it_in_which_post(client, submitted):
    people = submitted.people
    take_step(submitted, "pass", by=people.examiner, note="Complete and plausible.")

    for user in (people.worker, people.official, people.office):
        client.force_login(user)
        for page in (address("round", submitted), submitted.get_absolute_url()):
            text = client.get(page).text
            assert "Complete and plausible." in text
            assert f"{people.examiner.name}, Street official" in text


def test_an_earlier_round_shows_why_it_came_back(client):
    declaration = resubmitted_declaration(**with_small_standard({}))
    client.force_login(declaration.people.worker)

    first = client.get(address("round", declaration, 1)).text
    second = client.get(address("round", declaration, 2)).text

    assert "Which corners?" in first and "Which corners?" not in second
    assert "The street has not examined it yet." in second


def test_the_summary_before_sending_names_the_files_of_each_criterion(client):
    declaration = filled_declaration(**with_small_standard({}))
    client.force_login(declaration.people.official)

    text = client.get(reverse("evaluation:hand-up", args=[declaration.pk])).text

    evidence = declaration.community.evidence.get()
    assert f'<a href="{evidence.get_absolute_url()}">proof</a>' in text
    assert "<dt>Files</dt><dd>1</dd>" in text
