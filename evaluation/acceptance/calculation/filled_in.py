"""A standard filled in from its own rules: does it give the figures it is meant to give?

    fill_in(content, class_key, residents=…) -> FilledIn

Bonuses, penalties and vetoes are left out: what is tried is the base.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from evaluation.acceptance.calculation.computation import Computation, compute
from evaluation.acceptance.calculation.inputs import (
    CriterionOutcome,
    Inputs,
    LevelTerm,
    ResidentsOutcome,
    terms_of,
)
from evaluation.acceptance.calculation.professional import HUNDRED
from evaluation.standards.content import CriterionContent, StandardContent
from evaluation.standards.figures import CENT, ZERO
from evaluation.standards.scoring_rules import check_finding, points
from evaluation.standards.scoring_rules.samples import sample_findings

PLENTY = 1_000_000
"""So many valid answers that no level asks for more."""


@dataclass(frozen=True)
class Row:
    """One criterion with its full points and what the best, middle and worst finding earn.

    A finding that the rule does not accept earns None.
    """

    criterion: CriterionContent
    dimension: str
    full: Decimal
    earned: tuple[Decimal | None, Decimal | None, Decimal | None]

    @property
    def is_sound(self) -> bool:
        """Whether the best finding gives exactly full points, and the others no more."""
        best, *others = self.earned
        return best == self.full and all(
            one is not None and 0 <= one <= self.full for one in others
        )


@dataclass(frozen=True)
class Boundary:
    """What P a level asks for where residents score as entered; None: it asks for no composite.

    ``is_reachable``: P of 100 is enough, and so is the satisfaction rate.
    """

    level: str
    professional: Decimal | None
    is_reachable: bool


@dataclass(frozen=True)
class FilledIn:
    """The three computations: best, middle, worst."""

    rows: tuple[Row, ...]
    computations: tuple[Computation, Computation, Computation]
    boundaries: tuple[Boundary, ...]


def fill_in(
    content: StandardContent, class_key: str, *, score: Decimal, rate: Decimal
) -> FilledIn:
    """The standard filled in for one class; ``score`` of 100 and ``rate`` in percent are the
    residents'. Raises CannotCompute where nothing applies to the class."""
    rows = tuple(
        _row(one, dimension.code, class_key)
        for dimension in content.dimensions
        for one in dimension.criteria
        if one.applies(class_key)
    )
    residents = ResidentsOutcome(PLENTY, None, score, rate)
    best, middle, worst = (_compute(content, class_key, rows, n, residents) for n in range(3))
    return FilledIn(
        rows=rows,
        computations=(best, middle, worst),
        boundaries=tuple(_boundary(level, best, residents) for level in best.inputs.terms.levels),
    )


def _row(criterion: CriterionContent, dimension: str, class_key: str) -> Row:
    full = criterion.points_for(class_key)
    made = sample_findings(criterion.rule, full, community_class=class_key)
    findings = (made.best, made.middle, made.worst)
    best, middle, worst = (_earned(criterion, one, full, class_key) for one in findings)
    return Row(criterion, dimension, full, (best, middle, worst))


def _earned(
    criterion: CriterionContent, finding: dict, full: Decimal, class_key: str
) -> Decimal | None:
    if check_finding(criterion.rule, finding, full, community_class=class_key):
        return None
    return points(criterion.rule, finding, full, community_class=class_key)


def _compute(
    content: StandardContent,
    class_key: str,
    rows: tuple[Row, ...],
    sample: int,
    residents: ResidentsOutcome,
) -> Computation:
    scores = (CriterionOutcome(row.criterion.code, row.earned[sample] or ZERO) for row in rows)
    return compute(Inputs(terms_of(content, class_key), tuple(scores), residents=residents))


def _boundary(level: LevelTerm, best: Computation, residents: ResidentsOutcome) -> Boundary:
    needed = _professional_needed(level, best, residents)
    rate, asked = residents.satisfaction_rate, level.satisfaction_rate_at_least
    enough = asked is None or (rate is not None and rate >= asked)
    return Boundary(level.key, needed, enough and (needed is None or needed <= HUNDRED))


def _professional_needed(
    level: LevelTerm, best: Computation, residents: ResidentsOutcome
) -> Decimal | None:
    """The lowest P, to the hundredth, whose composite is shown as what the level asks for."""
    terms, asked = best.inputs.terms, level.composite_at_least
    if asked is None or not terms.professional_weight:
        return None
    theirs = terms.residents_weight * (residents.score or ZERO)
    short = asked - CENT / 2 - theirs
    return max((short / terms.professional_weight).quantize(CENT, ROUND_CEILING), ZERO)
