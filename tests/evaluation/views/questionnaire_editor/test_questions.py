"""Questions of a draft: changed one by one, weighed, added, moved and taken out."""

import pytest

from tests.evaluation.views.questionnaire_editor.pages import (
    address,
    content,
    item_page,
    keys,
    part_page,
    send,
)

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ one question
def test_a_question_is_changed_and_signed(client, draft, office):
    response = send(
        client,
        item_page(client, draft),
        text_en="How do staff treat you?",
        text_zh="工作人员态度如何？",
        hint_en="At the window",
        hint_zh="在窗口",
        weight="0.05",
        dimension="B",
        key="staff_2",
    )

    assert response.url == f"{address('edit', draft.pk)}#item-staff_2"
    item = content(draft)["items"][3]
    assert item == {
        "key": "staff_2",
        "dimension": "B",
        "weight": "0.05",
        "text": {"en": "How do staff treat you?", "zh": "工作人员态度如何？"},
        "hint": {"en": "At the window", "zh": "在窗口"},
    }
    assert draft.changes.first().by == office


def test_line_breaks_of_a_browser_change_nothing(client, draft):
    page = part_page(client, draft, "head")
    send(client, page, introduction_en="One\nTwo", introduction_zh="一")
    before = content(draft)

    send(client, part_page(client, draft, "head"), introduction_en="One\r\nTwo")

    assert content(draft) == before


@pytest.mark.parametrize(
    ("typed_in", "field", "words"),
    [
        ({"weight": "much"}, "weight", "“much” is not a number."),
        ({"weight": "2"}, "weight", "2 is more than 1."),
        ({"weight": "9" * 100_000}, "weight", "may have 20"),
        ({"key": "volunteers"}, "key", "is used twice"),
        ({"key": "a b"}, "key", "is not a code"),
        ({"text_en": "x" * 100_000}, "text_en", "may have 500"),
        ({"text_zh": "a\x00b"}, "text_zh", "invisible characters"),
        ({"text_zh": "a\x01b"}, "text_zh", "characters that cannot be kept"),
        ({"dimension": "Q"}, "dimension", "valid choice"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_is_kept(client, draft, typed_in, field, words):
    response = send(client, item_page(client, draft), hint_en="Kept", hint_zh="留", **typed_in)

    assert words in " ".join(response.context["form"].errors[field])
    assert "Kept" in response.text
    assert f'href="#id_{field}"' in response.text
    assert content(draft) == draft.content


def test_a_text_may_be_missing_in_a_draft(client, draft):
    send(client, item_page(client, draft), text_en="")

    text = client.get(address("edit", draft.pk)).text
    assert "It cannot be published yet" in text
    assert f'{address("edit-item", draft.pk, "staff")}#id_text_en"' in text
    assert "The English text is missing." in text


def test_sums_are_worked_out_without_saving(client, draft):
    page = item_page(client, draft)

    shown = send(client, page, weight="0.01", sums="1")

    assert "0.05 is missing to 1." in shown.text
    assert 'value="0.01"' in shown.text
    assert content(draft) == draft.content
    shown = send(client, part_page(client, draft, "weights"), **{"w-staff": "0.5", "sums": "1"})
    assert "0.44 more than 1." in shown.text
    shown = send(client, part_page(client, draft, "weights"), **{"w-staff": "x", "sums": "1"})
    assert "1 weight is not a number." in shown.text
    assert content(draft) == draft.content


def test_a_small_difference_is_not_rounded_away(client, draft):
    shown = send(client, item_page(client, draft), weight="0.059999", sums="1")

    assert "0.000001 is missing to 1." in shown.text


def test_all_weights_are_changed_at_once(client, draft):
    page = part_page(client, draft, "weights")
    send(client, page, **{"w-staff": "0.05", "w-volunteers": "0.06"})

    assert [item["weight"] for item in content(draft)["items"][:2]] == ["0.05", "0.06"]
    assert len(draft.changes.first().details) == 2
    wrong = send(client, part_page(client, draft, "weights"), **{"w-staff": "-1"})
    assert "is below 0" in wrong.context["form"].errors["w-staff"][0]


# ------------------------------------------------------------------ acts
def test_questions_are_added_moved_and_taken_out(client, draft):
    added = client.post(address("add-item", draft.pk), {"dimension": "A"})
    key = keys(draft)[2]
    assert added.url == address("edit-item", draft.pk, key)
    assert client.get(added.url).status_code == 200

    client.post(address("move-item", draft.pk, key), {"way": "up"})
    assert keys(draft)[:3] == ["staff", key, "volunteers"]
    client.post(address("move-section", draft.pk), {"dimension": "A", "way": "down"})
    assert keys(draft)[:3] == ["being_asked", "open_accounts", "staff"]

    removing = address("remove-item", draft.pk, key)
    asked = client.get(removing)
    client.post(removing, {"seen": asked.context["form"]["seen"].value()})
    assert key not in keys(draft)
    acts = [change.act for change in draft.changes.all()]
    assert acts == ["removed", "moved", "moved", "added", "copied"]


@pytest.mark.parametrize("dimension", ["", "a b", "\x00", "x" * 100_000])
def test_no_dimension_breaks_anything(client, draft, dimension):
    for name in ("add-item", "move-section"):
        response = client.post(address(name, draft.pk), {"dimension": dimension}, follow=True)
        assert response.status_code == 200
    assert content(draft) == draft.content


def test_there_is_an_end_of_questions(client, draft):
    for _more in range(46):
        response = client.post(address("add-item", draft.pk), {"dimension": "A"}, follow=True)

    assert len(keys(draft)) == 60
    assert "At most 60 are read." in response.text
