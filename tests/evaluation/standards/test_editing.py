"""Changes to a draft on its plain values: whatever is done, it stays a standard."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.standards.content import read_standard
from evaluation.standards.content.editing import (
    BLANK,
    KINDS,
    PARENTS,
    NoSuchPart,
    Part,
    added,
    copied,
    moved,
    parents_of,
    part_at,
    path_of,
    placed,
    removed,
    replaced,
)
from tests.evaluation.standards.sample import criteria_of, sample_standard

SAMPLE = sample_standard()


def codes(plain):
    return [one["code"] for one in criteria_of(plain)]


def in_indicator(plain, code):
    return [one["code"] for one in part_at(plain, Part("indicator", code))["criteria"]]


def test_a_part_is_found_with_its_path():
    first = SAMPLE["dimensions"][0]["indicators"][0]["criteria"][1]

    assert part_at(SAMPLE, Part("criterion", first["code"])) is first
    where = path_of(SAMPLE, Part("criterion", first["code"]))
    assert where == "dimensions[0].indicators[0].criteria[1]"
    with pytest.raises(NoSuchPart):
        part_at(SAMPLE, Part("veto", first["code"]))


def test_nothing_is_changed_in_place():
    before = deepcopy(SAMPLE)
    part = Part("criterion", "A1.1")

    replaced(SAMPLE, part, {"points": "9"})
    moved(SAMPLE, part, 1)
    copied(SAMPLE, part)
    removed(SAMPLE, part)
    added(SAMPLE, "veto")

    assert before == SAMPLE


def test_moving_goes_over_the_edge_of_a_branch_and_stops_at_the_ends():
    here, there = codes(SAMPLE)[:2]
    first, second = parents_of(SAMPLE, "criterion")[:2]
    last = first["criteria"][-1]["code"]

    swapped = moved(SAMPLE, Part("criterion", here), 1)
    over = moved(SAMPLE, Part("criterion", last), 1)
    back = moved(over, Part("criterion", last), -1)

    assert codes(swapped)[:2] == [there, here]
    assert in_indicator(over, second["code"])[0] == last
    assert back == SAMPLE
    assert moved(SAMPLE, Part("criterion", here), -1) == SAMPLE
    assert moved(SAMPLE, Part("dimension", SAMPLE["dimensions"][0]["code"]), -1) == SAMPLE


def test_a_branch_is_copied_with_everything_in_it_under_codes_of_its_own():
    dimension = SAMPLE["dimensions"][0]

    new, code = copied(SAMPLE, Part("dimension", dimension["code"]))

    copy = part_at(new, Part("dimension", code))
    assert new["dimensions"].index(copy) == 1
    assert [one["title"] for one in copy["indicators"]] == [
        one["title"] for one in dimension["indicators"]
    ]
    assert (
        len(set(codes(new)))
        == len(codes(new))
        == len(codes(SAMPLE)) + len([c for i in dimension["indicators"] for c in i["criteria"]])
    )


def test_a_copy_goes_into_another_branch():
    target = parents_of(SAMPLE, "criterion")[-1]["code"]

    new, code = copied(SAMPLE, Part("criterion", "A1.1"), target)
    placed_there = placed(SAMPLE, Part("criterion", "A1.1"), target)

    assert in_indicator(new, target)[-1] == code != "A1.1"
    assert in_indicator(placed_there, target)[-1] == "A1.1"
    assert codes(placed_there).count("A1.1") == 1


def test_what_names_a_code_follows_it():
    bound = deepcopy(SAMPLE)
    bound["bonus"]["items"][0]["criterion"] = "A1.1"
    dimension = SAMPLE["dimensions"][0]["code"]

    by_criterion = replaced(bound, Part("criterion", "A1.1"), {"code": "A1.9x"})
    by_dimension = replaced(SAMPLE, Part("dimension", dimension), {"code": "ZZ"})

    assert by_criterion["bonus"]["items"][0]["criterion"] == "A1.9x"
    floors = by_dimension["levels"][0]["conditions"]["dimension_share_at_least"]
    assert "ZZ" in floors and dimension not in floors
    assert read_standard(by_dimension)[1] == []


def test_a_key_without_a_value_is_taken_out():
    new = replaced(SAMPLE, Part("criterion", "A1.1"), {"modifiers": None, "scored_by": None})

    assert "modifiers" not in part_at(new, Part("criterion", "A1.1"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_added_is_a_standard_at_once(kind):
    into = parents_of(SAMPLE, kind)[0]["code"] if kind in PARENTS else ""

    new, code = added(SAMPLE, kind, into)

    assert part_at(new, Part(kind, code))["title"] == BLANK[kind]["title"]
    assert read_standard(new)[1] == []


@st.composite
def changes(draw):
    """Some changes one after another, each to a part that is there by then."""
    plain = SAMPLE
    for _step in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(KINDS))
        found = sorted(every_code(plain, kind))
        if not found:
            continue
        part = Part(kind, draw(st.sampled_from(found)))
        into = draw(st.sampled_from([one["code"] for one in parents_of(plain, kind)] or [""]))
        match draw(st.sampled_from(["move", "copy", "add", "place"])):
            case "move":
                plain = moved(plain, part, draw(st.sampled_from([-1, 1])))
            case "copy":
                plain, _code = copied(plain, part, into)
            case "add":
                plain, _code = added(plain, kind, into)
            case "place" if kind in PARENTS:
                plain = placed(plain, part, into)
    return plain


def every_code(plain, kind):
    if kind in PARENTS:
        key = {"indicator": "indicators", "criterion": "criteria"}[kind]
        return [one["code"] for parent in parents_of(plain, kind) for one in parent[key]]
    rows = {
        "dimension": plain["dimensions"],
        "bonus": plain["bonus"]["items"],
        "penalty": plain["penalties"]["items"],
        "veto": plain["vetoes"],
    }
    return [one["code"] for one in rows[kind]]


@settings(deadline=None, max_examples=40)
@given(changes())
def test_no_code_is_ever_used_twice_and_only_an_emptied_branch_is_told(plain):
    problems = read_standard(plain)[1]

    assert {problem.code for problem in problems} <= {"too_few_items"}
