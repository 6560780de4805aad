"""The sample standard and questionnaire as plain dicts, and the best finding for a rule."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import yaml

SAMPLES = Path(__file__).parents[3] / "data"


def sample_text(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


@cache
def _read_once(name: str) -> dict:
    return yaml.safe_load(sample_text(name))


def sample_standard() -> dict:
    """A fresh copy, to be spoilt at will."""
    return deepcopy(_read_once("standard-2005.yaml"))


def sample_questionnaire() -> dict:
    return deepcopy(_read_once("questionnaire-2005.yaml"))


def criteria_of(plain: dict) -> list[dict]:
    return [
        criterion
        for dimension in plain["dimensions"]
        for indicator in dimension["indicators"]
        for criterion in indicator["criteria"]
    ]


def best_finding(rule: dict, points: str) -> dict:
    """What somebody records where everything is as the criterion asks."""
    match rule["type"]:
        case "count_met":
            return {"met": [clause["key"] for clause in rule["clauses"]]}
        case "sum_of_parts":
            return {"parts": {part["key"]: part["points"] for part in rule["parts"]}}
        case "deduct_per_unit":
            return {"misses": "0"}
        case "deduct_listed":
            return {"failings": {}}
        case "deduct_per_step" | "ratio":
            return {"value": max(rule.get("targets_by_class", {"": rule.get("target")}).values())}
        case "bands":
            best = max(rule["bands"], key=lambda band: float(band["points"]))
            return {"value": best["at_least"]}
        case "sampled_grades":
            places = [{"name": f"{n}", "passed": True} for n in range(rule["sample"])]
            return {"places": places}
        case "pass_fail":
            return {"passed": True}
        case "judgement":
            return {"points": points, "reason": "Seen on the visit."}
        case "bonus_per_unit":
            return {"count": "100"}
    raise AssertionError(rule["type"])
