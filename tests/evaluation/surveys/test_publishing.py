"""What may be published, and which totals give nothing away."""

from decimal import Decimal as D
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.surveys.questionnaire_content import read_questionnaire
from evaluation.surveys.tally import tally_answers
from evaluation.surveys.tally.disclosure import shown_totals
from evaluation.surveys.tally.publishing import (
    DIMENSION,
    ITEM,
    Withheld,
    has_hidden_item,
    published,
    withheld,
)
from tests.evaluation.standards.sample import sample_questionnaire

CONTENT, _ = read_questionnaire(sample_questionnaire())
ITEMS = [item.key for item in CONTENT.items]
GOOD = dict.fromkeys([*ITEMS, "overall"], "satisfied")


@pytest.mark.parametrize(
    ("valid", "slips", "expected"),
    [
        (29, 100, Withheld.FEW),
        (30, 300, Withheld.NONE),
        (30, 301, Withheld.TURNOUT),
        (29, 400, Withheld.FEW),
        (30, 0, Withheld.NONE),
    ],
)
def test_score_needs_thirty_answers_and_a_tenth_of_the_slips(valid, slips, expected):
    assert withheld(valid, 30, slips) == expected


@pytest.mark.parametrize(("answers", "slips"), [(29, 50), (40, 1000)])
def test_nothing_of_a_withheld_score_is_kept(answers, slips):
    tally = tally_answers(CONTENT, [GOOD] * answers, households=1000)

    found = published(CONTENT, tally, slips)

    assert (found.valid, found.slips) == (answers, slips)
    numbers = (found.rate, found.rate_interval, found.residents, found.residents_interval)
    assert numbers == (None,) * 4
    assert found.lines == ()


def test_figures_are_those_of_the_tally():
    tally = tally_answers(CONTENT, [GOOD] * 40, households=1000)

    found = published(CONTENT, tally, 100)

    assert (found.rate, found.residents) == (D(100), D(80))
    assert found.rate_interval == tally.rate_interval
    lines = {(line.kind, line.key): line for line in found.lines}
    assert lines[ITEM, "staff"].mean == 80
    assert lines[ITEM, "staff"].satisfied == 100
    assert lines[DIMENSION, "A"].rated == 40


def test_rate_needs_ten_who_rated_the_whole():
    silent = {key: value for key, value in GOOD.items() if key != "overall"}
    few, enough = (
        published(
            CONTENT, tally_answers(CONTENT, [GOOD] * rated + [silent] * 30, households=900), 100
        )
        for rated in (9, 10)
    )

    assert (few.rate, few.rate_interval) == (None, None)
    assert few.residents == enough.residents == 80
    assert enough.rate == 100


def test_question_that_too_few_rated_is_hidden_with_its_dimension():
    first = CONTENT.items[0]
    without = {key: value for key, value in GOOD.items() if key != first.key}
    tally = tally_answers(CONTENT, [GOOD] * 9 + [without] * 30, households=1000)

    lines = {(line.kind, line.key) for line in published(CONTENT, tally, 100).lines}

    assert (ITEM, first.key) not in lines
    assert (DIMENSION, first.dimension) not in lines
    assert has_hidden_item(CONTENT, tally, first.dimension)
    others = {item.dimension for item in CONTENT.items} - {first.dimension}
    assert {key for kind, key in lines if kind == DIMENSION} == others


def test_question_that_nobody_rated_hides_nothing_else():
    first = CONTENT.items[0]
    without = {key: value for key, value in GOOD.items() if key != first.key}
    tally = tally_answers(CONTENT, [without] * 30, households=1000)

    lines = {(line.kind, line.key) for line in published(CONTENT, tally, 100).lines}

    assert (ITEM, first.key) not in lines
    assert (DIMENSION, first.dimension) in lines


# -- totals: what somebody can work out who knows all that is shown, and is good at sums


def spanned(rows: list[list[int]]) -> list[list[Fraction]]:
    """The reduced rows of a system of equations, by elimination."""
    matrix = [[Fraction(value) for value in row] for row in rows]
    done = 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((r for r in range(done, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        top = matrix[done]
        matrix[done] = [value / top[column] for value in top]
        for r in range(len(matrix)):
            if r != done and matrix[r][column]:
                factor = matrix[r][column]
                matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[done], strict=True)]
        done += 1
    return matrix[:done]


STREETS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=5)
"""For each street how many communities this person reads, and how many they do not."""


@settings(max_examples=300, deadline=None)
@given(STREETS)
def test_no_community_can_be_worked_out_from_totals(streets):
    """Each total is an equation with the (known) households as factors; whoever reads a community
    knows its value. With these equations no value of the others may follow, nor the sum of two,
    from which each of the two would know the other's."""
    codes = [str(number) for number in range(len(streets))]
    unseen = {code: hidden for code, (_read, hidden) in zip(codes, streets, strict=True)}
    offered = {code for code, (read, _hidden) in zip(codes, streets, strict=True) if read}
    members = [(code, n) for code in codes for n in range(unseen[code])]
    shown = shown_totals(unseen, offered)

    assert shown.streets <= offered
    equations = [[int(code == street) for code, _n in members] for street in shown.streets]
    if shown.district:
        equations.append([1] * len(members))
    for row in spanned([row for row in equations if any(row)]):
        behind = sum(1 for value in row if value)
        assert behind == 0 or behind >= 3


@pytest.mark.parametrize(
    ("unseen", "offered", "streets", "district"),
    [
        pytest.param({"a": 0, "b": 0}, "ab", "ab", True, id="reads all"),
        pytest.param({"a": 0, "b": 1}, "a", "a", False, id="one elsewhere would be the rest"),
        pytest.param({"a": 0, "b": 2}, "a", "a", False, id="two would work out one another"),
        pytest.param({"a": 0, "b": 2, "c": 1}, "a", "a", True, id="three hide one another"),
        pytest.param({"a": 2, "b": 1}, "a", "", True, id="the street only within the district"),
        pytest.param({"a": 3, "b": 1}, "a", "a", False, id="the district less the street"),
    ],
)
def test_totals_that_may_be_shown(unseen, offered, streets, district):
    found = shown_totals(unseen, set(offered))

    assert (found.streets, found.district) == (frozenset(streets), district)


def test_every_small_case_is_as_open_as_it_may_be():
    """The rule hides no more than it must: what it hides would give somebody away."""
    for first, second in product(range(5), repeat=2):
        found = shown_totals({"a": first, "b": second}, {"a"})
        assert ("a" in found.streets) == (first not in {1, 2})
        left = second + (0 if "a" in found.streets else first)
        assert found.district == (left not in {1, 2})
