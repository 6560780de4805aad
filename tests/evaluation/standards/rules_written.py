"""One small rule of each type, as a standard writes it."""


def both(text: str) -> dict:
    return {"en": text, "zh": f"{text}（中）"}


COUNT_MET = {
    "type": "count_met",
    "clauses": [{"key": key, "label": both(key)} for key in ("a", "b", "c")],
    "table": ["0", "0.5", "1.0", "2.0"],
}
SUM_OF_PARTS = {
    "type": "sum_of_parts",
    "parts": [
        {"key": "desk", "points": "0.8", "label": both("Desk")},
        {"key": "hours", "points": "1.2", "label": both("Hours")},
    ],
}
DEDUCT_PER_UNIT = {
    "type": "deduct_per_unit",
    "unit": both("corner"),
    "per": "0.5",
    "expected": 6,
    "cap": "1.6",
}
DEDUCT_LISTED = {
    "type": "deduct_listed",
    "failings": [
        {"key": "none", "minus": "0.5", "each": False, "label": both("None")},
        {"key": "month", "minus": "0.2", "each": True, "label": both("Month")},
    ],
    "cap": "1.5",
}
DEDUCT_PER_STEP = {
    "type": "deduct_per_step",
    "measure": both("Share lit"),
    "unit": both("%"),
    "target": "90",
    "step": "5",
    "per": "0.5",
}
RATIO = {
    "type": "ratio",
    "measure": both("Floor area"),
    "unit": {"en": "m²", "zh": "平方米"},
    "targets_by_class": {
        "old_town": "300",
        "old_town.in_renewal_plan": "200",
        "new_residential": "500",
        "village_in_city": "300",
    },
}
BANDS = {
    "type": "bands",
    "measure": both("Days"),
    "unit": both("days"),
    "range": {"from": "0"},
    "bands": [
        {"at_least": "0", "below": "5", "points": "2.0"},
        {"at_least": "5", "below": "8", "points": "1.0"},
        {"at_least": "8", "points": "0"},
    ],
}
SAMPLED_GRADES = {
    "type": "sampled_grades",
    "sample": 5,
    "place": both("road"),
    "passes_when": [both("Even")],
    "grades": [
        {"grade": "A", "share_at_least": "1.00", "points": "2.0"},
        {"grade": "B", "share_at_least": "0.80", "points": "1.5"},
        {"grade": "C", "share_at_least": "0", "points": "0"},
    ],
}
PASS_FAIL = {"type": "pass_fail"}
JUDGEMENT = {"type": "judgement", "guide": both("1 to 2: good.")}
BONUS_PER_UNIT = {"type": "bonus_per_unit", "unit": both("honour"), "per": "0.5", "cap": "1.2"}

WRITTEN = [
    COUNT_MET,
    SUM_OF_PARTS,
    DEDUCT_PER_UNIT,
    DEDUCT_LISTED,
    DEDUCT_PER_STEP,
    RATIO,
    BANDS,
    SAMPLED_GRADES,
    PASS_FAIL,
    JUDGEMENT,
    BONUS_PER_UNIT,
]


def places(passed: int, failed: int) -> dict:
    names = [f"Lane {number}" for number in range(passed + failed)]
    return {
        "places": [{"name": name, "passed": number < passed} for number, name in enumerate(names)]
    }
