"""Findings of a given quality for any scoring rule, as a careful person would record them.

``quality`` runs from 0 (nothing met) to 1 (everything met); ``rng`` is seeded, so the same
district comes out every time.
"""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from evaluation.standards.classes import closest

STEP = Decimal("0.1")


def _misses(count: int, quality: float, rng: Random) -> int:
    """How many of ``count`` things went wrong."""
    return sum(rng.random() > quality for _ in range(count))


def _count_met(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    return {"met": [c["key"] for c in rule["clauses"] if rng.random() < quality]}


def _sum_of_parts(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    parts = {}
    for part in rule["parts"]:
        full = Decimal(part["points"])
        share = 1 if rng.random() < quality else rng.choice([Decimal("0.5"), Decimal("0.8")])
        parts[part["key"]] = str((full * share).quantize(STEP))
    return {"parts": parts}


def _deduct_per_unit(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    return {"misses": str(_misses(min(int(rule.get("expected", 3)), 3), quality, rng))}


def _deduct_listed(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    failings = {}
    for failing in rule["failings"]:
        if rng.random() > quality:
            failings[failing["key"]] = "1"
    return {"failings": failings}


def _deduct_per_step(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    target, step = Decimal(rule["target"]), Decimal(rule["step"])
    below = _misses(2, quality, rng)
    return {"value": str(max(target - step * below, Decimal(0)))}


def _ratio(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    target = Decimal(rule["target"])
    if rng.random() < quality:
        return {"value": str(target)}
    part = Decimal(rng.randint(70, 95)) / 100
    return {"value": str((target * part).quantize(Decimal(1)))}


def _bands(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    bands = sorted(rule["bands"], key=lambda band: Decimal(band["points"]), reverse=True)
    band = bands[0] if rng.random() < quality else bands[min(1, len(bands) - 1)]
    return {"value": band["at_least"]}


def _sampled_grades(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    failed = 0 if rng.random() < quality else 1
    places = [
        {"name": str(number), "passed": number > failed}
        for number in range(1, int(rule["sample"]) + 1)
    ]
    return {"places": places}


def _pass_fail(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    return {"passed": rng.random() < min(quality + 0.05, 1)}


def _judgement(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    share = Decimal(rng.randint(round(quality * 85), round(60 + quality * 40))) / 100
    given = min((points * share).quantize(STEP), points)
    return {"points": str(given), "reason": "按查阅资料和现场情况评定。"}


def _bonus_per_unit(rule: dict, points: Decimal, quality: float, rng: Random) -> dict:
    return {"count": "1" if rng.random() < (quality - 0.7) else "0"}


RECORDERS: dict[str, Callable[[dict, Decimal, float, Random], dict]] = {
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


def record(criterion, which: dict[str, Any], quality: float, rng: Random) -> dict:
    """A finding on this criterion for a community of this class."""
    rule = dict(criterion.rule)
    if "targets_by_class" in rule:
        rule["target"] = closest(
            rule["targets_by_class"], *which.values(), default=rule.get("target")
        )
    return RECORDERS[rule["type"]](rule, criterion.points, quality, rng)
