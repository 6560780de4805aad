"""Changing the questions of a draft, their weights, and what differs between two states: pure."""

import copy
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.standards.figures import plain as written_number
from evaluation.standards.plain_text import plain_from_text, text_from_plain
from evaluation.surveys.questionnaire_content import (
    content_hash,
    questionnaire_to_plain,
    read_questionnaire,
)
from evaluation.surveys.questionnaire_content.comparing import differences, weight_movements
from evaluation.surveys.questionnaire_content.drafts import MAY_WAIT, read_draft
from evaluation.surveys.questionnaire_content.editing import (
    NoSuchItem,
    item_added,
    item_at,
    item_changed,
    item_moved,
    item_removed,
    section_moved,
    sections_of,
)
from evaluation.surveys.questionnaire_content.weights import weight_sums
from tests.evaluation.standards.sample import sample_questionnaire

FEW = settings(max_examples=60, deadline=None)


@pytest.fixture
def plain():
    return sample_questionnaire()


def keys(plain):
    return [item["key"] for item in plain["items"]]


# ------------------------------------------------------------------ questions
def test_a_question_is_added_at_the_end_of_its_section(plain):
    new, key = item_added(plain, "A")

    assert keys(new)[:3] == ["staff", "volunteers", key]
    assert item_at(new, key) == {
        "key": key,
        "dimension": "A",
        "weight": "0",
        "text": {"en": "", "zh": ""},
    }
    assert key not in keys(plain)


def test_a_new_key_is_nobody_elses(plain):
    new, first = item_added(plain, "A")
    new = item_removed(new, "staff")
    newer, second = item_added(new, "A")

    assert first != second
    assert len(set(keys(newer))) == len(keys(newer))


def test_a_question_about_another_dimension_goes_to_its_section(plain):
    new = item_changed(plain, "staff", {"dimension": "C", "hint": None})

    assert keys(new)[:6] == [
        "volunteers",
        "being_asked",
        "open_accounts",
        "building_management",
        "requests",
        "staff",
    ]


def test_a_hint_is_taken_out(plain):
    new = item_changed(plain, "volunteers", {"hint": None})

    assert "hint" not in item_at(new, "volunteers")
    assert "hint" in item_at(plain, "volunteers")


def test_questions_change_places_within_their_section(plain):
    assert keys(item_moved(plain, "volunteers", -1))[:2] == ["volunteers", "staff"]
    assert keys(item_moved(plain, "staff", -1)) == keys(plain)
    assert keys(item_moved(plain, "volunteers", 1)) == keys(plain)


def test_sections_move_with_all_their_questions(plain):
    new = section_moved(plain, "B", -1)

    assert keys(new)[:4] == ["being_asked", "open_accounts", "staff", "volunteers"]
    assert keys(section_moved(plain, "A", -1)) == keys(plain)
    assert keys(section_moved(plain, "H", 1)) == keys(plain)


def test_scattered_questions_are_told_and_brought_together(plain):
    plain["items"].append(plain["items"].pop(0))
    sections = {section.dimension: section for section in sections_of(plain, "ABX")}

    assert sections["A"].is_scattered and not sections["B"].is_scattered
    assert sections["X"].items == [] and not sections["X"].is_scattered
    together = section_moved(plain, "A", 0)
    assert not any(section.is_scattered for section in sections_of(together))


@pytest.mark.parametrize(
    "act",
    [
        lambda plain: item_at(plain, "nothing"),
        lambda plain: item_removed(plain, "nothing"),
        lambda plain: item_moved(plain, "nothing", 1),
        lambda plain: item_changed(plain, "nothing", {}),
        lambda plain: section_moved(plain, "Z", 1),
    ],
)
def test_what_is_not_there_is_told(plain, act):
    with pytest.raises(NoSuchItem):
        act(plain)


ACTS = st.lists(
    st.tuples(st.sampled_from(["add", "up", "down", "out", "section"]), st.integers(0, 14)),
    max_size=12,
)


@FEW
@given(ACTS)
def test_no_act_loses_or_repeats_a_question(acts):
    plain = sample_questionnaire()
    for act, number in acts:
        before = keys(plain)
        key = before[number % len(before)]
        if act == "add":
            plain, new = item_added(plain, item_at(plain, key)["dimension"])
            assert sorted(keys(plain)) == sorted([*before, new])
        elif act == "out" and len(before) > 1:
            plain = item_removed(plain, key)
            assert sorted([*keys(plain), key]) == sorted(before)
        elif act == "section":
            plain = section_moved(plain, item_at(plain, key)["dimension"], 1)
            assert sorted(keys(plain)) == sorted(before)
        elif act != "out":
            plain = item_moved(plain, key, -1 if act == "up" else 1)
            assert sorted(keys(plain)) == sorted(before)
        draft = read_draft(plain)
        assert draft.refused == ()
        assert questionnaire_to_plain(draft.content) == plain


# ------------------------------------------------------------------ weights
def test_sums_tell_what_is_missing(plain):
    plain["items"][0]["weight"] = "0.01"
    sums = weight_sums(plain["items"])

    assert (sums.total, sums.missing, sums.is_whole) == (D("0.95"), D("0.05"), False)
    assert (sums.sections[0].dimension, sums.sections[0].weight) == ("A", D("0.06"))


def test_a_weight_that_is_no_number_is_in_no_sum(plain):
    plain["items"][0]["weight"] = "0,06"
    sums = weight_sums(plain["items"])

    assert (sums.unread, sums.total, sums.is_whole) == (1, D("0.94"), False)


def test_too_much_is_told(plain):
    plain["items"][0]["weight"] = "0.1"

    assert weight_sums(plain["items"]).over == D("0.04")


# ------------------------------------------------------------------ what differs
def test_the_same_twice_differs_in_nothing(plain):
    assert differences(plain, copy.deepcopy(plain)) == ()


def test_what_differs_is_told_by_its_key(plain):
    new = item_changed(item_moved(plain, "staff", 1), "staff", {"weight": "0.07"})
    new = item_removed(new, "activities")
    new, key = item_added(new, "H")
    del new["comment"]

    found = {one.where: (one.before, one.after) for one in differences(plain, new)}

    assert found[("items", "staff", "weight")] == ("0.06", "0.07")
    assert found[("items", "activities")][1] is None
    assert found[("items", key)][0] is None
    assert found[("items",)][1][:2] == ["volunteers", "staff"]
    assert found[("comment",)][1] is None
    assert len(found) == 5


def test_weights_of_dimensions_before_and_after(plain):
    new = item_removed(plain, "activities")
    found = {one.dimension: one for one in weight_movements(plain, new)}

    assert found["A"].difference == 0
    assert (found["H"].before, found["H"].after, found["H"].difference) == (
        D("0.07"),
        None,
        D("-0.07"),
    )


# ------------------------------------------------------------------ round trip
TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        include_characters="\n\t",
        exclude_characters="\ufffe\uffff",
    ),
    min_size=1,
    max_size=30,
).filter(str.strip)
PAIR = st.fixed_dictionaries({"en": TEXT, "zh": TEXT})


@st.composite
def questionnaires(draw):
    """Questionnaires that can be published, with any words and weights that make 1."""
    plain = sample_questionnaire()
    count = draw(st.integers(1, 8))
    cuts = sorted(draw(st.sets(st.integers(1, 999), min_size=count - 1, max_size=count - 1)))
    thousandths = [b - a for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    plain["items"] = [
        {
            "key": f"q{n}",
            "dimension": draw(st.sampled_from("ABC")),
            "weight": written_number(D(weight) / 1000),
            "text": draw(PAIR),
            **({"hint": draw(PAIR)} if draw(st.booleans()) else {}),
        }
        for n, weight in enumerate(thousandths)
    ]
    plain["valid_answer"]["rated_items_at_least"] = draw(st.integers(1, count))
    for key in ("title", "introduction", "thanks"):
        plain[key] = draw(PAIR)
    for option in plain["scale"]["options"]:
        option["label"] = draw(PAIR)
    if draw(st.booleans()):
        del plain["comment"]
    if draw(st.booleans()):
        del plain["notice"]
    plain["background"] = plain["background"][: draw(st.integers(0, 2))]
    return plain


@FEW
@given(questionnaires())
def test_export_and_import_give_the_same_content_hash(plain):
    content, problems = read_questionnaire(plain)
    assert problems == []
    kept = questionnaire_to_plain(content)

    again, unread = plain_from_text(text_from_plain(kept))

    assert unread == []
    content, problems = read_questionnaire(again)
    assert problems == []
    assert content_hash(questionnaire_to_plain(content)) == content_hash(kept)


@FEW
@given(st.data())
def test_a_draft_that_may_be_kept_is_written_down_as_it_is(data):
    """Whatever gaps a draft has: if it is not refused, nothing of it is lost."""
    plain = sample_questionnaire()
    for item in plain["items"]:
        item["weight"] = data.draw(st.sampled_from(["0", "0.06", "1", "0.500"]))
        item["dimension"] = data.draw(st.sampled_from("ABZ"))
        item["text"] = {"en": data.draw(st.sampled_from(["", "How?"])), "zh": ""}
    plain["items"] = plain["items"][: data.draw(st.integers(0, 15))]
    plain["valid_answer"]["rated_items_at_least"] = data.draw(st.integers(1, 60))
    plain["scale"]["options"] = plain["scale"]["options"][: data.draw(st.integers(0, 5))]
    for option in plain["scale"]["options"]:
        option["satisfied"] = data.draw(st.booleans())
        option["value"] = data.draw(st.sampled_from(["0", "50", "100"]))
    plain["background"][0]["options"] = plain["background"][0]["options"][:1]
    plain["privacy"] = []

    draft = read_draft(plain, dimensions=set("AB"))

    assert draft.refused == ()
    assert {problem.code for problem in draft.waiting} <= MAY_WAIT
    assert questionnaire_to_plain(draft.content) == plain
