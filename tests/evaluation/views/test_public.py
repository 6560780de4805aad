"""What a visitor without an account reads."""

import pytest
from django.urls import reverse

from communities.models import Title
from evaluation.models import State
from tests.factories import CommunityFactory


def test_empty_portal_says_that_nothing_has_begun(client, db):
    response = client.get("/")

    assert "The programme has not begun" in response.text


def test_home_counts_the_communities(client, street, stage):
    CommunityFactory.create_batch(3, parent=street, title=Title.NONE)

    response = client.get("/")

    assert "0 of 3 communities have reached the standard so far" in response.text


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("2025-0001", "/verify/2025-0001/"),
        ("2025-1", "/verify/2025-0001/"),
        (" HX-2025-0012 ", "/verify/2025-0012/"),
        ("临和证字〔2025〕第7号", "/verify/2025-0007/"),
    ],
)
def test_number_is_understood_as_it_is_printed(client, db, typed, address):
    response = client.get(reverse("evaluation:verify-form"), {"number": typed})

    assert response.url == address


@pytest.mark.parametrize("typed", ["", "hello", "2025", "20-25", "2025-0", "x" * 50])
def test_what_is_no_number_is_explained_beside_the_field(client, db, typed):
    response = client.get(reverse("evaluation:verify-form"), {"number": typed})

    assert response.status_code == 200
    assert "error" in response.text


@pytest.mark.parametrize("reference", ["2025-0001", "nonsense", "<script>", "2025-99999999999999"])
def test_unknown_certificate_is_told_plainly(client, db, reference):
    response = client.get(reverse("evaluation:verify", args=[reference]))

    assert response.status_code == 404
    assert "No certificate has this number" in response.text
    assert "<script>" not in response.text.replace("<script src", "")


def test_public_never_learns_who_is_late_or_had_something_returned(client, street, stage):
    community = CommunityFactory(parent=street)
    stage.declarations.create(community=community, state=State.PLANNED)

    response = client.get("/")

    assert f"{community.name}: Not started" in response.text
    assert "Late" not in response.text
    assert "Returned" not in response.text
