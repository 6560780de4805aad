"""The professional score: what was awarded of the base, with bonuses and penalties.

P = 100 × awarded / base + bonus (capped) − penalties (capped),   0 ≤ P ≤ 100 + bonus cap
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.acceptance.calculation.inputs import (
    BonusTerm,
    CriterionOutcome,
    CriterionTerm,
    Inputs,
    PenaltyTerm,
)
from evaluation.standards.figures import ZERO, half_up
from evaluation.standards.problems import Problem
from evaluation.standards.scoring_rules import NOT_OCCURRED

HUNDRED = Decimal(100)


class CannotCompute(ValueError):
    """There is no result for these inputs; ``problem`` says why.

    ``nothing_applies``: every criterion is excluded, so there is nothing to be a share of.
    ``criteria_missing`` and ``score_unknown``, ``bonus_unknown``, ``penalty_unknown``,
    ``listed_twice``, ``out_of_bounds``: the scores are not those of this standard.
    """

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(f"{reason} {params}")
        self.problem = Problem(reason, params)


@dataclass(frozen=True)
class DimensionShare:
    """What a dimension earned. ``share`` in percent, half-up to 0.01; None: nothing applies."""

    code: str
    awarded: Decimal
    base: Decimal
    share: Decimal | None


@dataclass(frozen=True)
class Extra:
    """One bonus or penalty item: what it would come to, and what counts after its own cap.

    ``reason`` is ``not_occurred`` where a bonus does not count because its criterion did not
    occur.
    """

    code: str
    cases: int
    points: Decimal
    counted: Decimal
    reason: str = ""


@dataclass(frozen=True)
class Professional:
    """P, unrounded, and everything it is made of.

    ``bonus`` and ``penalty`` are the points that count, after the caps for the whole.
    """

    awarded: Decimal
    base: Decimal
    bonus: Decimal
    penalty: Decimal
    score: Decimal
    dimensions: tuple[DimensionShare, ...]
    bonuses: tuple[Extra, ...]
    penalties: tuple[Extra, ...]


def professional_score(inputs: Inputs) -> Professional:
    """P of a community. Raises CannotCompute where there is none."""
    terms = inputs.terms
    scores = _scores_by_code(inputs)
    counting = [term for term in terms.criteria if scores[term.code].counts]
    awarded, base = _totals(counting, scores)
    if not base:
        raise CannotCompute("nothing_applies")
    bonuses = tuple(_bonuses(inputs, scores))
    penalties = tuple(_penalties(inputs))
    bonus = min(sum((one.counted for one in bonuses), ZERO), terms.bonus_cap)
    penalty = min(sum((one.counted for one in penalties), ZERO), terms.penalty_cap)
    score = HUNDRED * awarded / base + bonus - penalty
    return Professional(
        awarded=awarded,
        base=base,
        bonus=bonus,
        penalty=penalty,
        score=min(max(score, ZERO), HUNDRED + terms.bonus_cap),
        dimensions=tuple(
            _dimension(code, [one for one in counting if one.dimension == code], scores)
            for code in terms.dimensions
        ),
        bonuses=bonuses,
        penalties=penalties,
    )


def _scores_by_code(inputs: Inputs) -> dict[str, CriterionOutcome]:
    """One score for every criterion that applies, and no other."""
    terms = {term.code: term for term in inputs.terms.criteria}
    scores: dict[str, CriterionOutcome] = {}
    for one in inputs.scores:
        if one.code in scores:
            raise CannotCompute("listed_twice", code=one.code)
        if one.code not in terms:
            raise CannotCompute("score_unknown", code=one.code)
        if not 0 <= one.points <= terms[one.code].points:
            raise CannotCompute("out_of_bounds", code=one.code)
        scores[one.code] = one
    if missing := [code for code in terms if code not in scores]:
        raise CannotCompute("criteria_missing", codes=", ".join(missing))
    return scores


def _totals(
    counting: Sequence[CriterionTerm], scores: dict[str, CriterionOutcome]
) -> tuple[Decimal, Decimal]:
    awarded = sum((scores[term.code].points for term in counting), ZERO)
    return awarded, sum((term.points for term in counting), ZERO)


def _dimension(
    code: str, counting: Sequence[CriterionTerm], scores: dict[str, CriterionOutcome]
) -> DimensionShare:
    awarded, base = _totals(counting, scores)
    share = half_up(HUNDRED * awarded / base) if base else None
    return DimensionShare(code, awarded, base, share)


def _bonuses(inputs: Inputs, scores: dict[str, CriterionOutcome]):
    """The confirmed bonuses, each up to its own cap."""
    terms: dict[str, BonusTerm] = {term.code: term for term in inputs.terms.bonuses}
    seen: set[str] = set()
    for one in inputs.bonuses:
        if one.code not in terms:
            raise CannotCompute("bonus_unknown", code=one.code)
        if one.code in seen:
            raise CannotCompute("listed_twice", code=one.code)
        if one.points < 0:
            raise CannotCompute("out_of_bounds", code=one.code)
        seen.add(one.code)
        term = terms[one.code]
        bound_to = scores.get(term.bound_to)
        if bound_to is not None and bound_to.reason == NOT_OCCURRED:
            yield Extra(one.code, 0, one.points, ZERO, NOT_OCCURRED)
        else:
            yield Extra(one.code, 0, one.points, min(one.points, term.cap))


def _penalties(inputs: Inputs):
    """The grounds recorded, all cases of one together, each up to its own cap."""
    terms: dict[str, PenaltyTerm] = {term.code: term for term in inputs.terms.penalties}
    cases: Counter[str] = Counter()
    for record in inputs.penalties:
        if record.code not in terms:
            raise CannotCompute("penalty_unknown", code=record.code)
        if record.cases < 0:
            raise CannotCompute("out_of_bounds", code=record.code)
        cases[record.code] += record.cases
    for code, count in cases.items():
        points = terms[code].per * count
        cap = terms[code].cap
        yield Extra(code, count, points, points if cap is None else min(points, cap))
