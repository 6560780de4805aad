"""From what somebody recorded on a criterion of a community to its points.

The arithmetic is in ``scoring_rules``; here it is told about rows: the criterion, the
community's class and title, and whether there is evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from communities.models import Place
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import (
    EXCLUDED,
    NO_EVIDENCE_ZERO,
    NOT_OCCURRED,
    Problem,
    Working,
    check_finding,
    explain,
    score_criterion,
)

ZERO = Decimal(0)


@dataclass(frozen=True)
class Outcome:
    """The points of one criterion in one hand, and how they came about.

    ``applied`` is the modifier that decided, empty when the rule did. ``counts`` is False for
    an excluded criterion. While ``is_complete`` is False ``points`` mean nothing and
    ``problems`` say what is missing or wrong. ``working`` is empty where a modifier decided.
    """

    points: Decimal = ZERO
    out_of: Decimal = ZERO
    counts: bool = True
    applied: str = ""
    is_complete: bool = False
    problems: list[Problem] = field(default_factory=list)
    working: Working | None = None


def class_of(community: Place) -> dict[str, Any]:
    """A community's class in the words of the scoring rules."""
    main_class = community.main_class or None
    in_plan = community.is_in_renewal_plan if main_class == "old_town" else None
    return {"community_class": main_class, "in_renewal_plan": in_plan}


def score_finding(
    criterion: Criterion,
    finding: Mapping[str, Any],
    *,
    community: Place,
    modifier: str = "",
    has_evidence: bool = True,
) -> Outcome:
    """Score one criterion by its rule and its modifiers (domain §3).

    ``modifier`` is the one claimed in a self-examination or confirmed by an appraiser. A claim
    that the criterion does not offer is not heeded. An untouched bonus is complete and worth 0.
    """
    which = class_of(community)
    finding = dict(finding)
    most = criterion.points_for(community)
    if criterion.is_bonus and not finding:
        return Outcome(out_of=most, is_complete=True)
    score = score_criterion(
        criterion.rule,
        criterion.modifiers,
        most,
        finding,
        confirmed=modifier,
        titles=community.title or (),
        has_evidence=has_evidence,
        **which,
    )
    if score is None:
        problems = check_finding(criterion.rule, finding, most, **which)
        return Outcome(out_of=most, problems=problems)
    working = None
    if not score.reason or score.reason == NO_EVIDENCE_ZERO:
        working = explain(criterion.rule, finding, most, **which)
    return Outcome(
        points=score.points,
        out_of=score.out_of,
        counts=score.counts,
        applied=score.reason,
        is_complete=True,
        working=working,
    )


def claimable(criterion: Criterion) -> list[str]:
    """The modifiers that can be claimed on this criterion, in the order they decide."""
    return [name for name in (EXCLUDED, NOT_OCCURRED) if name in criterion.modifier_types]
