"""Findings to try a rule out with: the best, one half-way, and the worst.

    sample_findings(rule, max_points, *, community_class=None, in_renewal_plan=None) -> Samples

Each is a finding that the rule accepts. What can only be met or not has no middle; there it is
taken as not met. The rule itself must be one that ``check_rule`` finds nothing wrong with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from evaluation.standards.figures import CENT, ZERO, half_up, plain
from evaluation.standards.scoring_rules.measuring import limits
from evaluation.standards.scoring_rules.table import RULES

Finding = dict[str, Any]
Rule = dict[str, Any]
BEST, MIDDLE, WORST = Decimal(1), Decimal("0.5"), ZERO
"""The share of the points that a sample aims at."""
REASON = "–"


@dataclass(frozen=True)
class Samples:
    """Three findings on one criterion."""

    best: Finding
    middle: Finding
    worst: Finding


def sample_findings(
    rule: Rule,
    max_points: Decimal,
    *,
    community_class: str | None = None,
    in_renewal_plan: bool | None = None,
) -> Samples:
    """The three findings for a community of this class."""
    settled = RULES[rule["type"]].for_class(rule, community_class, in_renewal_plan)
    make = MAKERS[rule["type"]]
    return Samples(*(make(settled, max_points, share) for share in (BEST, MIDDLE, WORST)))


def _number(written: Any) -> Decimal:
    return Decimal(str(written))


def _times(lost: Decimal, per: Decimal) -> int:
    """How often ``per`` must be taken to lose at least so many points."""
    return int((lost / per).to_integral_value(ROUND_CEILING))


def _count_met(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    keys = [clause["key"] for clause in rule["clauses"]]
    return {"met": keys[: int(len(keys) * share)]}


def _sum_of_parts(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    # A point of a part may be finer than a hundredth of it: never more than the part itself.
    parts = {one["key"]: _number(one["points"]) for one in rule["parts"]}
    return {"parts": {key: plain(min(half_up(most * share), most)) for key, most in parts.items()}}


def _deduct_per_unit(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    misses = _times(points * (1 - share), _number(rule["per"]))
    return {"misses": str(min(misses, int(rule.get("expected", misses))))}


def _deduct_listed(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    """The first failings of the list, each as often as it takes to lose the points."""
    failings, to_lose = {}, points * (1 - share)
    for failing in rule["failings"]:
        if to_lose <= 0:
            break
        minus = _number(failing["minus"])
        times = _times(to_lose, minus) if failing["each"] else 1
        failings[failing["key"]] = str(times)
        to_lose -= minus * times
    return {"failings": failings}


def _deduct_per_step(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    steps = _times(points * (1 - share), _number(rule["per"]))
    value = _number(rule["target"]) - steps * _number(rule["step"])
    return {"value": plain(max(value, limits(rule)[0]))}


def _ratio(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    lowest, target = max(limits(rule)[0], ZERO), _number(rule["target"])
    return {"value": plain(half_up(lowest + (target - lowest) * share, CENT / 10000))}


def _bands(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    """The band whose points come nearest to the share; its lower edge."""
    nearest = min(
        rule["bands"],
        key=lambda band: (abs(_number(band["points"]) - points * share), -_number(band["points"])),
    )
    return {"value": plain(max(_number(nearest["at_least"]), limits(rule)[0]))}


def _sampled_grades(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    sample = int(rule["sample"])
    passed = int(sample * share)
    return {"places": [{"name": str(n + 1), "passed": n < passed} for n in range(sample)]}


def _pass_fail(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    return {"passed": share == BEST}


def _judgement(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    return {"points": plain(min(half_up(points * share), points)), "reason": REASON}


def _bonus_per_unit(rule: Rule, points: Decimal, share: Decimal) -> Finding:
    return {"count": str(_times(_number(rule["cap"]) * share, _number(rule["per"])))}


MAKERS: dict[str, Callable[[Rule, Decimal, Decimal], Finding]] = {
    "count_met": _count_met,
    "sum_of_parts": _sum_of_parts,
    "deduct_per_unit": _deduct_per_unit,
    "deduct_listed": _deduct_listed,
    "deduct_per_step": _deduct_per_step,
    "ratio": _ratio,
    "bands": _bands,
    "sampled_grades": _sampled_grades,
    "pass_fail": _pass_fail,
    "judgement": _judgement,
    "bonus_per_unit": _bonus_per_unit,
}
