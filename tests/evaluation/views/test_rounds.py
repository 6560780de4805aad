"""Earlier rounds stay readable, and a resubmission shows what it changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import resubmitted_declaration, submitted_declaration
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db


def made(builder):
    community = CommunityFactory()
    district = community.parent.parent
    stage = StageFactory(programme__district=district)
    return builder(community=community, stage=stage, standard=small_standard(district))


def corrected():
    return made(resubmitted_declaration)


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
    declaration, stranger = corrected(), made(submitted_declaration).people.worker
    client.force_login(declaration.people.worker)
    assert client.get(page("round-changes", declaration, 1)).status_code == 404
    assert client.get(page("round", declaration, 3)).status_code == 404

    client.force_login(stranger)
    for name in ("round", "round-changes"):
        assert client.get(page(name, declaration, 2)).status_code == 404


def test_more_criteria_need_no_more_queries(client):
    counts = []
    for declaration in (made(submitted_declaration), submitted_declaration()):
        client.force_login(declaration.people.worker)
        client.get(page("round", declaration, 1))
        with CaptureQueriesContext(connection) as queries:
            client.get(page("round", declaration, 1))
        counts.append(len(queries))

    assert counts[0] == counts[1]
