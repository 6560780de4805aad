"""What stands above a rule: four modifiers, of which the first that holds decides.

    apply_modifiers(modifiers, points, max_points, *, confirmed, titles, has_evidence)
        -> CriterionScore
    score_criterion(rule, modifiers, max_points, finding, *, confirmed, titles, has_evidence,
                    community_class, in_renewal_plan) -> CriterionScore | None

``modifiers`` are plain dicts as stored on a criterion: ``{"type": "excluded", "when": {…}}``.
``confirmed`` is the type of the modifier that was claimed (in a self-score) or confirmed (by
an appraiser), or empty. ``titles`` are those the community holds; one title
may be given by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.standards.figures import ZERO, half_up
from evaluation.standards.scoring_rules.table import check_finding, points

EXCLUDED = "excluded"
EXEMPT_BY_TITLE = "exempt_by_title"
NOT_OCCURRED = "not_occurred"
NO_EVIDENCE_ZERO = "no_evidence_zero"
MODIFIER_ORDER = (EXCLUDED, EXEMPT_BY_TITLE, NOT_OCCURRED, NO_EVIDENCE_ZERO)
CLAIMABLE = (EXCLUDED, NOT_OCCURRED)
"""The modifiers somebody has to claim; the other two follow from facts."""


@dataclass(frozen=True)
class CriterionScore:
    """The points of one criterion.

    ``counts`` is False for a criterion that leaves numerator and denominator.
    ``reason`` is the modifier that decided, or empty when the rule did.
    """

    points: Decimal
    out_of: Decimal
    counts: bool = True
    reason: str = ""


def holding_modifier(
    modifiers: Sequence[Mapping[str, Any]],
    *,
    confirmed: str = "",
    titles: Collection[str] = (),
    has_evidence: bool = True,
) -> str:
    """The type of the modifier that decides, or empty."""
    on_criterion = {modifier["type"]: modifier for modifier in modifiers}
    held = {titles} if isinstance(titles, str) else set(titles)
    exempting = on_criterion.get(EXEMPT_BY_TITLE, {}).get("titles", ())
    holds = {
        EXCLUDED: confirmed == EXCLUDED,
        EXEMPT_BY_TITLE: not held.isdisjoint(exempting),
        NOT_OCCURRED: confirmed == NOT_OCCURRED,
        NO_EVIDENCE_ZERO: not has_evidence,
    }
    return next((name for name in MODIFIER_ORDER if name in on_criterion and holds[name]), "")


def _decided(name: str, max_points: Decimal) -> CriterionScore:
    """The score where a modifier decides, whatever the rule would say."""
    if name == EXCLUDED:
        return CriterionScore(ZERO, ZERO, counts=False, reason=name)
    earned = ZERO if name == NO_EVIDENCE_ZERO else half_up(max_points)
    return CriterionScore(earned, max_points, reason=name)


def apply_modifiers(
    modifiers: Sequence[Mapping[str, Any]],
    earned: Decimal,
    max_points: Decimal,
    *,
    confirmed: str = "",
    titles: Collection[str] = (),
    has_evidence: bool = True,
) -> CriterionScore:
    """The score of a criterion whose rule gave ``earned`` points."""
    name = holding_modifier(
        modifiers, confirmed=confirmed, titles=titles, has_evidence=has_evidence
    )
    return _decided(name, max_points) if name else CriterionScore(earned, max_points)


def score_criterion(
    rule: dict[str, Any],
    modifiers: Sequence[Mapping[str, Any]],
    max_points: Decimal,
    finding: Any,
    *,
    confirmed: str = "",
    titles: Collection[str] = (),
    has_evidence: bool = True,
    community_class: str | None = None,
    in_renewal_plan: bool | None = None,
) -> CriterionScore | None:
    """The score of a criterion, or None while the finding it needs is not complete.

    No finding is needed where ``excluded``, ``exempt_by_title`` or ``not_occurred`` decides.
    A criterion without its evidence is 0 as well, but only once it has been scored.
    """
    which: Any = {"community_class": community_class, "in_renewal_plan": in_renewal_plan}
    name = holding_modifier(
        modifiers, confirmed=confirmed, titles=titles, has_evidence=has_evidence
    )
    if name and name != NO_EVIDENCE_ZERO:
        return _decided(name, max_points)
    if check_finding(rule, finding, max_points, **which):
        return None
    if name:
        return _decided(name, max_points)
    return CriterionScore(points(rule, finding, max_points, **which), max_points)
