"""The result by hand: professional, composite, level, what binds, what costs most."""

import json
from dataclasses import replace
from decimal import Decimal as D

import pytest

from evaluation.acceptance.calculation import (
    NOT_YET,
    BonusOutcome,
    BonusTerm,
    CannotCompute,
    CriterionOutcome,
    CriterionTerm,
    Inputs,
    LevelTerm,
    PenaltyRecord,
    PenaltyTerm,
    ResidentsOutcome,
    Terms,
    computation_hash,
    compute,
    from_plain,
    still_holds,
    to_plain,
)
from evaluation.standards.scoring_rules import CriterionScore


def level(key, composite, rate, share, **changes):
    return replace(
        LevelTerm(
            key=key,
            composite_at_least=D(composite),
            satisfaction_rate_at_least=D(rate),
            dimension_share_at_least=(("A", D(share)), ("B", D(share))),
            valid_answers_at_least=50,
        ),
        **changes,
    )


TERMS = Terms(
    criteria=(
        CriterionTerm("A1.1", "A", D("6.0")),
        CriterionTerm("A1.2", "A", D("4.0")),
        CriterionTerm("B1.1", "B", D("10.0")),
    ),
    dimensions=("A", "B"),
    bonus_cap=D("5.0"),
    bonuses=(BonusTerm("P1", D("2.0")), BonusTerm("P2", D("4.0"), "B1.1")),
    penalty_cap=D("5.0"),
    penalties=(PenaltyTerm("N1", D("2.0"), D("4.0")), PenaltyTerm("N2", D("1.0"))),
    professional_weight=D("0.70"),
    residents_weight=D("0.30"),
    levels=(
        level("excellent", "90", "90", "80"),
        level("good", "80", "85", "70"),
        level("qualified", "70", "80", "60"),
    ),
)
ASKED = ResidentsOutcome(137, 1500, D("92"), D("95"))


def scores(first="6", second="4", third="10", **changes):
    found = {"A1.1": first, "A1.2": second, "B1.1": third}
    return tuple(
        replace(CriterionOutcome(code, D(points)), **changes.get(code.replace(".", ""), {}))
        for code, points in found.items()
    )


def inputs(*given, residents=ASKED, terms=TERMS, **records):
    return Inputs(terms, scores(*given), residents=residents, **records)


def conditions(computation, key):
    found = next(one for one in computation.verdicts if one.key == key)
    return {(one.key, one.dimension): one for one in found.conditions}


# -- professional


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(("6", "4", "10"), "100", id="everything"),
        pytest.param(("0", "0", "0"), "0", id="nothing"),
        pytest.param(("5.5", "3", "8"), "82.5", id="16.5 of 20"),
    ],
)
def test_professional_score(given, expected):
    assert compute(inputs(*given)).professional.score == D(expected)


def test_excluded_criterion_leaves_both_sides():
    left_out = {"A12": {"points": D(0), "counts": False, "reason": "excluded"}}

    found = compute(Inputs(TERMS, scores("3", "0", "10", **left_out), residents=ASKED))

    # 13 of 16
    assert (found.professional.awarded, found.professional.base) == (D(13), D(16))
    assert found.professional.score == D("81.25")
    assert [one.share for one in found.professional.dimensions] == [D("50.00"), D("100.00")]
    assert [cost.code for cost in found.costs] == ["A1.1"]


@pytest.mark.parametrize(
    ("bonuses", "penalties", "expected"),
    [
        pytest.param({"P1": "1"}, {}, "83.5", id="bonus"),
        pytest.param({"P1": "3"}, {}, "84.5", id="own cap of a bonus"),
        pytest.param({"P1": "2", "P2": "4"}, {}, "87.5", id="cap for all bonuses"),
        pytest.param({}, {"N1": 1, "N2": 1}, "79.5", id="penalties"),
        pytest.param({}, {"N1": 5}, "78.5", id="own cap of a penalty"),
        pytest.param({}, {"N1": 2, "N2": 9}, "77.5", id="cap for all penalties"),
        pytest.param({"P1": "2"}, {"N2": 3}, "81.5", id="both"),
    ],
)
def test_bonus_and_penalties(bonuses, penalties, expected):
    found = compute(
        inputs(
            "5.5",
            "3",
            "8",
            bonuses=tuple(BonusOutcome(code, D(points)) for code, points in bonuses.items()),
            penalties=tuple(PenaltyRecord(code, cases) for code, cases in penalties.items()),
        )
    )

    assert found.professional.score == D(expected)


def test_cases_of_one_ground_add_up_before_its_cap():
    found = compute(inputs(penalties=(PenaltyRecord("N1", 1), PenaltyRecord("N1", 2))))

    (line,) = found.professional.penalties
    assert (line.code, line.cases, line.points, line.counted) == ("N1", 3, D(6), D(4))
    assert found.professional.penalty == D(4)


def test_no_bonus_where_its_criterion_did_not_occur():
    not_occurred = scores(B11={"reason": "not_occurred"})

    found = compute(
        Inputs(TERMS, not_occurred, bonuses=(BonusOutcome("P2", D(3)),), residents=ASKED)
    )

    (line,) = found.professional.bonuses
    assert (line.points, line.counted, line.reason) == (D(3), D(0), "not_occurred")
    assert found.professional.score == D(100)


def test_bonus_lifts_above_100_and_penalties_never_below_0():
    most = compute(inputs(bonuses=(BonusOutcome("P1", D(2)), BonusOutcome("P2", D(4)))))
    least = compute(inputs("0", "0", "0.1", penalties=(PenaltyRecord("N1", 9),)))

    assert most.professional.score == D(105)
    assert least.professional.score == 0


# -- composite and rounding


def test_composite_is_computed_from_unrounded_scores():
    # P = 100 × 2.67 / 20 = 13.35: 0.7 × 13.35 + 0.3 × 66.665 = 29.3445. Of R rounded to 66.67 it
    # would be 29.346, and shown as 29.35.
    residents = ResidentsOutcome(60, 100, D("66.665"), D(0))

    found = compute(inputs("2.67", "0", "0", residents=residents))

    assert (found.composite, found.shown_composite) == (D("29.3445"), D("29.34"))
    assert (found.shown_professional, found.shown_residents) == (D("13.35"), D("66.67"))


def test_thresholds_compare_what_is_shown():
    # 0.7 × 100 + 0.3 × 66.65 = 89.995, shown as 90.00
    found = compute(inputs(residents=replace(ASKED, score=D("66.65"))))
    below = compute(inputs(residents=replace(ASKED, score=D("66.64"))))

    assert (found.composite, found.shown_composite, found.level) == (
        D("89.995"),
        D("90.00"),
        "excellent",
    )
    assert (below.shown_composite, below.level) == (D("89.99"), "good")


def test_satisfaction_rate_is_rounded_before_it_is_compared():
    found = compute(inputs(residents=replace(ASKED, satisfaction_rate=D("89.995"))))

    assert (found.satisfaction_rate, found.level) == (D("90.00"), "excellent")


# -- levels


@pytest.mark.parametrize(
    ("given", "records", "expected", "above", "binding"),
    [
        pytest.param(("6", "4", "10"), {}, "excellent", "", [], id="the highest"),
        pytest.param(
            ("6", "1.9", "10"),
            {},
            "good",
            "excellent",
            [("dimension_share", "A", D("1.00"))],
            id="one weak dimension",
        ),
        pytest.param(
            ("6", "3", "6.5"),
            {},
            "qualified",
            "good",
            [("dimension_share", "B", D("5.00"))],
            id="a good composite does not make up for it",
        ),
        pytest.param(
            ("4", "2", "6"),
            {},
            NOT_YET,
            "qualified",
            [("composite", "", D("0.40"))],
            id="none",
        ),
        pytest.param(
            ("6", "4", "10"),
            {"vetoes": ("V1",)},
            NOT_YET,
            "qualified",
            [("vetoes", "", D(1))],
            id="a veto",
        ),
        pytest.param(
            ("6", "4", "10"),
            {"residents": replace(ASKED, valid_answers=49)},
            NOT_YET,
            "qualified",
            [("valid_answers", "", D(1))],
            id="too few answers",
        ),
        pytest.param(
            ("6", "4", "10"),
            {"residents": replace(ASKED, satisfaction_rate=D("84.99"))},
            "qualified",
            "good",
            [("satisfaction_rate", "", D("0.01"))],
            id="just below a rate",
        ),
    ],
)
def test_level_and_what_holds_it_back(given, records, expected, above, binding):
    found = compute(inputs(*given, **records))

    assert (found.level, found.next_level) == (expected, above)
    assert [(one.key, one.dimension, one.gap) for one in found.binding] == binding


@pytest.mark.parametrize(
    ("given", "records", "expected"),
    [
        # C = 0.7 × 82.5 + 27.6 = 85.35; 90 is shown from 89.995 on: 4.645 / 0.7 = 6.635…
        pytest.param(("5.5", "3", "8"), {}, "6.64", id="for the next level"),
        pytest.param(("6", "1.9", "10"), {}, "0", id="the composite is not what is lacking"),
        pytest.param(("6", "4", "10"), {}, "0", id="at the top"),
        pytest.param(("0", "0", "0"), {"residents": ResidentsOutcome()}, None, id="no composite"),
    ],
)
def test_professional_points_that_are_lacking(given, records, expected):
    lacking = compute(inputs(*given, **records)).professional_lacking

    assert lacking == (None if expected is None else D(expected))


def test_every_condition_is_shown_with_needed_and_reached():
    found = conditions(compute(inputs("5.5", "3", "8")), "excellent")

    assert {key: (one.needed, one.reached, one.met) for key, one in found.items()} == {
        ("composite", ""): (D(90), D("85.35"), False),
        ("satisfaction_rate", ""): (D(90), D("95.00"), True),
        ("dimension_share", "A"): (D(80), D("85.00"), True),
        ("dimension_share", "B"): (D(80), D("80.00"), True),
        ("valid_answers", ""): (D(50), D(137), True),
        ("vetoes", ""): (D(0), D(0), True),
    }


@pytest.mark.parametrize(
    ("households", "answers", "needed", "met"),
    [
        pytest.param(1500, 50, 50, True, id="fifty of many"),
        pytest.param(40, 40, 40, True, id="all of forty"),
        pytest.param(40, 39, 40, False, id="all but one of forty"),
        pytest.param(50, 50, 50, True, id="all of fifty"),
        pytest.param(None, 50, 50, True, id="households not known"),
    ],
)
def test_answers_needed_are_fifty_or_all_households(households, answers, needed, met):
    residents = replace(ASKED, households=households, valid_answers=answers)

    found = conditions(compute(inputs(residents=residents)), "excellent")[("valid_answers", "")]

    assert (found.needed, found.met) == (needed, met)
    assert found.reason == ("all_households" if households == 40 else "")


def test_without_residents_there_is_no_composite_and_no_level():
    found = compute(inputs(residents=ResidentsOutcome(0, 200)))

    assert (found.composite, found.shown_composite, found.residents) == (None, None, None)
    assert (found.level, found.next_level) == (NOT_YET, "qualified")
    assert [(one.key, one.reason, one.reached, one.gap) for one in found.binding] == [
        ("composite", "no_valid_answers", None, None),
        ("satisfaction_rate", "no_valid_answers", None, None),
        ("valid_answers", "", D(0), D(50)),
    ]
    assert found.professional.score == 100


def test_nobody_rated_the_whole():
    found = compute(inputs(residents=replace(ASKED, satisfaction_rate=None)))

    assert found.shown_composite == D("97.60")
    assert [(one.key, one.reason) for one in found.binding] == [
        ("satisfaction_rate", "nobody_rated")
    ]


def test_residents_without_a_weight_are_not_needed():
    terms = replace(
        TERMS,
        professional_weight=D(1),
        residents_weight=D(0),
        levels=(LevelTerm("good", composite_at_least=D(80)),),
    )

    found = compute(inputs("5.5", "3", "8", terms=terms, residents=ResidentsOutcome()))

    assert (found.composite, found.level) == (D("82.5"), "good")


def test_dimension_with_nothing_that_applies_is_left_out():
    left_out = {"B11": {"points": D(0), "counts": False, "reason": "excluded"}}

    found = compute(Inputs(TERMS, scores(third="0", **left_out), residents=ASKED))

    assert found.professional.dimensions[1].share is None
    assert ("dimension_share", "B") not in conditions(found, "excellent")
    assert found.level == "excellent"


def test_level_with_a_quota_stands_before_it():
    terms = replace(TERMS, levels=(replace(TERMS.levels[0], has_quota=True), *TERMS.levels[1:]))

    assert compute(inputs(terms=terms)).before_quota
    assert not compute(inputs("5.5", "3", "8", terms=terms)).before_quota
    assert not compute(inputs()).before_quota


def test_dearest_criteria_come_first():
    lost = scores("5", "2", "9.5", A12={"reason": "no_evidence_zero"})

    found = compute(Inputs(TERMS, lost, residents=ASKED))

    # Lost points × 100 / 20 × 0.7
    assert [(one.code, one.lost, one.composite_points, one.reason) for one in found.costs] == [
        ("A1.2", D("2.0"), D("7"), "no_evidence_zero"),
        ("A1.1", D("1.0"), D("3.5"), ""),
        ("B1.1", D("0.5"), D("1.75"), ""),
    ]


# -- refusals

EXCLUDED = {"points": D(0), "counts": False, "reason": "excluded"}


@pytest.mark.parametrize(
    ("given", "code", "params"),
    [
        pytest.param(
            Inputs(TERMS, scores("0", "0", "0", A11=EXCLUDED, A12=EXCLUDED, B11=EXCLUDED)),
            "nothing_applies",
            {},
            id="everything excluded",
        ),
        pytest.param(
            Inputs(TERMS, scores()[1:2]), "criteria_missing", {"codes": "A1.1, B1.1"}, id="missing"
        ),
        pytest.param(Inputs(TERMS, scores() * 2), "listed_twice", {"code": "A1.1"}, id="twice"),
        pytest.param(
            Inputs(TERMS, (*scores(), CriterionOutcome("Z1", D(1)))),
            "score_unknown",
            {"code": "Z1"},
            id="of another class",
        ),
        pytest.param(
            Inputs(TERMS, scores("6.01")), "out_of_bounds", {"code": "A1.1"}, id="too many points"
        ),
        pytest.param(
            inputs(bonuses=(BonusOutcome("P9", D(1)),)),
            "bonus_unknown",
            {"code": "P9"},
            id="unknown bonus",
        ),
        pytest.param(
            inputs(penalties=(PenaltyRecord("N9", 1),)),
            "penalty_unknown",
            {"code": "N9"},
            id="unknown penalty",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused(given, code, params):
    with pytest.raises(CannotCompute) as refusal:
        compute(given)

    assert (refusal.value.problem.code, refusal.value.problem.params) == (code, params)


# -- frozen


def test_json_keeps_a_computation_as_it_is():
    found = compute(
        inputs(
            "5.33",
            "3",
            "8",
            residents=replace(ASKED, score=D(230) / D(3)),
            bonuses=(BonusOutcome("P1", D(1)),),
            penalties=(PenaltyRecord("N1", 1),),
            standard_hash="a" * 64,
            tally_hash="b" * 64,
        )
    )

    kept = json.loads(json.dumps(to_plain(found)))

    assert from_plain(kept) == found
    assert computation_hash(from_plain(kept)) == computation_hash(found)
    assert still_holds(kept)


def test_a_changed_number_no_longer_holds():
    kept = to_plain(compute(inputs("5", "3", "8")))
    kept["composite"] = "99"

    assert not still_holds(kept)


def test_hashes_tell_scores_from_everything_else():
    one = inputs("5", "3", "8")
    other = inputs("5", "3.1", "8")
    asked_again = inputs("5", "3", "8", residents=replace(ASKED, valid_answers=138))

    assert one.scores_hash != other.scores_hash
    assert one.scores_hash == asked_again.scores_hash
    assert one.inputs_hash != asked_again.inputs_hash
    assert compute(one).inputs_hash == one.inputs_hash


def test_outcome_of_a_score():
    score = CriterionScore(D("1.5"), D(2), counts=True, reason="not_occurred")

    assert CriterionOutcome.of("A1.1", score) == CriterionOutcome(
        "A1.1", D("1.5"), True, "not_occurred"
    )
