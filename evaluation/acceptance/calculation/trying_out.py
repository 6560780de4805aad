"""What another version of the standard would have made of a result that stands.

    try_out(past, before, after) -> Tried           raises CannotCompute, see there

Criteria are matched by code. How the agreed score of a criterion is carried over, the first
that holds:

1. The rule, the points and the modifiers are the same: the agreed score stands.
2. A modifier decided, and the new version has it too: it decides again.
3. Both are judged freely, or only the points differ and no finding stands behind the score:
   the share of the points that was agreed.
4. The new rule accepts every finding behind the score: the mean of what they earn now. Those
   are the appraisers' where the agreed score is their mean, else the self-examination's where
   the agreed score is the community's own.
5. Otherwise, and for what is new: anything from 0 to full points.

P, C and the level rise with every criterion's points, so the lowest and the highest of all
criteria together give the range. A criterion that might not apply to the community lies inside
it. The residents, penalties and vetoes are those of then; grounds the new version does not name
fall away.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluation.acceptance.calculation.computation import Computation, compute
from evaluation.acceptance.calculation.inputs import (
    BonusOutcome,
    CriterionOutcome,
    Inputs,
    terms_of,
)
from evaluation.acceptance.calculation.levels import NOT_YET
from evaluation.standards.content import BonusContent, CriterionContent, StandardContent
from evaluation.standards.content.comparing import scores_alike
from evaluation.standards.figures import ZERO, half_up
from evaluation.standards.scoring_rules import (
    EXCLUDED,
    EXEMPT_BY_TITLE,
    NO_EVIDENCE_ZERO,
    apply_modifiers,
    check_finding,
    points,
)

Finding = Mapping[str, Any]
Scored = CriterionContent | BonusContent


@dataclass(frozen=True)
class Past:
    """A result that stands: its frozen inputs, and the findings behind each agreed score."""

    inputs: Inputs
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    community_class: str | None = None
    in_renewal_plan: bool | None = None
    titles: Collection[str] = ()

    @property
    def which(self) -> dict[str, Any]:
        return {
            "community_class": self.community_class,
            "in_renewal_plan": self.in_renewal_plan,
        }


@dataclass(frozen=True)
class Span:
    """From the lowest to the highest that it may be, both shown: half-up to 0.01."""

    low: Decimal
    high: Decimal

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Tried:
    """What it would have come to. ``composite`` is None where no resident answered.

    ``levels`` are all that are possible, the lowest first. ``open_codes`` are the criteria
    and bonus items that make it a range.
    """

    professional: Span
    composite: Span | None
    levels: tuple[str, ...]
    open_codes: tuple[str, ...]


def try_out(past: Past, before: StandardContent, after: StandardContent) -> Tried:
    """The range of the result under ``after``; ``before`` is what it was judged by."""
    carried = _carried(past, before, after)
    is_open = [code for code, ends in carried.items() if ends[0] != ends[1]]
    low = compute(_inputs(past, after, carried, 0))
    high = compute(_inputs(past, after, carried, 1)) if is_open else low
    return Tried(
        professional=Span(low.shown_professional, high.shown_professional),
        composite=_span(low.shown_composite, high.shown_composite),
        levels=_levels(low, high),
        open_codes=tuple(is_open),
    )


Ends = tuple[CriterionOutcome, CriterionOutcome]
"""The lowest and the highest score of one criterion."""


def _carried(past: Past, before: StandardContent, after: StandardContent) -> dict[str, Ends]:
    known: list[Scored] = [*before.criteria, *before.bonuses]
    then = {one.code: one for one in known}
    agreed = {one.code: one for one in past.inputs.scores}
    agreed |= {one.code: CriterionOutcome(one.code, one.points) for one in past.inputs.bonuses}
    concerned: list[Scored] = [*after.criteria_for(**past.which), *after.bonuses]
    found = {}
    for now in concerned:
        was, score = then.get(now.code), agreed.get(now.code)
        if isinstance(was, BonusContent) and score is None:
            # A bonus that nobody claimed is worth nothing, whatever it would earn now.
            score = CriterionOutcome(now.code, ZERO)
        found[now.code] = _ends(now, was, score, past)
    return found


def _ends(now: Scored, was: Scored | None, score: CriterionOutcome | None, past: Past) -> Ends:
    outcome = None
    if was is not None and score is not None and type(was) is type(now):
        outcome = _carry(now, was, score, past)
    if outcome is not None:
        return outcome, outcome
    return CriterionOutcome(now.code, ZERO), CriterionOutcome(now.code, _most(now, past))


def _most(one: Scored, past: Past) -> Decimal:
    """Full points for this community; of a bonus, its own cap."""
    if isinstance(one, BonusContent):
        return Decimal(str(one.rule["cap"]))
    return one.points_for(**past.which)


def _carry(
    now: Scored, was: Scored, score: CriterionOutcome, past: Past
) -> CriterionOutcome | None:
    """The score under the new version, None where it cannot be told."""
    if scores_alike(was, now):
        return score
    if score.reason:
        decided = _by_modifier(now, score, past)
        if decided is not None or score.reason != NO_EVIDENCE_ZERO:
            return decided
    elif isinstance(now, CriterionContent) and _exempt_now(now, past):
        return CriterionOutcome(now.code, half_up(_most(now, past)), reason=EXEMPT_BY_TITLE)
    if isinstance(was, BonusContent) and not score.points:
        return CriterionOutcome(now.code, ZERO)
    if not score.reason and _is_judged(was) and _is_judged(now):
        return _share(now, was, score, past)
    findings = past.findings.get(now.code, ())
    if findings:
        return _by_rule(now, findings, past)
    return _share(now, was, score, past) if was.rule == now.rule and not score.reason else None


def _exempt_now(now: CriterionContent, past: Past) -> bool:
    found = apply_modifiers(now.modifiers, ZERO, ZERO, titles=past.titles)
    return found.reason == EXEMPT_BY_TITLE


def _by_modifier(now: Scored, score: CriterionOutcome, past: Past) -> CriterionOutcome | None:
    """The same modifier, where the new version has it."""
    found = apply_modifiers(
        getattr(now, "modifiers", ()),
        ZERO,
        _most(now, past),
        confirmed=score.reason,
        titles=past.titles if score.reason == EXEMPT_BY_TITLE else (),
        has_evidence=score.reason != NO_EVIDENCE_ZERO,
    )
    if found.reason != score.reason:
        return None
    return CriterionOutcome(now.code, found.points, score.reason != EXCLUDED, score.reason)


def _is_judged(one: Scored) -> bool:
    return one.rule["type"] == "judgement"


def _share(
    now: Scored, was: Scored, score: CriterionOutcome, past: Past
) -> CriterionOutcome | None:
    """The share of the points that was agreed, of the points there are now."""
    full = _most(was, past)
    if not full:
        return None
    return CriterionOutcome(now.code, half_up(score.points / full * _most(now, past)))


def _by_rule(now: Scored, findings: tuple[Finding, ...], past: Past) -> CriterionOutcome | None:
    """The mean of what the findings earn, where the rule accepts every one of them."""
    most, earned = _most(now, past), []
    for finding in findings:
        if check_finding(now.rule, dict(finding), most, **past.which):
            return None
        earned.append(points(now.rule, dict(finding), most, **past.which))
    return CriterionOutcome(now.code, half_up(sum(earned, ZERO) / len(earned)))


def _inputs(past: Past, after: StandardContent, carried: dict[str, Ends], end: int) -> Inputs:
    then = past.inputs
    penalties = {one.code for one in after.penalties}
    vetoes = {one.code for one in after.vetoes}
    bonuses = [carried[one.code][end] for one in after.bonuses]
    return Inputs(
        terms=terms_of(after, **past.which),
        scores=tuple(carried[one.code][end] for one in after.criteria_for(**past.which)),
        bonuses=tuple(BonusOutcome(one.code, one.points) for one in bonuses),
        penalties=tuple(one for one in then.penalties if one.code in penalties),
        vetoes=tuple(code for code in then.vetoes if code in vetoes),
        residents=then.residents,
        tally_hash=then.tally_hash,
    )


def _span(low: Decimal | None, high: Decimal | None) -> Span | None:
    return None if low is None or high is None else Span(low, high)


def _levels(low: Computation, high: Computation) -> tuple[str, ...]:
    """The levels from the lowest to the highest, without those that cannot be reached at all."""
    order = [NOT_YET, *(level.key for level in reversed(low.inputs.terms.levels))]
    reachable = {one.key for one in high.verdicts if one.reached} | {low.level, high.level}
    between = order[order.index(low.level) : order.index(high.level) + 1]
    return tuple(key for key in between if key in reachable)
