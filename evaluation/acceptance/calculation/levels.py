"""The level: the highest whose conditions all hold, and what holds a community back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evaluation.acceptance.calculation.inputs import LevelTerm, ResidentsOutcome
from evaluation.acceptance.calculation.professional import DimensionShare
from evaluation.standards.figures import ZERO

NOT_YET = "not_yet"
"""The level of a community that reaches none."""

COMPOSITE = "composite"
SATISFACTION_RATE = "satisfaction_rate"
DIMENSION_SHARE = "dimension_share"
VALID_ANSWERS = "valid_answers"
VETOES = "vetoes"
CONDITIONS = (COMPOSITE, SATISFACTION_RATE, DIMENSION_SHARE, VALID_ANSWERS, VETOES)

NO_VALID_ANSWERS = "no_valid_answers"
NOBODY_RATED = "nobody_rated"
ALL_HOUSEHOLDS = "all_households"


@dataclass(frozen=True)
class Condition:
    """One condition of a level. All numbers are as shown: half-up to 0.01, or whole.

    ``key`` is one of CONDITIONS; ``dimension`` the code, for ``dimension_share``. Composite in
    points, rates and shares in percent, answers and vetoes as counts. ``reached`` is None where
    there is nothing to compare. ``reason``: ``no_valid_answers`` or ``nobody_rated`` where that
    is why; ``all_households`` where fewer answers are needed because there are fewer households.
    """

    key: str
    needed: Decimal
    reached: Decimal | None
    met: bool
    dimension: str = ""
    reason: str = ""

    @property
    def gap(self) -> Decimal | None:
        """How far it is from being met; 0 when it is, None where nothing was reached at all."""
        if self.met:
            return ZERO
        if self.reached is None:
            return None
        return abs(self.needed - self.reached)


@dataclass(frozen=True)
class LevelVerdict:
    """A level, its conditions, and whether all of them hold.

    ``before_quota``: the level has a quota, which is applied once, when the office closes the
    stage's list, and not here.
    """

    key: str
    reached: bool
    before_quota: bool
    conditions: tuple[Condition, ...]

    @property
    def unmet(self) -> tuple[Condition, ...]:
        return tuple(one for one in self.conditions if not one.met)


@dataclass(frozen=True)
class Shown:
    """The numbers that conditions are compared with, as everybody sees them."""

    composite: Decimal | None
    satisfaction_rate: Decimal | None
    dimensions: tuple[DimensionShare, ...]
    residents: ResidentsOutcome
    vetoes: int


def verdict(level: LevelTerm, shown: Shown) -> LevelVerdict:
    conditions = tuple(_conditions(level, shown))
    reached = all(one.met for one in conditions)
    return LevelVerdict(level.key, reached, level.has_quota, conditions)


def _conditions(level: LevelTerm, shown: Shown) -> Iterable[Condition]:
    if level.composite_at_least is not None:
        reason = NO_VALID_ANSWERS if shown.composite is None else ""
        yield _at_least(COMPOSITE, level.composite_at_least, shown.composite, reason=reason)
    if level.satisfaction_rate_at_least is not None:
        rate, reason = shown.satisfaction_rate, ""
        if rate is None:
            reason = NOBODY_RATED if shown.residents.valid_answers else NO_VALID_ANSWERS
        yield _at_least(SATISFACTION_RATE, level.satisfaction_rate_at_least, rate, reason=reason)
    shares = {one.code: one.share for one in shown.dimensions}
    for code, needed in level.dimension_share_at_least:
        # A dimension with nothing that applies is left out.
        if shares.get(code) is not None:
            yield _at_least(DIMENSION_SHARE, needed, shares[code], dimension=code)
    if level.valid_answers_at_least is not None:
        yield _answers(level.valid_answers_at_least, shown.residents)
    found = Decimal(shown.vetoes)
    most = Decimal(level.vetoes_at_most)
    yield Condition(VETOES, most, found, found <= most)


def _at_least(
    key: str, needed: Decimal, reached: Decimal | None, *, dimension: str = "", reason: str = ""
) -> Condition:
    met = reached is not None and reached >= needed
    return Condition(key, needed, reached, met, dimension, reason)


def _answers(needed: int, residents: ResidentsOutcome) -> Condition:
    """So many valid answers, or all households where there are fewer."""
    households = residents.households
    fewer = households is not None and households < needed
    least = Decimal(households if fewer and households is not None else needed)
    reason = ALL_HOUSEHOLDS if fewer else ""
    return _at_least(VALID_ANSWERS, least, Decimal(residents.valid_answers), reason=reason)
