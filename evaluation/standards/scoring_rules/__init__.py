"""How a finding becomes points. Plain arithmetic: no database, no clock, no request.

A rule (``{"type": "ratio", …}``) and a finding (``{"value": "8"}``) are plain dicts as JSON
keeps them, numbers as strings. ``max_points`` are the criterion's points for this community.

    check_rule(rule, points, *, classes=CLASSES) -> list[Problem]
    check_finding(rule, finding, max_points=None, *, community_class=None,
                  in_renewal_plan=None) -> list[Problem]
    is_complete(rule, finding, max_points=None, *, …) -> bool     no problem of any kind
    points(rule, finding, max_points, *, …) -> Decimal            0..max_points, half-up 0.01
    explain(rule, finding, max_points, *, …) -> Working           the steps to the points
    score_criterion(rule, modifiers, max_points, finding, *, confirmed="", titles=(),
                    has_evidence=True, community_class=None, in_renewal_plan=None)
                    -> CriterionScore | None                      None: finding not complete
    apply_modifiers(modifiers, earned, max_points, *, confirmed="", titles=(),
                    has_evidence=True) -> CriterionScore

What is not filled in yet has the problem code ``MISSING``: a draft may be saved with it
(``only_gaps(problems)``), a hand-up may not. ``points`` and ``explain`` raise
``UnusableFinding`` on a finding with problems.

Findings, by rule type:
    count_met        {"met": ["key", …]}               nothing met: []
    sum_of_parts     {"parts": {"key": "0.5", …}}      every part, 0 to its points
    deduct_per_unit  {"misses": "2"}                   whole number, at most ``expected``
    deduct_listed    {"failings": {"key": "1"}}        none found: {}
    deduct_per_step, ratio, bands   {"value": "47.5"}  in the rule's unit and range
    sampled_grades   {"places": [{"name": "…", "passed": true}, …]}   at most ``sample``
    pass_fail        {"passed": true}
    judgement        {"points": "1.2", "reason": "…"}
    bonus_per_unit   {"count": "2"}

A value may differ by class: ``targets_by_class`` for ``target``, and ``table_by_class``,
``parts_by_class``, ``per_by_class``, ``failings_by_class``, ``bands_by_class``,
``grades_by_class``; the plain key is for the classes not named. See ``standards.classes``.
"""

from evaluation.standards.problems import MISSING, Problem, only_gaps
from evaluation.standards.scoring_rules.modifiers import (
    CLAIMABLE,
    EXCLUDED,
    EXEMPT_BY_TITLE,
    MODIFIER_ORDER,
    NO_EVIDENCE_ZERO,
    NOT_OCCURRED,
    CriterionScore,
    apply_modifiers,
    holding_modifier,
    score_criterion,
)
from evaluation.standards.scoring_rules.rule import Step, UnusableFinding, Working
from evaluation.standards.scoring_rules.table import (
    RULES,
    check_finding,
    check_rule,
    explain,
    is_complete,
    points,
)

__all__ = [
    "CLAIMABLE",
    "EXCLUDED",
    "EXEMPT_BY_TITLE",
    "MISSING",
    "MODIFIER_ORDER",
    "NOT_OCCURRED",
    "NO_EVIDENCE_ZERO",
    "RULES",
    "CriterionScore",
    "Problem",
    "Step",
    "UnusableFinding",
    "Working",
    "apply_modifiers",
    "check_finding",
    "check_rule",
    "explain",
    "holding_modifier",
    "is_complete",
    "only_gaps",
    "points",
    "score_criterion",
]
