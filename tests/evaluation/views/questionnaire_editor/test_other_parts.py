"""What a questionnaire has besides its questions: head, scale, background, rules, promises."""

import pytest

from tests.evaluation.standards.test_rule_forms import typed
from tests.evaluation.views.questionnaire_editor.pages import address, content, part_page, send

pytestmark = pytest.mark.django_db


def test_head_and_standard(client, draft):
    page = part_page(client, draft, "head")
    send(client, page, edition="2027", title_en="New", notice_en="", notice_zh="", standard="")

    now = content(draft)
    assert (now["edition"], now["title"]["en"]) == ("2027", "New")
    assert "notice" not in now and "standard" not in now
    assert client.get(address("edit", draft.pk)).context["dimensions"] == {}
    draft.refresh_from_db()
    assert (draft.edition, draft.title_en) == ("2027", "New")
    blank = send(client, part_page(client, draft, "head"), title_zh="", edition="")
    assert set(blank.context["form"].errors) == {"title_zh", "edition"}


def test_scale_is_put_in_order(client, draft):
    page = part_page(client, draft, "scale")
    send(
        client,
        page,
        **{
            "options-count": "7",
            "options-5-code": "",
            "options-5-value": "50",
            "options-5-zh": "一般",
            "options-5-en": "So so",
            "options-0-value": "95.5",
        },
    )

    scale = content(draft)["scale"]["options"]
    assert [one["value"] for one in scale] == ["95.5", "80", "60", "50", "30", "0"]
    assert scale[3] == {
        "key": "option_4",
        "value": "50",
        "satisfied": False,
        "label": {"en": "So so", "zh": "一般"},
    }


@pytest.mark.parametrize("value", ["101", "-1", "x", "", "9" * 9_000])
def test_a_value_that_is_none_is_told_with_its_row(client, draft, value):
    response = send(client, part_page(client, draft, "scale"), **{"options-1-value": value})

    assert "Row 2: " in " ".join(response.context["form"].errors["options"])
    assert content(draft) == draft.content


def test_a_scale_that_does_not_hold_is_told_where_it_is_mended(client, draft):
    page = part_page(client, draft, "scale")
    send(client, page, **{f"options-{n}-satisfied": "1" for n in range(5)})

    text = client.get(address("publish", draft.pk)).text

    assert "The scale needs satisfied and dissatisfied options." in text
    assert f'{address("edit-part", draft.pk, "scale")}#id_options"' in text


def test_overall_question_keeps_the_rate(client, draft):
    send(client, part_page(client, draft, "overall"), key="whole", text_en="All in all?")

    now = content(draft)
    assert now["overall"]["key"] == now["satisfaction_rate"]["item"] == "whole"
    assert now["overall"]["text"]["en"] == "All in all?"


def test_background_questions_come_and_go(client, draft):
    page = part_page(client, draft, "background")
    emptied = {f"q0_options-{n}-{name}": "" for n in range(6) for name in ("code", "zh", "en")}
    send(client, page, q0_key="", q0_zh="", q0_en="", **emptied)
    assert [one["key"] for one in content(draft)["background"]] == ["years_here"]

    page = part_page(client, draft, "background")
    send(
        client,
        page,
        **{
            "q1_options-count": "3",
            "q1_zh": "房屋情况？",
            "q1_en": "Do you rent?",
            "q1_options-0-zh": "自有",
            "q1_options-0-en": "Own",
            "q1_options-1-zh": "租住",
            "q1_options-1-en": "Rented",
        },
    )
    second = content(draft)["background"][1]
    assert second["key"] == "household_2"
    assert [one["key"] for one in second["options"]] == ["answer_1", "answer_2"]


def test_too_many_groups_are_told_with_the_place(client, draft):
    page = send(client, part_page(client, draft, "background"), more_rows="1")
    more = {
        f"q0_options-{n}-{name}": f"{name}{n}"
        for n in range(4, 7)
        for name in ("code", "zh", "en")
    }
    send(client, page, **more, **{"q0_options-count": "9"})

    text = client.get(address("edit", draft.pk)).text
    assert "At most 6 answers may be offered" in text
    assert f'{address("edit-part", draft.pk, "background")}#id_q0_options"' in text


def test_comment_is_switched_off_and_on(client, draft):
    page = part_page(client, draft, "comment")
    sent = typed(page.context["form"])
    del sent["is_asked"]
    client.post(page.request["PATH_INFO"], {**sent.dict(), "seen": page.context["seen"]})
    assert "comment" not in content(draft)

    send(
        client,
        part_page(client, draft, "comment"),
        is_asked="on",
        text_zh="还有吗？",
        text_en="Anything else?",
        characters_at_most="200",
    )
    assert content(draft)["comment"] == {
        "key": "comment",
        "text": {"en": "Anything else?", "zh": "还有吗？"},
        "characters_at_most": 200,
    }


@pytest.mark.parametrize("most", ["0", "501", "x", "", "9" * 20])
def test_a_comment_has_an_end(client, draft, most):
    response = send(client, part_page(client, draft, "comment"), characters_at_most=most)

    assert response.context["form"].errors["characters_at_most"]
    assert content(draft) == draft.content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("publish", "29"),
        ("cell", "9"),
        ("rated", "0"),
        ("margin", "0"),
        ("confidence", "100"),
        ("answers", "-1"),
        ("answers", "9" * 20),
        ("cell", "1e9"),
    ],
)
def test_counting_rules_have_their_minima(client, draft, field, value):
    response = send(client, part_page(client, draft, "counting"), **{field: value})

    assert list(response.context["form"].errors) == [field]
    assert content(draft) == draft.content


def test_counting_rules_are_changed(client, draft):
    page = part_page(client, draft, "counting")
    send(client, page, publish="40", cell="12", rated="10", margin="7.5", answers="60")

    assert content(draft)["sample"] == {
        "margin_of_error_points": "7.5",
        "confidence_percent": "95",
        "valid_answers_at_least": 60,
        "publish_from_valid_answers": 40,
        "smallest_cell": 12,
    }
    assert content(draft)["valid_answer"] == {"rated_items_at_least": 10}


def test_more_rated_questions_than_there_are_wait(client, draft):
    send(client, part_page(client, draft, "counting"), rated="16")

    text = client.get(address("edit", draft.pk)).text
    assert "16 rated questions are asked for, but there are 15." in text
    assert f'{address("edit-part", draft.pk, "counting")}#id_rated"' in text


def test_promises_are_changed_added_and_taken_out(client, draft):
    page = part_page(client, draft, "promises")
    assert "Residents are not shown this point in these words." not in page.text
    page = send(client, page, p0_key="", p0_zh="", p0_en="", p7_zh="新", more_rows="1")
    send(client, page, p7_zh="新的一条", p7_en="A new point")

    shown_again = part_page(client, draft, "promises").text
    assert "Residents are not shown this point in these words." in shown_again
    points = content(draft)["privacy"]
    assert "no_name" not in [one["key"] for one in points]
    assert points[-1] == {"key": "point_7", "text": {"en": "A new point", "zh": "新的一条"}}


@pytest.mark.parametrize("count", ["", "x", "9" * 5_000, "999", "-1"])
def test_no_count_of_rows_breaks_a_page(client, draft, count):
    for name, field in (("promises", "count"), ("scale", "options-count")):
        response = send(client, part_page(client, draft, name), **{field: count})
        assert response.status_code in {200, 302}
