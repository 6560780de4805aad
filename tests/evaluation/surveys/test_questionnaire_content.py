"""Reading a questionnaire: the sample loads whole, and every slip is told with its place."""

import json
from copy import deepcopy
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.surveys.questionnaire_content import (
    SampleContent,
    content_hash,
    questionnaire_to_plain,
    read_questionnaire,
    read_questionnaire_text,
)
from tests.evaluation.standards.sample import sample_questionnaire, sample_text

FEW = settings(max_examples=40, deadline=None)
DIMENSIONS = set("ABCDEFGHX")


@pytest.fixture
def plain():
    return sample_questionnaire()


def found(plain):
    problems = read_questionnaire(plain, dimensions=DIMENSIONS)[1]
    return [(problem.code, problem.where) for problem in problems]


def test_sample_loads_without_a_problem():
    content, problems = read_questionnaire_text(
        sample_text("questionnaire-2005.yaml"), dimensions=DIMENSIONS
    )

    assert problems == []
    assert len(content.items) == 15
    assert sum(item.weight for item in content.items) == 1
    assert [option.value for option in content.options] == [100, 80, 60, 30, 0]
    assert content.option_keys[-1] == "dont_know"
    assert (content.rated_items_at_least, content.overall.key) == (8, "overall")
    assert content.sample == SampleContent(D(8), D(95), 50, 30, 10)


def test_reading_and_writing_changes_nothing(plain):
    content, _ = read_questionnaire(plain)

    written = json.loads(json.dumps(questionnaire_to_plain(content)))

    assert written == plain
    assert read_questionnaire(written) == (content, [])
    assert content_hash(written) == content_hash(plain)


def test_half_the_items_and_the_usual_sample_where_nothing_is_said(plain):
    for key in ("valid_answer", "sample", "satisfaction_rate", "background", "comment"):
        del plain[key]

    content, problems = read_questionnaire(plain)

    assert problems == []
    assert (content.rated_items_at_least, content.sample) == (8, SampleContent())
    assert (content.background, content.comment) == ((), None)


def test_empty_mapping_lists_all_that_is_missing():
    needed = ["key", "edition", "title", "introduction", "privacy", "thanks", "scale", "items"]

    assert found({}) == [("missing", key) for key in [*needed, "overall"]]


def change(path, value):
    def spoil(plain):
        target = plain
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return spoil


WRONG = {
    "weights do not make 1": (
        change(["items", 0, "weight"], "0.07"),
        [("weights_not_one", "items")],
    ),
    "weight without quotes": (
        change(["items", 0, "weight"], 0.06),
        [("number_without_quotes", "items[0].weight")],
    ),
    "question twice": (
        change(["items", 1, "key"], "staff"),
        [("used_twice", "items[1].key")],
    ),
    "background question like an item": (
        change(["background", 0, "key"], "staff"),
        [("used_twice", "background[0].key")],
    ),
    "dimension that is not there": (
        change(["items", 0, "dimension"], "Q"),
        [("dimension_unknown", "items[0].dimension")],
    ),
    "option above the one before": (
        change(["scale", "options", 1, "value"], "100"),
        [("option_not_lower", "scale.options[1].value")],
    ),
    "option above 100": (
        change(["scale", "options", 0, "value"], "110"),
        [("too_large", "scale.options[0].value"), ("option_not_lower", "scale.options[1].value")],
    ),
    "satisfied below dissatisfied": (
        change(["scale", "options", 4, "satisfied"], True),
        [("satisfied_below_dissatisfied", "scale.options[4].satisfied")],
    ),
    "option called like “I don't know”": (
        change(["scale", "dont_know", "key"], "satisfied"),
        [("used_twice", "scale.dont_know.key")],
    ),
    "rate of another question": (
        change(["satisfaction_rate", "item"], "staff"),
        [("rate_not_of_overall", "satisfaction_rate.item")],
    ),
    "more rated items than there are": (
        change(["valid_answer", "rated_items_at_least"], 16),
        [("more_than_the_items", "valid_answer.rated_items_at_least")],
    ),
    "results from a few answers": (
        change(["sample", "publish_from_valid_answers"], 29),
        [("too_small", "sample.publish_from_valid_answers")],
    ),
    "small cells": (
        change(["sample", "smallest_cell"], 9),
        [("too_small", "sample.smallest_cell")],
    ),
    "three questions about the household": (
        lambda plain: plain["background"].append({**plain["background"][0], "key": "third"}),
        [("background_too_many", "background")],
    ),
    "seven groups": (
        lambda plain: plain["background"][0]["options"].extend(
            {"key": f"more_{n}", "label": {"en": "More", "zh": "更多"}} for n in range(3)
        ),
        [("background_too_fine", "background[0].options")],
    ),
    "margin of nothing": (
        change(["sample", "margin_of_error_points"], "0"),
        [("too_small", "sample.margin_of_error_points")],
    ),
    "certainty": (
        change(["sample", "confidence_percent"], "100"),
        [("too_large", "sample.confidence_percent")],
    ),
    "one language": (
        change(["thanks"], {"zh": "谢谢"}),
        [("missing", "thanks.en")],
    ),
    "foreign key": (change(["colour"], "red"), [("unknown_key", "colour")]),
    "only satisfied options": (
        lambda plain: plain["scale"].update(options=plain["scale"]["options"][:3]),
        [("scale_one_sided", "scale.options")],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_every_slip_is_told_with_its_place(plain, name):
    spoil, expected = WRONG[name]
    spoil(plain)

    assert found(plain) == expected


def places(value, path=()):
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(one, (*path, key))


ALL_PLACES = list(places(sample_questionnaire()))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["en", "zh", "key", "options"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@FEW
@given(st.sampled_from(ALL_PLACES), ANYTHING)
def test_one_strange_value_anywhere_never_raises(path, value):
    plain = deepcopy(sample_questionnaire())
    change(path, value)(plain)

    content, problems = read_questionnaire(plain, dimensions=DIMENSIONS)

    json.dumps([problem.params for problem in problems])
    if content:
        content_hash(questionnaire_to_plain(content))
