"""What a result is computed from: the standard's terms, scores, records, the residents."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from evaluation.standards.content import LevelContent, StandardContent
from evaluation.standards.frozen import plain_of
from evaluation.standards.plain_text import content_hash
from evaluation.standards.scoring_rules import CriterionScore
from evaluation.surveys.tally import Tally


@dataclass(frozen=True)
class CriterionTerm:
    """A criterion that this community is judged by, with its points for its class."""

    code: str
    dimension: str
    points: Decimal


@dataclass(frozen=True)
class BonusTerm:
    """``cap`` is the item's own; none where ``bound_to`` counts as not occurred."""

    code: str
    cap: Decimal
    bound_to: str = ""


@dataclass(frozen=True)
class PenaltyTerm:
    """Points off for each case, at most ``cap`` for this ground (None: no cap of its own)."""

    code: str
    per: Decimal
    cap: Decimal | None = None


@dataclass(frozen=True)
class LevelTerm:
    """The conditions of a level; None and empty mean that nothing is asked for."""

    key: str
    composite_at_least: Decimal | None = None
    satisfaction_rate_at_least: Decimal | None = None
    dimension_share_at_least: tuple[tuple[str, Decimal], ...] = ()
    valid_answers_at_least: int | None = None
    vetoes_at_most: int = 0
    has_quota: bool = False


@dataclass(frozen=True)
class Terms:
    """What the standard says about the result of a community of one class.

    Weights are shares of 1; caps and points as in the standard; levels from the highest down.
    """

    criteria: tuple[CriterionTerm, ...]
    dimensions: tuple[str, ...]
    bonus_cap: Decimal
    bonuses: tuple[BonusTerm, ...]
    penalty_cap: Decimal
    penalties: tuple[PenaltyTerm, ...]
    professional_weight: Decimal
    residents_weight: Decimal
    levels: tuple[LevelTerm, ...]


@dataclass(frozen=True)
class CriterionOutcome:
    """The agreed or moderated score of one criterion; ``reason`` is the modifier, if any."""

    code: str
    points: Decimal
    counts: bool = True
    reason: str = ""

    @classmethod
    def of(cls, code: str, score: CriterionScore) -> "CriterionOutcome":
        return cls(code, score.points, score.counts, score.reason)


@dataclass(frozen=True)
class BonusOutcome:
    """The confirmed points of one bonus item."""

    code: str
    points: Decimal


@dataclass(frozen=True)
class PenaltyRecord:
    """Cases of one ground that the office recorded and did not strike."""

    code: str
    cases: int


@dataclass(frozen=True)
class ResidentsOutcome:
    """What the closed survey says: R and the satisfaction rate unrounded, None without one.

    ``households`` is the number registered, None when it is not known.
    """

    valid_answers: int = 0
    households: int | None = None
    score: Decimal | None = None
    satisfaction_rate: Decimal | None = None

    @classmethod
    def of(cls, tally: Tally) -> "ResidentsOutcome":
        return cls(tally.valid, tally.households, tally.residents, tally.satisfaction_rate)


@dataclass(frozen=True)
class Inputs:
    """Everything a result depends on, with the hashes of the standard and of the tally."""

    terms: Terms
    scores: tuple[CriterionOutcome, ...]
    bonuses: tuple[BonusOutcome, ...] = ()
    penalties: tuple[PenaltyRecord, ...] = ()
    vetoes: tuple[str, ...] = ()
    residents: ResidentsOutcome = ResidentsOutcome()
    standard_hash: str = ""
    tally_hash: str = ""

    @property
    def scores_hash(self) -> str:
        """Of all scores, bonuses, penalties and vetoes, in whatever order they were given."""
        ordered = in_order(self)
        parts = (ordered.scores, ordered.bonuses, ordered.penalties, ordered.vetoes)
        return content_hash(plain_of(parts))

    @property
    def inputs_hash(self) -> str:
        """Of everything: the same hash means the same result."""
        return content_hash(plain_of(in_order(self)))


def natural(code: str) -> list[tuple[int, str]]:
    """A1.2 before A1.10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", code)]


def in_order(inputs: Inputs) -> Inputs:
    """The same inputs, whoever listed them: by code, vetoes once."""
    return replace(
        inputs,
        scores=tuple(sorted(inputs.scores, key=lambda one: natural(one.code))),
        bonuses=tuple(sorted(inputs.bonuses, key=lambda one: natural(one.code))),
        penalties=tuple(sorted(inputs.penalties, key=lambda one: (natural(one.code), one.cases))),
        vetoes=tuple(sorted(set(inputs.vetoes), key=natural)),
    )


def terms_of(
    content: StandardContent, community_class: str, in_renewal_plan: bool | None = None
) -> Terms:
    """The terms of a standard for communities of one class."""
    return Terms(
        criteria=tuple(
            CriterionTerm(
                one.code, dimension.code, one.points_for(community_class, in_renewal_plan)
            )
            for dimension in content.dimensions
            for one in dimension.criteria
            if one.applies(community_class, in_renewal_plan)
        ),
        dimensions=tuple(dimension.code for dimension in content.dimensions),
        bonus_cap=content.bonus_cap,
        bonuses=tuple(
            BonusTerm(one.code, Decimal(str(one.rule["cap"])), one.criterion)
            for one in content.bonuses
        ),
        penalty_cap=content.penalty_cap,
        penalties=tuple(PenaltyTerm(one.code, one.per, one.cap) for one in content.penalties),
        professional_weight=content.professional_weight,
        residents_weight=content.residents_weight,
        levels=tuple(_levels(content.levels)),
    )


def _levels(levels: Iterable[LevelContent]) -> Iterable[LevelTerm]:
    for level in levels:
        yield LevelTerm(
            key=level.key,
            composite_at_least=level.composite_at_least,
            satisfaction_rate_at_least=level.satisfaction_rate_at_least,
            dimension_share_at_least=level.dimension_share_at_least,
            valid_answers_at_least=level.valid_answers_at_least,
            vetoes_at_most=level.vetoes_at_most,
            has_quota=level.quota is not None,
        )
