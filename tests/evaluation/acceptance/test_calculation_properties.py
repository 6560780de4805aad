"""What holds for every result: bounds, order, monotony, and the sample standard as a whole."""

from decimal import Decimal as D
from decimal import localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.acceptance.calculation import (
    NOT_YET,
    BonusOutcome,
    CriterionOutcome,
    Inputs,
    PenaltyRecord,
    ResidentsOutcome,
    compute,
    from_plain,
    still_holds,
    terms_of,
    to_plain,
)
from evaluation.standards.content import read_standard
from evaluation.standards.figures import CENT, half_up
from tests.evaluation.standards.sample import sample_standard

FEW = settings(max_examples=30, deadline=None)
STANDARD, _ = read_standard(sample_standard())
CLASSES = st.sampled_from(STANDARD.classes)
TERMS = {name: terms_of(STANDARD, name) for name in STANDARD.classes}
LEVELS = [NOT_YET, "qualified", "good", "excellent"]


@st.composite
def any_inputs(draw):
    terms = TERMS[draw(CLASSES)]
    parts = draw(st.lists(st.integers(0, 100), min_size=60, max_size=60))
    excluded = draw(st.sets(st.integers(0, 40), max_size=3))
    scores = tuple(
        CriterionOutcome(term.code, D(0), False, "excluded")
        if number in excluded
        else CriterionOutcome(term.code, round(term.points * parts[number] / 100, 2))
        for number, term in enumerate(terms.criteria)
    )
    counts = st.integers(0, 6)
    percent = st.decimals(0, 100, places=4)
    answers = draw(st.integers(0, 300))
    return Inputs(
        terms,
        scores,
        bonuses=tuple(BonusOutcome(one.code, D(draw(counts))) for one in terms.bonuses),
        penalties=tuple(PenaltyRecord(one.code, draw(counts)) for one in terms.penalties),
        vetoes=tuple(draw(st.lists(st.sampled_from(["V1", "V2"]), max_size=2))),
        residents=ResidentsOutcome(answers, 400, draw(percent), draw(percent))
        if answers
        else ResidentsOutcome(0, 400),
        standard_hash="0" * 64,
        tally_hash="1" * 64,
    )


@FEW
@given(any_inputs())
def test_everything_stays_within_bounds(inputs):
    found = compute(inputs)

    assert 0 <= found.professional.score <= 105
    assert found.composite is None or 0 <= found.composite <= D("103.5")
    assert found.professional.bonus <= 5
    assert found.professional.penalty <= 5
    assert all(one.counted <= one.points for one in found.professional.penalties)
    assert sum(one.lost for one in found.costs) == (
        found.professional.base - found.professional.awarded
    )


@FEW
@given(any_inputs(), st.randoms())
def test_order_makes_no_difference_to_a_single_bit(inputs, random):
    shuffled = Inputs(
        inputs.terms,
        *(
            tuple(random.sample(given, len(given)))
            for given in (inputs.scores, inputs.bonuses, inputs.penalties, inputs.vetoes)
        ),
        residents=inputs.residents,
        standard_hash=inputs.standard_hash,
        tally_hash=inputs.tally_hash,
    )

    assert compute(shuffled) == compute(inputs)
    assert shuffled.inputs_hash == inputs.inputs_hash


@FEW
@given(any_inputs(), st.integers(5, 60))
def test_a_result_can_be_frozen_and_made_again_whatever_the_precision(inputs, digits):
    plain = to_plain(compute(inputs))

    with localcontext() as context:
        context.prec = digits
        assert still_holds(plain)
    assert from_plain(plain) == compute(inputs)


@FEW
@given(any_inputs())
def test_level_is_the_highest_that_holds(inputs):
    found = compute(inputs)

    reached = [one.key for one in found.verdicts if one.reached]
    assert found.level == (reached[0] if reached else NOT_YET)
    assert bool(found.binding) == (found.level != "excellent")
    if inputs.vetoes:
        assert found.level == NOT_YET


@FEW
@given(any_inputs(), st.integers(0, 42))
def test_more_points_never_lower_the_result(inputs, number):
    term = inputs.terms.criteria[number % len(inputs.terms.criteria)]
    better = tuple(
        CriterionOutcome(term.code, term.points) if one.code == term.code and one.counts else one
        for one in inputs.scores
    )

    before = compute(inputs)
    after = compute(Inputs(**{**vars(inputs), "scores": better}))

    assert after.professional.score >= before.professional.score
    assert LEVELS.index(after.level) >= LEVELS.index(before.level)


@FEW
@given(any_inputs())
def test_lacking_points_are_just_enough(inputs):
    found = compute(inputs)
    lacking = found.professional_lacking
    if lacking:
        needed = next(one.needed for one in found.binding if one.key == "composite")
        weight = inputs.terms.professional_weight

        assert half_up(found.composite + weight * lacking) >= needed
        assert half_up(found.composite + weight * (lacking - CENT)) < needed


@pytest.mark.parametrize("community_class", STANDARD.classes)
def test_full_points_and_satisfied_residents_are_excellent(community_class):
    terms = TERMS[community_class]
    scores = tuple(CriterionOutcome(term.code, term.points) for term in terms.criteria)

    found = compute(Inputs(terms, scores, residents=ResidentsOutcome(137, 1500, D(100), D(100))))

    assert (found.professional.base, found.shown_composite) == (D("100.0"), D("100.00"))
    assert (found.level, found.binding, found.costs) == ("excellent", (), ())
    assert len(found.verdicts[0].conditions) == 4 + 9


def test_terms_are_of_one_class():
    terms = TERMS["village_in_city"]

    assert [term.code for term in terms.criteria if term.dimension == "X"] == [
        "X3.1",
        "X3.2",
        "X3.3",
        "X3.4",
        "X3.5",
        "X3.6",
    ]
    assert terms.bonuses[4].bound_to == "F2.1"
    assert (terms.penalties[0].per, terms.penalties[0].cap) == (D("2.0"), D("4.0"))
