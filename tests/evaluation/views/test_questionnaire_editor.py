"""Editing a draft of the questionnaire in the browser, part by part."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.forms.questionnaire_parts import FORMS
from evaluation.models import Questionnaire
from evaluation.surveys import services
from tests.evaluation.standards.test_rule_forms import put, typed
from tests.factories.standards import published_standard
from tests.factories.surveys import published_questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def published(district):
    published_standard(district)
    return published_questionnaire(district)


@pytest.fixture
def draft(published, office):
    return services.copy_questionnaire(published, by=office)


def address(name, *args):
    return reverse(f"evaluation:questionnaire-{name}", args=args)


def item_page(client, draft, key="staff"):
    return client.get(address("edit-item", draft.pk, key))


def part_page(client, draft, name):
    return client.get(address("edit-part", draft.pk, name))


def send(client, page, **changes):
    """What a browser sends from this page, with some fields typed over."""
    sent = put(typed(page.context["form"]), {"seen": page.context["seen"], **changes})
    return client.post(page.request["PATH_INFO"], dict(sent.lists()))


def content(draft):
    return Questionnaire.objects.get(pk=draft.pk).content


def keys(draft):
    return [item["key"] for item in content(draft)["items"]]


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


# ------------------------------------------------------------------ the other parts
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
