"""Each type of rule has its form: what is typed becomes a finding, and is shown again."""

import pytest

from evaluation.forms.findings import FORMS, finding_form
from evaluation.standards.finding_words import WORDS, finding_in_words
from evaluation.standards.scoring_rules import RULES
from tests.factories import CommunityFactory
from tests.factories.findings import best_finding

pytestmark = pytest.mark.django_db


def form_of(standard, code, data=None, finding=None):
    typed = None if data is None else {f"finding-{key}": value for key, value in data.items()}
    criterion = standard.criteria.get(code=code)
    return finding_form(criterion, CommunityFactory(), typed, finding)


def test_every_rule_type_has_a_form_and_words():
    assert set(FORMS) == set(WORDS) == set(RULES)


TYPED = {
    "count_met": ("A1.1", {"met": ["set_up", "members"]}, {"met": ["set_up", "members"]}),
    "count_met none": ("A1.1", {"met": ["none_of_these"]}, {"met": []}),
    "sum_of_parts": (
        "A3.1",
        {"part_0": "0.5", "part_1": "０．２", "part_2": ".5"[:0]},
        {"parts": {"district_training": "0.5", "street_training": "0.2"}},
    ),
    "deduct_per_unit": ("A1.2", {"misses": " 3 "}, {"misses": "3"}),
    "deduct_listed": (
        "A3.2",
        {"failing_0": "on", "failing_1": "2", "failing_2": ""},
        {"failings": {"no_register": "1", "month_missed": "2"}},
    ),
    "deduct_listed none": ("A3.2", {"none_of_these": "on"}, {"failings": {}}),
    "deduct_listed zero": ("A3.2", {"failing_1": "0"}, {"failings": {}}),
    "deduct_per_step": ("A2.1", {"value": "95 %"}, {"value": "95"}),
    "ratio": ("A2.2", {"value": "8个"}, {"value": "8"}),
    "bands": ("C2.2", {"value": "4.5 working days"}, {"value": "4.5"}),
    "sampled_grades": (
        "E1.2",
        {"name_0": "North Lane", "passed_0": "yes", "name_1": "South Lane", "passed_1": ""},
        {
            "places": [
                {"name": "North Lane", "passed": True},
                {"name": "South Lane", "passed": None},
            ]
        },
    ),
    "judgement": (
        "C2.3",
        {"points": "1.2", "reason": "Regular."},
        {"points": "1.2", "reason": "Regular."},
    ),
    "bonus_per_unit": ("P4", {"count": "2"}, {"count": "2"}),
}


@pytest.mark.parametrize("case", TYPED)
def test_what_is_typed_becomes_a_finding(standard, case):
    code, typed, finding = TYPED[case]

    form = form_of(standard, code, typed)

    assert form.is_valid(), form.errors
    assert form.finding == finding


def test_pass_or_fail(standard):
    criterion = standard.criteria.get(code="X3.5")
    village = CommunityFactory(community_class="village_in_city")

    form = finding_form(criterion, village, {"finding-passed": "no"})

    assert form.is_valid()
    assert form.finding == {"passed": False}


def test_every_stored_finding_comes_back_the_same(standard):
    for criterion in standard.criteria.all():
        classes = criterion.applies_to or ["new_residential"]
        community = CommunityFactory(
            community_class={"old_town": "old_town.in_renewal_plan"}.get(classes[0], classes[0])
        )
        finding = best_finding(criterion, community)
        shown = finding_form(criterion, community, finding=finding)
        data = {
            shown.add_prefix(name): shown[name].value()
            for name in shown.fields
            if shown[name].value() not in (None, False)
        }

        again = finding_form(criterion, community, data)

        assert again.is_valid(), (criterion, again.errors)
        assert again.finding == finding, criterion
        assert finding_in_words(criterion, finding, community)


@pytest.mark.parametrize("code", ["A1.1", "A3.1", "A1.2", "A3.2", "A2.1", "E1.2", "C2.3", "P1"])
def test_nothing_typed_is_no_finding(standard, code):
    form = form_of(standard, code, {})

    assert form.is_valid()
    assert form.finding == {}
    assert not form.is_typed()


WRONG = {
    "not a number": (
        "A2.1",
        {"value": "about 1 km"},
        "value",
        "Enter a number, for instance 47.5.",
    ),
    "too much of a share": ("A2.1", {"value": "950"}, "value", "Enter at most 100."),
    "below nothing": ("D1.1", {"value": "-3"}, "value", "Enter 0 or more."),
    "points above the maximum": ("C2.3", {"points": "1.6"}, "points", "Enter at most 1.5."),
    "a part above its points": ("A3.1", {"part_0": "0.6"}, "part_0", "Enter at most 0.5."),
    "more misses than expected": ("A1.2", {"misses": "5"}, "misses", "Enter at most 4."),
    "half a miss": ("A1.2", {"misses": "1.5"}, "misses", "Enter a whole number."),
    "too exact": ("C2.3", {"points": "1.234"}, "points", "Enter at most 2 decimal places."),
    "an unknown clause": ("A1.1", {"met": ["castle"]}, "met", "castle"),
    "all and none": (
        "A1.1",
        {"met": ["set_up", "none_of_these"]},
        "met",
        "Tick either clauses or “None of these”, not both.",
    ),
    "found and none": (
        "A3.2",
        {"failing_1": "1", "none_of_these": "on"},
        "none_of_these",
        "Either something was found, or none of these.",
    ),
    "endless": ("A2.1", {"value": "9" * 70}, "value", "60"),
    "no number at all": ("A2.1", {"value": "NaN"}, "value", "Enter a number"),
    "two places with one name": (
        "E1.2",
        {"name_0": "Lane", "passed_0": "yes", "name_1": "Lane", "passed_1": "no"},
        "__all__",
        "“Lane” is used twice.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_beside_the_field_and_kept(standard, case):
    code, typed, field, message = WRONG[case]

    form = form_of(standard, code, typed)

    assert not form.is_valid()
    assert message in " ".join(form.errors[field])
    name, value = next(iter(typed.items()))
    assert form[name].value() == value


def test_a_finding_is_read_back_in_words(standard):
    criterion = standard.criteria.get(code="A1.1")
    lines = finding_in_words(criterion, {"met": ["set_up"]}, CommunityFactory())

    assert [(line.value, line.is_met) for line in lines] == [
        ("met", True),
        ("not met", False),
        ("not met", False),
        ("not met", False),
    ]
    assert finding_in_words(criterion, {}, CommunityFactory()) == []
