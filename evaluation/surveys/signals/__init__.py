"""Signals of stuffing: what is unusual about the answers of one community. No database, no clock.

    district_of(communities, rules) -> District      what is usual in the whole box
    observe(community, district, rules, place=…) -> list[Observation]    one for each kind
    RULES, Rules.hash                                written down when a box is made

A signal says that somebody should look, and nothing else: no score, level or law rests on it.
Therefore probabilities are worked out with floating point (``chances.py``); shares are exact.
How often honest answers raise one, and how often stuffing does, is tried out in
``proofs/detection.py``.
"""

from evaluation.surveys.signals.observing import District, Observation, district_of, observe
from evaluation.surveys.signals.rules import RULES, Kind, Rule, Rules, rules_from
from evaluation.surveys.signals.sheets import Community, Scale, Sheet

__all__ = [
    "RULES",
    "Community",
    "District",
    "Kind",
    "Observation",
    "Rule",
    "Rules",
    "Scale",
    "Sheet",
    "district_of",
    "observe",
    "rules_from",
]
