"""What another version would have made of a result that stands: the arithmetic."""

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.acceptance.calculation import (
    BonusOutcome,
    CriterionOutcome,
    Inputs,
    PenaltyRecord,
    ResidentsOutcome,
    compute,
    terms_of,
)
from evaluation.acceptance.calculation.filled_in import fill_in
from evaluation.acceptance.calculation.trying_out import Past, Span, try_out
from evaluation.standards.content import read_standard
from evaluation.standards.figures import half_up
from tests.evaluation.standards.sample import criteria_of, sample_standard
from tests.factories.small_standard import written_small_standard

FEW = settings(max_examples=20, deadline=None)
RESIDENTS = ResidentsOutcome(60, 500, D(88), D(92))


def content(plain):
    found, _problems = read_standard(plain)
    assert found is not None
    return found


SMALL = content(written_small_standard())


def changed(which, **fields):
    plain = written_small_standard()
    for one in criteria_of(plain):
        if one["code"] == which:
            one.update(fields)
    return content(plain)


def past(findings=None, titles=(), **scores):
    """Everything in full, but for what is given: ``A1_2="1.5"``, or an outcome."""
    terms = terms_of(SMALL, "old_town")
    given = {code.replace("_", "."): score for code, score in scores.items()}
    outcomes = []
    for term in terms.criteria:
        one = given.get(term.code, term.points)
        known = isinstance(one, CriterionOutcome)
        outcomes.append(one if known else CriterionOutcome(term.code, D(one)))
    inputs = Inputs(terms, tuple(outcomes), residents=RESIDENTS)
    return Past(inputs, findings or {}, "old_town", None, titles)


def professional(found):
    return found.professional.low, found.professional.high


def test_the_same_standard_gives_the_same_result():
    then = past(A1_2="1.35", B1_1="1.2")
    found, stands = try_out(then, SMALL, SMALL), compute(then.inputs)

    assert found.professional == Span(stands.shown_professional, stands.shown_professional)
    assert found.composite == Span(stands.shown_composite, stands.shown_composite)
    assert found.levels == (stands.level,)
    assert found.open_codes == ()


def test_a_changed_rule_scores_the_findings_again():
    rule = SMALL.criteria[1].rule | {"per": "1.0"}
    then = past({"A1.2": ({"misses": "1"}, {"misses": "0"})}, A1_2="1.75")

    found = try_out(then, SMALL, changed("A1.2", rule=rule))

    # 1.0 and 2.0 of 2, mean 1.5: half a point of ten is lost.
    assert professional(found) == (D("95.00"), D("95.00"))


def test_a_finding_that_no_longer_fits_leaves_a_range():
    rule = SMALL.criteria[1].rule | {"expected": 2}
    then = past({"A1.2": ({"misses": "3"},)}, A1_2="0.5")

    found = try_out(then, SMALL, changed("A1.2", rule=rule))

    assert professional(found) == (D("80.00"), D("100.00"))
    assert found.open_codes == ("A1.2",)


def test_without_a_finding_behind_it_a_changed_rule_leaves_a_range():
    rule = SMALL.criteria[1].rule | {"per": "1.0"}

    assert professional(try_out(past(), SMALL, changed("A1.2", rule=rule))) == (D(80), D(100))


def test_changed_points_alone_keep_the_share():
    found = try_out(past(A1_2="1.0"), SMALL, changed("A1.2", points="4.0"))

    # 2 of 4 where it was 1 of 2: 10 of 12.
    assert professional(found) == (D("83.33"), D("83.33"))


def test_free_judgement_keeps_its_share():
    then = past({"B1.1": ({"points": "1.0", "reason": "Half."},)}, B1_1="1.0")

    found = try_out(then, SMALL, changed("B1.1", points="6.0"))

    assert professional(found) == (half_up(D(1100) / 14), half_up(D(1100) / 14))


def test_a_new_criterion_may_be_worth_anything_and_a_removed_one_is_gone():
    found = try_out(past(A1_2="0"), SMALL, changed("A1.2", code="A1.9"))

    assert professional(found) == (D(80), D(100))
    assert found.open_codes == ("A1.9",)


def test_an_excluded_criterion_stays_excluded_where_it_may():
    then = past(B1_2=CriterionOutcome("B1.2", D(0), False, "excluded"), B1_1="1.0")

    found = try_out(then, SMALL, changed("B1.2", points="5.0"))
    without = try_out(then, SMALL, changed("B1.2", points="5.0", modifiers=[]))

    assert professional(found) == (D("87.50"), D("87.50"))
    assert without.open_codes == ("B1.2",)


def test_without_evidence_it_is_nothing_while_the_modifier_is_there():
    then = past(
        {"A1.1": ({"met": ["one", "two"]},)},
        A1_1=CriterionOutcome("A1.1", D(0), True, "no_evidence_zero"),
    )
    rule = SMALL.criteria[0].rule | {"table": ["0", "0.5", "2.0"]}

    assert professional(try_out(then, SMALL, changed("A1.1", rule=rule))) == (D(80), D(80))
    without = changed("A1.1", rule=rule, modifiers=[])
    assert professional(try_out(then, SMALL, without)) == (D(100), D(100))


def test_a_title_that_exempts_now_gives_full_points():
    modifiers = [{"type": "exempt_by_title", "titles": ["municipal_civilised"]}]
    after = changed("A1.2", modifiers=modifiers)

    held = past(titles=("municipal_civilised",), A1_2="0")
    assert professional(try_out(held, SMALL, after)) == (D(100), D(100))
    assert professional(try_out(past(A1_2="0"), SMALL, after)) == (D(80), D(80))


def test_grounds_that_are_gone_take_nothing_off():
    plain = written_small_standard()
    first = plain["penalties"]["items"].pop(0)["code"]
    then = past()
    inputs = Inputs(then.inputs.terms, then.inputs.scores, penalties=(PenaltyRecord(first, 1),))

    found = try_out(Past(inputs, {}, "old_town"), SMALL, content(plain))

    assert professional(found) == (D(100), D(100))


def test_a_bonus_nobody_claimed_stays_nothing_and_a_new_one_is_open():
    plain = written_small_standard()
    plain["bonus"]["items"][0]["rule"]["per"] = "0.1"
    plain["bonus"]["items"][1]["code"] = "P9"

    found = try_out(past(), SMALL, content(plain))

    assert found.open_codes == ("P9",)
    assert found.professional.low == 100 < found.professional.high


def test_levels_between_lowest_and_highest_are_possible():
    found = try_out(past(), SMALL, changed("B1.1", code="B1.9", points="8.0"))

    assert found.levels[0] == "not_yet"
    assert found.levels[-1] == "excellent"


LARGE = content(sample_standard())


@FEW
@given(
    st.lists(st.integers(0, 100), min_size=60, max_size=60),
    st.sets(st.integers(0, 40), max_size=4),
    st.lists(st.integers(0, 100), min_size=60, max_size=60),
)
def test_the_range_holds_whatever_the_open_criteria_earn(shares, gone, others):
    """Whatever is scored for what is new lies between the lowest and the highest."""
    terms = terms_of(LARGE, "old_town")
    scores = [
        CriterionOutcome(term.code, half_up(term.points * share / 100))
        for term, share in zip(terms.criteria, shares, strict=False)
    ]
    plain, renamed = sample_standard(), set()
    for number, one in enumerate(criteria_of(plain)):
        if number in gone:
            renamed.add(one["code"])
            one["code"] = f"X{number}"
    after = content(plain)
    then = Past(Inputs(terms, tuple(scores), residents=RESIDENTS), {}, "old_town")

    found = try_out(then, LARGE, after)

    known = {one.code: one for one in scores}
    now = terms_of(after, "old_town")
    lived = compute(
        Inputs(
            now,
            tuple(
                known.get(term.code)
                or CriterionOutcome(term.code, half_up(term.points * share / 100))
                for term, share in zip(now.criteria, others, strict=False)
            ),
            (BonusOutcome(now.bonuses[0].code, D(0)),),
            residents=RESIDENTS,
        )
    )
    assert found.professional.low <= lived.shown_professional <= found.professional.high
    assert found.composite.low <= lived.shown_composite <= found.composite.high
    assert lived.level in found.levels


# ------------------------------------------------------------------ filled in
@pytest.mark.parametrize("class_key", LARGE.classes)
def test_the_sample_standard_filled_in_gives_a_hundred_and_nothing(class_key):
    made = fill_in(LARGE, class_key, score=D(90), rate=D(95))
    best, middle, worst = made.computations

    assert all(row.earned[0] == row.full for row in made.rows)
    assert (best.shown_professional, best.level) == (D(100), "excellent")
    assert D(20) < middle.shown_professional < D(80)
    assert worst.shown_professional < D(10)
    assert worst.level == "not_yet"


def test_the_boundaries_tell_which_score_a_level_asks_for():
    made = fill_in(LARGE, "old_town", score=D(80), rate=D(86))
    found = {one.level: one for one in made.boundaries}

    # 0.7 × P + 0.3 × 80 is shown as 90.00 from 89.995 on.
    assert found["excellent"].professional == D("94.28")
    assert [one.is_reachable for one in made.boundaries] == [False, True, True]


def test_a_rule_that_stays_below_full_points_is_told():
    rule = SMALL.criteria[0].rule | {"table": ["0", "0.5", "1.5"]}
    made = fill_in(changed("A1.1", rule=rule), "old_town", score=D(90), rate=D(90))

    assert [row.criterion.code for row in made.rows if not row.is_sound] == ["A1.1"]
