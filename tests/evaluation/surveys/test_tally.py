"""Counting answers by hand: validity, R, the rate, items, dimensions, hidden groups."""

import json
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.surveys.questionnaire_content import read_questionnaire
from evaluation.surveys.tally import (
    from_plain,
    mean_interval,
    rate_answer,
    share_interval,
    tally_answers,
    tally_hash,
    to_plain,
)
from tests.evaluation.standards.sample import sample_questionnaire

FEW = settings(max_examples=30, deadline=None)
BEST, GOOD, FAIR, BAD, WORST = (
    "very_satisfied",
    "satisfied",
    "basically_satisfied",
    "dissatisfied",
    "very_dissatisfied",
)
SAMPLE, _ = read_questionnaire(sample_questionnaire())
ITEMS = [item.key for item in SAMPLE.items]


def both(text):
    return {"en": text, "zh": text}


def small(**changes):
    """Three items of weight 0.5, 0.3 and 0.2; two rated ones make an answer valid."""
    plain = sample_questionnaire()
    plain["items"] = [
        {"key": key, "dimension": code, "weight": weight, "text": both(key)}
        for key, code, weight in (("a", "A", "0.5"), ("b", "A", "0.3"), ("c", "B", "0.2"))
    ]
    plain["valid_answer"] = {"rated_items_at_least": 2}
    plain["sample"] |= changes
    content, problems = read_questionnaire(plain)
    assert problems == []
    return content


SMALL = small()


@pytest.mark.parametrize(
    ("answer", "points", "is_valid"),
    [
        pytest.param({"a": BEST, "b": BEST, "c": BEST}, "100", True, id="all best"),
        pytest.param({"a": GOOD, "b": BAD, "c": WORST}, "49", True, id="40 + 9 + 0"),
        # (0.5 × 80 + 0.2 × 30) / 0.7
        pytest.param({"a": GOOD, "c": BAD}, "65.71428571", True, id="one skipped"),
        pytest.param(
            {"a": GOOD, "b": "dont_know", "c": BAD}, "65.71428571", True, id="one unknown"
        ),
        pytest.param({"a": GOOD}, "80", False, id="too few rated"),
        pytest.param({"a": GOOD, "b": "dont_know"}, "80", False, id="unknown is not rated"),
        pytest.param({"a": "splendid", "b": 5, "c": None}, None, False, id="no options of ours"),
        pytest.param({}, None, False, id="empty"),
    ],
)
def test_one_answer(answer, points, is_valid):
    rated = rate_answer(SMALL, answer)

    assert rated.is_valid is is_valid
    assert (None if rated.points is None else f"{float(rated.points):.8f}") == (
        None if points is None else f"{float(points):.8f}"
    )


def test_half_the_items_make_an_answer_of_the_sample_valid():
    seven = dict.fromkeys(ITEMS[:7], GOOD)

    assert not rate_answer(SAMPLE, seven).is_valid
    assert rate_answer(SAMPLE, seven | {ITEMS[7]: WORST}).is_valid


def test_answers_of_a_small_community():
    answers = [
        {"a": BEST, "b": BEST, "c": BEST, "overall": BEST},
        {"a": GOOD, "b": BAD, "c": WORST, "overall": BAD},
        {"a": GOOD, "c": GOOD, "overall": "dont_know"},
        {"a": WORST, "overall": WORST},
    ]

    counted = tally_answers(SMALL, answers, households=30)

    assert (counted.received, counted.valid, counted.invalid) == (4, 3, 1)
    # (100 + 49 + 80) / 3
    assert round(counted.residents, 20) == D("76.33333333333333333333")
    # Of three valid answers two rated the whole; one of them is satisfied.
    assert (counted.overall.rated, counted.overall.satisfied) == (2, 1)
    assert (counted.satisfaction_rate, counted.overall.count("dont_know")) == (D(50), 1)
    item = counted.items[1]
    assert item.counts == (
        (BEST, 1),
        (GOOD, 0),
        (FAIR, 0),
        (BAD, 1),
        (WORST, 0),
        ("dont_know", 0),
        ("", 1),
    )
    assert (item.rated, item.mean, item.satisfied_percent) == (2, D(65), D(50))
    # A: 100; (0.5 × 80 + 0.3 × 30) / 0.8 = 61.25; 80. B: 100; 0; 80.
    assert [(one.code, one.rated, round(one.mean, 6)) for one in counted.dimensions] == [
        ("A", 3, D("80.416667")),
        ("B", 3, D(60)),
    ]
    assert not counted.is_publishable


def test_intervals_are_of_the_valid_answers_and_of_the_ratings():
    answers = [{"a": BEST, "b": GOOD, "overall": GOOD}] * 20 + [{"a": BAD, "b": BAD}] * 15

    counted = tally_answers(SMALL, answers, households=200)

    points = [rate_answer(SMALL, answer).points for answer in answers]
    assert counted.residents_interval == mean_interval(points, 200, D(95))
    assert counted.rate_interval == share_interval(20, 20, 200, D(95))
    assert counted.is_publishable


def test_nobody_answered():
    counted = tally_answers(SMALL, [], households=100)

    assert (counted.received, counted.valid) == (0, 0)
    assert (counted.residents, counted.satisfaction_rate) == (None, None)
    assert (counted.residents_interval, counted.rate_interval) == (None, None)
    assert counted.least_satisfied() == ()
    assert from_plain(to_plain(counted)) == counted


def test_everybody_answered():
    counted = tally_answers(SMALL, [{"a": GOOD, "b": FAIR, "overall": GOOD}] * 40, households=40)

    assert counted.satisfaction_rate == 100
    assert (counted.residents_interval, counted.rate_interval) == (None, None)


def test_least_satisfied_come_first():
    counted = tally_answers(SMALL, [{"a": GOOD, "b": WORST, "c": BAD}])

    assert [item.key for item in counted.least_satisfied(2)] == ["b", "c"]


# -- groups


def households_of(**ages):
    answer = {"a": GOOD, "b": GOOD, "overall": GOOD}
    return [
        answer | ({"age_band": option} if option != "skipped" else {})
        for option, count in ages.items()
        for _ in range(count)
    ]


def groups_of(answers):
    counted = tally_answers(SMALL, answers)
    return {
        group.option: "hidden" if group.is_hidden else group.answers
        for group in counted.groups
        if group.question == "age_band"
    }


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        pytest.param(
            {"from_18": 12, "from_40": 10, "from_60": 30},
            {"from_18": 12, "from_40": 10, "from_60": 30, "not_said": 0, "": 0},
            id="all large enough",
        ),
        pytest.param(
            {"from_18": 12, "from_40": 9, "from_60": 30},
            {"from_18": "hidden", "from_40": "hidden", "from_60": 30, "not_said": 0, "": 0},
            id="one hidden group would be the rest of the sum",
        ),
        pytest.param(
            {"from_18": 3, "from_40": 4, "from_60": 30, "skipped": 20},
            {"from_18": "hidden", "from_40": "hidden", "from_60": 30, "not_said": 0, "": "hidden"},
            id="two hidden groups are together fewer than ten",
        ),
        pytest.param(
            {"from_18": 6, "from_40": 5, "from_60": 30},
            {"from_18": "hidden", "from_40": "hidden", "from_60": 30, "not_said": 0, "": 0},
            id="two hidden groups hide one another",
        ),
        pytest.param(
            {"from_60": 9},
            {"from_18": 0, "from_40": 0, "from_60": "hidden", "not_said": 0, "": 0},
            id="only a small group",
        ),
    ],
)
def test_small_groups_are_hidden(ages, expected):
    assert groups_of(households_of(**ages)) == expected


def test_hidden_group_has_no_numbers():
    counted = tally_answers(SMALL, households_of(from_18=9, from_40=20, from_60=20))

    hidden = [
        group for group in counted.groups if group.is_hidden and group.question == "age_band"
    ]
    assert [(one.answers, one.mean, one.satisfaction_rate) for one in hidden] == [
        (None, None, None)
    ] * 2


def test_shown_group_has_its_mean_and_rate():
    answers = households_of(from_18=10) + [
        {"a": WORST, "b": WORST, "overall": WORST, "age_band": "from_40"} for _ in range(12)
    ]

    shown = {group.option: group for group in tally_answers(SMALL, answers).groups[:3]}

    assert (shown["from_18"].mean, shown["from_18"].satisfaction_rate) == (D(80), D(100))
    assert (shown["from_40"].mean, shown["from_40"].satisfaction_rate) == (D(0), D(0))


def test_rate_of_a_group_needs_ten_who_rated():
    answers = households_of(from_18=9) + [{"a": GOOD, "b": GOOD, "age_band": "from_18"}] * 5

    group = tally_answers(SMALL, answers).groups[0]

    assert (group.answers, group.mean, group.satisfaction_rate) == (14, D(80), None)


def test_rate_of_a_group_does_not_give_anothers_away():
    # 5 of the 14 young rated the whole; with the rate of all and that of the others, their two
    # satisfied would be known.
    young = households_of(from_18=2) + [
        {"a": BAD, "b": BAD, "overall": BAD, "age_band": "from_18"} for _ in range(3)
    ]
    silent = [{"a": GOOD, "b": GOOD, "age_band": "from_18"} for _ in range(9)]

    shown = {
        group.option: group
        for group in tally_answers(SMALL, young + silent + households_of(from_60=20)).groups
        if group.question == "age_band" and group.answers
    }

    assert {key: group.answers for key, group in shown.items()} == {"from_18": 14, "from_60": 20}
    assert [group.satisfaction_rate for group in shown.values()] == [None, None]


# -- whatever residents answer

CHOICES = st.sampled_from([BEST, GOOD, FAIR, BAD, WORST, "dont_know", "nonsense"])
AGES = st.sampled_from(["from_18", "from_40", "from_60", "not_said", "from_99"])
ANSWERS = st.lists(
    st.builds(
        lambda choices, age: choices | {"age_band": age},
        st.dictionaries(st.sampled_from([*ITEMS, "overall"]), CHOICES, max_size=16),
        AGES,
    ),
    max_size=30,
)


@FEW
@given(ANSWERS, st.randoms())
def test_order_makes_no_difference_to_a_single_bit(answers, random):
    shuffled = random.sample(answers, len(answers))

    one, other = (tally_answers(SAMPLE, given, households=500) for given in (answers, shuffled))

    assert one == other
    assert tally_hash(one) == tally_hash(other)


@FEW
@given(ANSWERS)
def test_json_keeps_a_tally_as_it_is(answers):
    counted = tally_answers(SAMPLE, answers, households=500)

    kept = from_plain(json.loads(json.dumps(to_plain(counted))))

    assert kept == counted
    assert tally_hash(kept) == tally_hash(counted)


@FEW
@given(ANSWERS)
def test_everything_stays_within_bounds_and_adds_up(answers):
    counted = tally_answers(SAMPLE, answers, households=500)

    assert counted.valid + counted.invalid == counted.received == len(answers)
    for item in (*counted.items, counted.overall):
        assert sum(count for _, count in item.counts) == counted.valid
        assert 0 <= item.satisfied <= item.rated <= counted.valid
    for number in (counted.residents, counted.satisfaction_rate):
        assert number is None or 0 <= number <= 100
    for group in counted.groups:
        assert group.is_hidden or group.answers == 0 or group.answers >= 10


@FEW
@given(st.lists(CHOICES, min_size=15, max_size=15), st.integers(0, 14))
def test_a_better_rating_never_lowers_the_result(choices, position):
    scale = [WORST, BAD, FAIR, GOOD, BEST]
    rated = [choice if choice in scale else FAIR for choice in choices]
    better = list(rated)
    better[position] = scale[min(scale.index(rated[position]) + 1, 4)]

    before, after = (
        tally_answers(SAMPLE, [dict(zip(ITEMS, one, strict=True))]).residents
        for one in (rated, better)
    )

    assert before <= after


AGES_OF_MANY = st.dictionaries(
    st.sampled_from(["from_18", "from_40", "from_60", "not_said", "skipped"]),
    st.tuples(st.integers(0, 25), st.integers(0, 25)),
    min_size=1,
)


@settings(max_examples=150, deadline=None)
@given(AGES_OF_MANY)
def test_no_hidden_group_can_be_worked_out(ages):
    """Each group: so many who rated the whole, so many who did not. What a reader knows of a
    column is its sum over all and the cells that are shown: one equation for all that are hidden.
    It gives nothing away when at least two of them hold somebody, and together at least ten."""
    answers = households_of(**{age: rated for age, (rated, _) in ages.items()}) + [
        {key: value for key, value in answer.items() if key != "overall"}
        for answer in households_of(**{age: silent for age, (_, silent) in ages.items()})
    ]
    sizes = {age.replace("skipped", ""): sum(both) for age, both in ages.items()}
    rated = {age.replace("skipped", ""): both[0] for age, both in ages.items()}

    groups = {
        group.option: group
        for group in tally_answers(SMALL, answers).groups
        if group.question == "age_band" and sizes.get(group.option)
    }

    without_numbers = [sizes[key] for key, group in groups.items() if group.is_hidden]
    without_rate = [
        rated[key]
        for key, group in groups.items()
        if group.satisfaction_rate is None and rated[key]
    ]
    for behind, all_of_them in ((without_numbers, sizes), (without_rate, rated)):
        everybody = sum(all_of_them.values())
        assert not behind or sum(behind) == everybody or (len(behind) > 1 and sum(behind) >= 10)
    for key, group in groups.items():
        assert group.is_hidden or group.answers >= 10
        assert group.satisfaction_rate is None or rated[key] >= 10
