"""What somebody records on a criterion where everything is as it asks."""

from decimal import Decimal
from typing import Any

from communities.models import Place
from evaluation.models import Criterion
from evaluation.standards.findings import class_of
from evaluation.standards.scoring_rules import RULES


def best_finding(criterion: Criterion, community: Place) -> dict[str, Any]:
    """The finding that earns this criterion's full points in this community."""
    rule = RULES[criterion.rule["type"]].for_class(criterion.rule, **class_of(community))
    return BEST[rule["type"]](rule, criterion.points_for(community))


def _best_band(rule, points):
    best = max(rule["bands"], key=lambda band: Decimal(band["points"]))
    return {"value": best["at_least"]}


BEST = {
    "count_met": lambda rule, _: {"met": [clause["key"] for clause in rule["clauses"]]},
    "sum_of_parts": lambda rule, _: {"parts": {p["key"]: p["points"] for p in rule["parts"]}},
    "deduct_per_unit": lambda rule, _: {"misses": "0"},
    "deduct_listed": lambda rule, _: {"failings": {}},
    "deduct_per_step": lambda rule, _: {"value": rule["target"]},
    "ratio": lambda rule, _: {"value": rule["target"]},
    "bands": _best_band,
    "sampled_grades": lambda rule, _: {
        "places": [{"name": f"No. {n}", "passed": True} for n in range(1, rule["sample"] + 1)]
    },
    "pass_fail": lambda rule, _: {"passed": True},
    "judgement": lambda rule, points: {"points": str(points), "reason": "As the guide asks."},
    "bonus_per_unit": lambda rule, _: {"count": "1"},
}
