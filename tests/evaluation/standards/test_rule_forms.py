"""The form of every rule gives the same rule back."""

import pytest
from django.forms import BooleanField, MultipleChoiceField
from django.http import QueryDict

from evaluation.forms.rows_field import RowsField
from evaluation.forms.rule_forms import FORMS, rule_form
from evaluation.standards.scoring_rules import RULES
from tests.evaluation.standards import rules_written
from tests.evaluation.standards.sample import criteria_of, sample_standard

WRITTEN = [
    value
    for value in vars(rules_written).values()
    if isinstance(value, dict) and value.get("type") in RULES
]
SAMPLE = sample_standard()
OF_SAMPLE = [one["rule"] for one in [*criteria_of(SAMPLE), *SAMPLE["bonus"]["items"]]]


def typed(form):
    """What a browser would send for the form as it is shown."""
    sent = QueryDict(mutable=True)
    for bound in form:
        if isinstance(bound.field, RowsField):
            rows = bound.value() or []
            sent[f"{bound.html_name}-count"] = str(len(rows))
            for number, row in enumerate(rows):
                sent[f"{bound.html_name}-{number}-key"] = row.get("key", "")
                for column in bound.field.columns:
                    value = row.get(column.name, "")
                    if column.kind == "check":
                        if value:
                            sent[f"{bound.html_name}-{number}-{column.name}"] = "1"
                    else:
                        sent[f"{bound.html_name}-{number}-{column.name}"] = value
        elif isinstance(bound.field, MultipleChoiceField):
            sent.setlist(bound.html_name, bound.value() or [])
        elif not isinstance(bound.field, BooleanField):
            sent[bound.html_name] = bound.value() or ""
        elif bound.value():
            sent[bound.html_name] = "on"
    return sent


def put(sent, changes):
    """The same with some fields typed over; a list is of several ticks."""
    for name, value in changes.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent


def as_text(value):
    """Numbers may be written 5 or “5”; nothing else may differ."""
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return value if isinstance(value, bool) else str(value)


def test_every_rule_type_has_its_form():
    assert set(FORMS) == set(RULES)


@pytest.mark.parametrize("rule", [*WRITTEN, *OF_SAMPLE], ids=lambda rule: rule["type"])
def test_a_rule_comes_back_as_it_was(rule):
    shown = rule_form(rule["type"], rule=rule)
    sent = rule_form(rule["type"], typed(shown), rule=rule)

    assert sent.is_valid(), sent.errors
    assert as_text(sent.rule) == as_text(rule)


@pytest.mark.parametrize(
    ("kind", "path", "field"),
    [
        ("count_met", "table[2]", "table"),
        ("count_met", "table_by_class.old_town[1]", "table"),
        ("count_met", "clauses[0].label.en", "clauses"),
        ("bands", "bands_by_class.old_town[0].points", "bands"),
        ("ratio", "targets_by_class", "target"),
        ("ratio", "range.to", "range_from"),
        ("judgement", "guide.en", "guide_en"),
        ("pass_fail", "", None),
    ],
)
def test_a_problem_is_told_beside_its_field(kind, path, field):
    assert rule_form(kind).field_of(path) == field


def test_new_rows_get_keys_that_nothing_has():
    form = rule_form("sum_of_parts")
    sent = typed(form)
    sent["rule-parts-count"] = "2"
    for number, key in ((0, "k1"), (1, "")):
        for name, value in (("key", key), ("zh", "甲"), ("en", "A"), ("points", "1")):
            sent[f"rule-parts-{number}-{name}"] = value

    made = rule_form("sum_of_parts", sent)
    assert made.is_valid()

    assert [part["key"] for part in made.rule["parts"]] == ["k1", "k2"]
