"""Editing a draft of the questionnaire: who may, the outline, and two people at once."""

import pytest

from communities.models import Role
from evaluation.forms.questionnaire_parts import FORMS
from evaluation.models import Questionnaire
from tests.evaluation.views.questionnaire_editor.pages import (
    address,
    content,
    item_page,
    keys,
    part_page,
    send,
)

pytestmark = pytest.mark.django_db

# ------------------------------------------------------------------ who, and what
PAGES = [
    ("edit", ()),
    ("edit-item", ("staff",)),
    ("remove-item", ("staff",)),
    *(("edit-part", (name,)) for name in FORMS),
    ("publish", ()),
    ("discard", ()),
]
POSTS = [
    ("copy", ()),
    ("add-item", ()),
    ("move-section", ()),
    ("move-item", ("staff",)),
]


@pytest.mark.parametrize("role", [Role.LEADER, Role.APPRAISER, Role.STREET_OFFICIAL])
def test_editing_is_for_the_office(client, draft, person, role):
    client.force_login(person(role))

    for name, rest in PAGES:
        assert client.get(address(name, draft.pk, *rest)).status_code == 403, name
    for name, rest in [*PAGES[1:], *POSTS]:
        assert client.post(address(name, draft.pk, *rest)).status_code == 403, name
    assert Questionnaire.objects.count() == 2


def test_a_published_version_has_no_editor(client, published, office):
    for name, rest in PAGES[:-2]:
        assert client.get(address(name, published.pk, *rest)).status_code == 404, name
    client.post(address("discard", published.pk), {"seen": published.content_hash})
    assert Questionnaire.objects.filter(pk=published.pk).exists()


def test_what_is_not_there_is_not_found(client, draft):
    assert part_page(client, draft, "nonsense").status_code == 404
    assert client.get(address("edit", 999_999)).status_code == 404


def test_a_question_that_is_gone_is_told(client, draft):
    for name in ("edit-item", "remove-item"):
        response = client.get(address(name, draft.pk, "nothing"), follow=True)
        assert "This question is no longer there." in response.text


@pytest.mark.parametrize(("name", "rest"), PAGES)
def test_every_page_opens_and_costs_the_same(
    client, draft, name, rest, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        assert client.get(address(name, draft.pk, *rest)).status_code == 200


# ------------------------------------------------------------------ the outline
def test_the_outline_shows_sections_and_sums(client, draft):
    text = client.get(address("edit", draft.pk)).text

    assert "The weights make 1." in text
    assert text.count('class="split" id="item-') == 15
    assert "It cannot be published yet" not in text


def test_copy_leads_to_the_editor(client, published, office):
    response = client.post(address("copy", published.pk))

    draft = Questionnaire.objects.get(version=2)
    assert response.url == address("edit", draft.pk)


# ------------------------------------------------------------------ saved as shown
@pytest.mark.parametrize("name", FORMS)
def test_a_part_saved_as_it_is_shown_changes_nothing(client, draft, name):
    response = send(client, part_page(client, draft, name))

    assert response.status_code == 302, response.context["form"].errors
    assert content(draft) == draft.content
    assert draft.changes.count() == 1


def test_every_question_saved_as_it_is_shown_changes_nothing(client, draft):
    for key in keys(draft):
        response = send(client, item_page(client, draft, key))
        assert response.status_code == 302, (key, response.context["form"].errors)

    assert content(draft) == draft.content


# ------------------------------------------------------------------ two at once
def test_whoever_saves_second_is_told_what_changed_and_loses_nothing(client, draft):
    first, second = item_page(client, draft), item_page(client, draft)
    send(client, first, weight="0.07")

    response = send(client, second, text_en="Mine")

    assert "Somebody else has changed this draft meanwhile." in response.text
    assert "What was changed meanwhile" in response.text
    assert "0.07" in response.text and "Mine</textarea>" in response.text
    assert content(draft)["items"][0]["text"]["en"] != "Mine"

    again = send(client, response, text_en="Mine")
    assert again.status_code == 302
    assert content(draft)["items"][0]["text"]["en"] == "Mine"


def test_a_part_is_not_overwritten_either(client, draft):
    first, second = part_page(client, draft, "head"), part_page(client, draft, "counting")
    send(client, first, edition="2030")

    response = send(client, second, cell="20")

    assert "Somebody else has changed this draft meanwhile." in response.text
    assert content(draft)["sample"]["smallest_cell"] == 10
    assert content(draft)["edition"] == "2030"
