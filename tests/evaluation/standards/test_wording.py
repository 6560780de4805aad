"""Every rule of a standard and every step of a score can be read aloud."""

import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import translation

from evaluation.standards.findings import score_finding
from evaluation.standards.scoring_rules import RULES
from evaluation.standards.wording import WORDS, modifiers_in_words, rule_in_words
from evaluation.standards.working_words import STEPS, decided_in_words, working_in_words
from tests.factories import CommunityFactory
from tests.factories.findings import best_finding


def test_every_rule_type_has_words():
    assert set(WORDS) == set(RULES)


def test_every_step_has_words():
    folder = settings.BASE_DIR / "evaluation" / "standards" / "scoring_rules"
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    codes = set(re.findall(r'Step\(\s*"([a-z_]+)"', text))
    codes |= {"full_points", "no_step_below_target", "target_reached", "band_between", "band_open"}

    assert set(STEPS) == codes


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_whole_sample_can_be_read(standard, language):
    with translation.override(language):
        for criterion in standard.criteria.all():
            words = rule_in_words(criterion)
            texts = [*words.sentences, *(text for text, _ in words.parts)]
            texts += modifiers_in_words(criterion)
            assert words.sentences
            assert all(text.strip() and "%(" not in text and "None" not in text for text in texts)


READ = {
    "A1.1": [
        "The number of clauses met gives the points (0 met: 0 points; 1 met: 0.5 points; "
        "2 met: 1 point; 3 met: 1.5 points; 4 met: 2 points)."
    ],
    "A1.2": [
        "0.5 points off for each activity missing or without a task for residents.",
        "Expected: 4.",
    ],
    "A2.1": [
        "Share of registered voters who voted – target: Old town 50%; New residential 50%; "
        "Village in the city 90%.",
        "0.3 points off for each whole 5% below the target.",
    ],
    "A2.2": [
        "Organisations registered or filed and active in the year – target: 10 organisations.",
        "Full points from the target on; below it, the share of the target reached.",
    ],
    "E2.1": [
        "0.4 points off for each place found with waste on the ground or an overfull bin.",
        "At most 1.6 points are taken off.",
    ],
    "P1": ["2 bonus points for each honour, 2 at most."],
}


@pytest.mark.parametrize("code", READ)
def test_how_a_rule_reads(standard, code):
    assert rule_in_words(standard.criteria.get(code=code)).sentences == READ[code]


def test_a_community_reads_its_own_target(standard):
    village = CommunityFactory(community_class="village_in_city")

    words = rule_in_words(standard.criteria.get(code="A2.1"), village)

    assert words.sentences[0] == "Share of registered voters who voted – target: 90%."


def test_parts_say_what_they_earn_or_cost(standard):
    assert rule_in_words(standard.criteria.get(code="A3.2")).parts == [
        ("No register of volunteers", "0.5 points off, once"),
        ("Month without a service day", "0.2 points off each time"),
        ("Service day without a record", "0.1 points off each time"),
    ]
    assert rule_in_words(standard.criteria.get(code="D2.1")).parts[-1] == (
        "12 sessions and more",
        "1.5 points",
    )


def test_what_differs_by_class_is_told_for_each(standard):
    criterion = standard.criteria.get(code="A1.2")
    criterion.rule = {
        "type": "deduct_per_unit",
        "unit": {"en": "case", "zh": "1起"},
        "per": "0.5",
        "per_by_class": {"old_town": "1"},
    }

    assert rule_in_words(criterion).sentences == [
        "Old town: 1 point off for each case.",
        "Other classes: 0.5 points off for each case.",
    ]


def lines_of(standard, code, finding):
    criterion, community = standard.criteria.get(code=code), CommunityFactory()
    outcome = score_finding(criterion, finding, community=community)
    return [(line.text, line.amount) for line in working_in_words(outcome)]


def test_a_working_can_be_followed(standard):
    assert lines_of(standard, "A3.2", {"failings": {"month_missed": "9"}}) == [
        ("Full points", Decimal("1.5")),
        ("Month without a service day: 9 × 0.2 points", Decimal("-1.8")),
        ("Never below 0: the rest is not taken off", Decimal("0.3")),
    ]
    assert lines_of(standard, "A2.1", {"value": "44"}) == [
        ("Full points", Decimal("1.5")),
        ("44% is 1 whole step of 5% below the target of 50%", Decimal("-0.3")),
    ]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("50", "50%: the target of 50% is reached"),
        ("47", "47%: no whole step below the target of 50%"),
    ],
)
def test_a_value_at_or_just_below_its_target(standard, value, line):
    assert lines_of(standard, "A2.1", {"value": value})[-1] == (line, Decimal(0))


def test_every_best_finding_has_a_working(standard):
    community = CommunityFactory()
    for criterion in standard.criteria.all():
        outcome = score_finding(criterion, best_finding(criterion, community), community=community)
        assert all("%(" not in line.text for line in working_in_words(outcome))


def test_a_modifier_explains_itself(standard):
    criterion = standard.criteria.get(code="A2.3")
    outcome = score_finding(criterion, {}, community=CommunityFactory(), modifier="excluded")

    assert working_in_words(outcome) == []
    assert decided_in_words(outcome) == "Claimed as not applying here: it leaves the count."
