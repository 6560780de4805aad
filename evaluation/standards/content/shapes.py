"""What a standard says, as frozen values. Texts are pairs, points are Decimal."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.standards.classes import applies, closest
from evaluation.standards.reading import TextPair

METHODS = (
    "briefing",
    "materials",
    "on_site",
    "spot_check",
    "questionnaire",
    "phone",
    "interview",
    "department_opinion",
)
EVIDENCE_TYPES = ("document", "table", "photo", "statement")
STREET = "street"
"""The street office of the community, where a department is asked for."""
LEVEL_KEYS = ("excellent", "good", "qualified")


@dataclass(frozen=True)
class EvidenceContent:
    """One kind of evidence that is asked for; ``type`` is one of EVIDENCE_TYPES."""

    type: str
    label: TextPair


@dataclass(frozen=True)
class CriterionContent:
    """One requirement with its points and its one scoring rule.

    ``rule`` and ``modifiers`` are plain dicts, as ``scoring_rules`` reads them. ``applies_to``
    names classes or sub-classes; empty means all. ``points_by_class`` stands before ``points``.
    ``scored_by`` is ``department`` or empty (the appraisers).
    """

    code: str
    title: TextPair
    requirement: TextPair
    points: Decimal
    rule: dict[str, Any]
    methods: tuple[str, ...]
    evidence: tuple[EvidenceContent, ...]
    department: str
    modifiers: tuple[dict[str, Any], ...] = ()
    applies_to: tuple[str, ...] = ()
    scored_by: str = ""
    points_by_class: tuple[tuple[str, Decimal], ...] = ()

    def applies(self, community_class: str, in_renewal_plan: bool | None = None) -> bool:
        return applies(self.applies_to, community_class, in_renewal_plan)

    def points_for(self, community_class: str, in_renewal_plan: bool | None = None) -> Decimal:
        """The most this criterion earns a community of this class."""
        by_class = dict(self.points_by_class)
        return closest(by_class, community_class, in_renewal_plan, self.points)


@dataclass(frozen=True)
class IndicatorContent:
    code: str
    title: TextPair
    points: Decimal
    criteria: tuple[CriterionContent, ...]


@dataclass(frozen=True)
class DimensionContent:
    """``main_task`` is the number of the programme's main task it follows, if any."""

    code: str
    title: TextPair
    points: Decimal
    indicators: tuple[IndicatorContent, ...]
    main_task: int | None = None

    @property
    def criteria(self) -> tuple[CriterionContent, ...]:
        return tuple(one for indicator in self.indicators for one in indicator.criteria)


@dataclass(frozen=True)
class BonusContent:
    """Points outside the base. None where ``criterion`` counts as not occurred."""

    code: str
    title: TextPair
    requirement: TextPair
    rule: dict[str, Any]
    look_back_months: int | None
    evidence: tuple[EvidenceContent, ...]
    criterion: str = ""


@dataclass(frozen=True)
class PenaltyContent:
    """Points off for each case; ``cap`` is the most this ground takes off, None for no cap."""

    code: str
    title: TextPair
    ground: TextPair
    unit: TextPair
    per: Decimal
    cap: Decimal | None
    look_back_months: int | None
    evidence: tuple[EvidenceContent, ...]


@dataclass(frozen=True)
class VetoContent:
    """A ground on which a community is not accepted, whatever its scores."""

    code: str
    title: TextPair
    ground: TextPair
    established_by: TextPair
    look_back_months: int | None
    evidence: tuple[EvidenceContent, ...]


@dataclass(frozen=True)
class ModerationContent:
    """How many appraisers score, and how far they may differ, in percent of the points."""

    appraisers_at_least: int = 2
    tolerance_percent: Decimal = Decimal(10)


@dataclass(frozen=True)
class LevelContent:
    """A level and its conditions; a condition that is None is not asked for.

    Composite in points of 100; rate and dimension shares in percent.
    """

    key: str
    title: TextPair
    composite_at_least: Decimal | None = None
    satisfaction_rate_at_least: Decimal | None = None
    dimension_share_at_least: tuple[tuple[str, Decimal], ...] = ()
    valid_answers_at_least: int | None = None
    vetoes_at_most: int = 0
    quota: dict[str, Any] | None = None


@dataclass(frozen=True)
class StandardContent:
    """A whole standard. ``base_points`` = ``common_points`` + ``class_points`` for every class."""

    key: str
    edition: str
    title: TextPair
    base_points: Decimal
    common_points: Decimal
    class_points: Decimal
    classes: tuple[str, ...]
    dimensions: tuple[DimensionContent, ...]
    bonus_cap: Decimal
    bonuses: tuple[BonusContent, ...]
    penalty_cap: Decimal
    penalties: tuple[PenaltyContent, ...]
    vetoes: tuple[VetoContent, ...]
    professional_weight: Decimal
    residents_weight: Decimal
    moderation: ModerationContent
    levels: tuple[LevelContent, ...]
    otherwise_title: TextPair
    otherwise_key: str = "not_accepted"
    notice: TextPair | None = None
    leading_language: str = "zh"
    other_languages: tuple[str, ...] = ("en",)
    language_note: TextPair | None = None

    @property
    def criteria(self) -> tuple[CriterionContent, ...]:
        """All criteria in the order of the standard, without the bonus items."""
        return tuple(one for dimension in self.dimensions for one in dimension.criteria)

    def criteria_for(
        self, community_class: str, in_renewal_plan: bool | None = None
    ) -> tuple[CriterionContent, ...]:
        """The criteria a community of this class is judged by."""
        return tuple(one for one in self.criteria if one.applies(community_class, in_renewal_plan))
