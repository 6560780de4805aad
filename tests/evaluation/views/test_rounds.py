"""Earlier rounds stay readable, and a resubmission shows what it changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.declarations.library import store
from evaluation.declarations.services import attach
from evaluation.steps import take_step
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import fill_in, submitted_declaration
from tests.factories.files import text_file
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db


def of_small_standard():
    community = CommunityFactory()
    district = community.parent.parent
    stage = StageFactory(programme__district=district)
    return submitted_declaration(
        community=community, stage=stage, standard=small_standard(district)
    )


def corrected():
    """A1.2 came back and was handed up again with other words, numbers and a file."""
    declaration = of_small_standard()
    official = declaration.people.official
    entry = declaration.entries.select_related("criterion").get(criterion__code="A1.2")
    reasons = {entry.criterion_id: "Which corners?"}
    take_step(declaration, "return", by=declaration.people.examiner, reasons=reasons)
    entry.refresh_from_db()
    photo = store(declaration.community, text_file("corner.txt", "Corner."), by=official)[0]
    attach(entry, photo, by=official)
    fill_in(declaration, entry, finding={"misses": "1"}, statement="The corner by the school.")
    take_step(declaration, "submit", by=official)
    return declaration


def page(name, declaration, number):
    return reverse(f"evaluation:{name}", args=[declaration.pk, number])


def test_a_resubmission_shows_text_numbers_and_files(client):
    declaration = corrected()
    client.force_login(declaration.people.examiner)

    text = client.get(page("round-changes", declaration, 2)).text

    assert "A1.2 Corners kept clean" in text
    assert "2.00 → 1.50" in text
    assert "The corner by the school." in text
    assert ">corner</a>" in text
    assert "A1.1" not in text


def test_the_examination_page_shows_it_at_the_criterion_that_came_back(client):
    declaration = corrected()
    client.force_login(declaration.people.examiner)

    text = client.get(reverse("evaluation:examine", args=[declaration.pk])).text

    assert "What changed since it came back" in text
    assert "2.00 → 1.50" in text
    assert page("round-changes", declaration, 2) in text


def test_an_earlier_round_stays_as_it_was_handed_up(client):
    declaration = corrected()
    client.force_login(declaration.people.worker)

    first = client.get(page("round", declaration, 1)).text
    second = client.get(page("round", declaration, 2)).text

    assert "The corner by the school." not in first
    assert "The corner by the school." in second
    assert page("round", declaration, 1) in client.get(page("receipt", declaration, 1)).text
    assert page("round-changes", declaration, 2) in second


def test_the_first_round_changed_nothing_and_strangers_see_no_round(client):
    declaration, stranger = corrected(), of_small_standard().people.worker
    client.force_login(declaration.people.worker)
    assert client.get(page("round-changes", declaration, 1)).status_code == 404
    assert client.get(page("round", declaration, 3)).status_code == 404

    client.force_login(stranger)
    for name in ("round", "round-changes"):
        assert client.get(page(name, declaration, 2)).status_code == 404


def test_more_criteria_need_no_more_queries(client):
    counts = []
    for declaration in (of_small_standard(), submitted_declaration()):
        client.force_login(declaration.people.worker)
        client.get(page("round", declaration, 1))
        with CaptureQueriesContext(connection) as queries:
            client.get(page("round", declaration, 1))
        counts.append(len(queries))

    assert counts[0] == counts[1]
