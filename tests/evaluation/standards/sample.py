"""The sample standard and questionnaire as plain dicts, and the best finding for a rule."""

from functools import cache
from pathlib import Path

import pytest
import yaml

FOLDERS = [
    Path(__file__).parents[3] / "samples",
    Path(__file__).parents[3] / "sample",
    Path(__file__).parents[4] / "shared" / "data",
]


@cache
def sample_text(name: str) -> str:
    for folder in FOLDERS:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    pytest.skip(f"{name} is not here")


def sample_standard() -> dict:
    return yaml.load(sample_text("standard-2005.yaml"), yaml.CSafeLoader)  # noqa: S506 -- safe


def sample_questionnaire() -> dict:
    return yaml.load(sample_text("questionnaire-2005.yaml"), yaml.CSafeLoader)  # noqa: S506 -- safe


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
