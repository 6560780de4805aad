"""A standard of six criteria, so that a whole evaluation is played in a moment.

A1.1 count_met, proof needed · A1.2 misses · B1.1 judgement · B1.2 measured, may be excluded ·
B1.3 pass or fail, may not have occurred · B1.4 sum of parts · P1, P2 bonus · N1 to N4 penalties
and V1 to V5 vetoes as in the sample. Two valid answers are enough, the tolerance is 10 %.
"""

from copy import deepcopy

from communities.models import Place, Role
from evaluation.models import Standard, StandardState
from evaluation.standards.services import import_standard, publish
from tests.factories.people import PostFactory
from tests.factories.standards import written_standard

VALID_ANSWERS = 2


def _both(text: str) -> dict:
    return {"en": text, "zh": f"{text}（中）"}


def _criterion(code: str, title: str, points: str, rule: dict, *modifiers: str) -> dict:
    written = {
        "code": code,
        "title": _both(title),
        "requirement": _both(f"{title} as required."),
        "points": points,
        "rule": rule,
        "methods": ["materials"],
        "evidence": [{"type": "document", "label": _both("Proof")}],
        "department": "street",
    }
    if modifiers:
        written["modifiers"] = [_modifier(name) for name in modifiers]
    return written


def _modifier(name: str) -> dict:
    return {"type": name} | ({} if name == "no_evidence_zero" else {"when": _both("So it is.")})


CRITERIA = {
    "A": [
        _criterion(
            "A1.1",
            "Meetings held",
            "2.0",
            {
                "type": "count_met",
                "clauses": [
                    {"key": key, "label": _both(f"Clause {key}")} for key in ("one", "two")
                ],
                "table": ["0", "1.0", "2.0"],
            },
            "no_evidence_zero",
        ),
        _criterion(
            "A1.2",
            "Corners kept clean",
            "2.0",
            {"type": "deduct_per_unit", "unit": _both("corner"), "per": "0.5", "expected": 4},
        ),
    ],
    "B": [
        _criterion(
            "B1.1", "Publicity", "2.0", {"type": "judgement", "guide": _both("1 to 2: good.")}
        ),
        _criterion(
            "B1.2",
            "Streets lit",
            "2.0",
            {
                "type": "deduct_per_step",
                "measure": _both("Share lit"),
                "unit": _both("%"),
                "target": "90",
                "step": "5",
                "per": "0.5",
            },
            "excluded",
        ),
        _criterion("B1.3", "Disputes settled", "1.0", {"type": "pass_fail"}, "not_occurred"),
        _criterion(
            "B1.4",
            "Service desk",
            "1.0",
            {
                "type": "sum_of_parts",
                "parts": [
                    {"key": "desk", "points": "0.4", "label": _both("Desk")},
                    {"key": "hours", "points": "0.6", "label": _both("Hours")},
                ],
            },
        ),
    ],
}


def written_small_standard() -> dict:
    """A fresh copy, to be changed at will."""
    written = deepcopy(written_standard())
    written |= {
        "key": "small",
        "title": _both("Small standard"),
        "base_points": "10.0",
        "declared_totals": {"common": "10.0", "class_specific": "0"},
        "dimensions": [_dimension(code, criteria) for code, criteria in CRITERIA.items()],
    }
    written["bonus"]["items"] = written["bonus"]["items"][:2]
    for level in written["levels"]:
        conditions = level["conditions"]
        conditions["valid_answers_at_least"] = VALID_ANSWERS
        shares = conditions["dimension_share_at_least"]
        conditions["dimension_share_at_least"] = {code: shares[code] for code in CRITERIA}
    return written


def _dimension(code: str, criteria: list[dict]) -> dict:
    points = {"A": "4.0", "B": "6.0"}[code]
    indicator = {
        "code": f"{code}1",
        "title": _both(f"Indicator {code}1"),
        "points": points,
        "criteria": deepcopy(criteria),
    }
    return {
        "code": code,
        "title": _both(f"Dimension {code}"),
        "points": points,
        "indicators": [indicator],
    }


def small_standard(district: Place) -> Standard:
    """The small standard, published by somebody of the office."""
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    standard = import_standard(written_small_standard(), district=district, by=office)
    if standard.state == StandardState.DRAFT:
        publish(standard, by=office)
    return standard
