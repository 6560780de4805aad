"""The eleven rule types in one table, and the five questions that can be asked of each."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from evaluation.standards.classes import CLASSES
from evaluation.standards.problems import MISSING, Problem
from evaluation.standards.reading import shown
from evaluation.standards.scoring_rules.counting import (
    BonusPerUnit,
    CountMet,
    DeductListed,
    DeductPerUnit,
    SumOfParts,
)
from evaluation.standards.scoring_rules.judging import Judgement, PassFail, SampledGrades
from evaluation.standards.scoring_rules.measuring import Bands, DeductPerStep, Ratio
from evaluation.standards.scoring_rules.rule import ScoringRule, Working

RULES: dict[str, ScoringRule] = {
    rule.type: rule
    for rule in (
        CountMet(),
        SumOfParts(),
        DeductPerUnit(),
        DeductListed(),
        DeductPerStep(),
        Ratio(),
        Bands(),
        SampledGrades(),
        PassFail(),
        Judgement(),
        BonusPerUnit(),
    )
}


def check_rule(
    rule: Any, points: Decimal | None, *, classes: Iterable[str] = CLASSES
) -> list[Problem]:
    """Everything wrong with a rule; ``points`` are those of its criterion."""
    if not isinstance(rule, dict):
        return [Problem("not_a_mapping")]
    if "type" not in rule:
        return [Problem(MISSING, {"key": "type"}, "type")]
    name = rule["type"]
    if not isinstance(name, str) or name not in RULES:
        return [Problem("rule_unknown", {"value": shown(name)}, "type")]
    return RULES[name].check_rule(rule, points, classes=classes)


def check_finding(
    rule: dict[str, Any],
    finding: Any,
    max_points: Decimal | None = None,
    *,
    community_class: str | None = None,
    in_renewal_plan: bool | None = None,
) -> list[Problem]:
    """Everything wrong with a finding, or not filled in yet (code ``MISSING``)."""
    return RULES[rule["type"]].check_finding(
        rule,
        finding,
        max_points,
        community_class=community_class,
        in_renewal_plan=in_renewal_plan,
    )


def is_complete(
    rule: dict[str, Any],
    finding: Any,
    max_points: Decimal | None = None,
    *,
    community_class: str | None = None,
    in_renewal_plan: bool | None = None,
) -> bool:
    """Whether points can be computed: nothing is missing and nothing is wrong."""
    return not check_finding(
        rule,
        finding,
        max_points,
        community_class=community_class,
        in_renewal_plan=in_renewal_plan,
    )


def explain(
    rule: dict[str, Any],
    finding: Any,
    max_points: Decimal,
    *,
    community_class: str | None = None,
    in_renewal_plan: bool | None = None,
) -> Working:
    """How the points come about. Raises UnusableFinding where ``is_complete`` says no."""
    return RULES[rule["type"]].explain(
        rule,
        finding,
        max_points,
        community_class=community_class,
        in_renewal_plan=in_renewal_plan,
    )


def points(
    rule: dict[str, Any],
    finding: Any,
    max_points: Decimal,
    *,
    community_class: str | None = None,
    in_renewal_plan: bool | None = None,
) -> Decimal:
    """The points awarded: 0 to ``max_points``, rounded half-up to 0.01.

    Raises UnusableFinding where ``is_complete`` says no.
    """
    return explain(
        rule,
        finding,
        max_points,
        community_class=community_class,
        in_renewal_plan=in_renewal_plan,
    ).points
