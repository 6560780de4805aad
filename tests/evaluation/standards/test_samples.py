"""Findings made from the rules themselves."""

from decimal import Decimal as D

import pytest

from evaluation.standards.classes import CLASSES
from evaluation.standards.content import class_keys_of, read_standard
from evaluation.standards.scoring_rules import check_finding, points
from evaluation.standards.scoring_rules.samples import sample_findings
from tests.evaluation.standards.rules_written import WRITTEN
from tests.evaluation.standards.sample import sample_standard

STANDARD, _ = read_standard(sample_standard())
MOST = D("2.0")


@pytest.mark.parametrize("rule", WRITTEN, ids=lambda rule: rule["type"])
@pytest.mark.parametrize("community_class", CLASSES)
def test_every_rule_accepts_its_three_samples(rule, community_class):
    which = {"community_class": community_class}
    made = sample_findings(rule, MOST, **which)
    findings = (made.best, made.middle, made.worst)

    assert [check_finding(rule, one, MOST, **which) for one in findings] == [[], [], []]
    best, middle, worst = (points(rule, one, MOST, **which) for one in findings)
    assert best >= middle >= worst


@pytest.mark.parametrize("class_key", class_keys_of(STANDARD))
def test_the_best_finding_of_the_sample_standard_earns_full_points(class_key):
    for one in STANDARD.criteria_for(class_key):
        full = one.points_for(class_key)
        made = sample_findings(one.rule, full, community_class=class_key)

        assert points(one.rule, made.best, full, community_class=class_key) == full, one.code
        assert not check_finding(one.rule, made.worst, full, community_class=class_key)
