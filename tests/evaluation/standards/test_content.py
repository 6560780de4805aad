"""Reading a standard: the sample loads whole, and every slip is told with its place."""

import json
from copy import deepcopy
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.standards.content import (
    content_hash,
    plain_from_text,
    publishing_problems,
    read_standard,
    read_standard_text,
    sums,
    text_from_plain,
    to_plain,
)
from evaluation.standards.scoring_rules import points
from tests.evaluation.standards.sample import (
    best_finding,
    criteria_of,
    sample_standard,
    sample_text,
)

FEW = settings(max_examples=40, deadline=None)
DEPARTMENTS = {criterion["department"] for criterion in criteria_of(sample_standard())}


@pytest.fixture
def plain():
    return sample_standard()


def found(plain, **known):
    return [(problem.code, problem.where) for problem in read_standard(plain, **known)[1]]


def slips(plain):
    content, problems = read_standard(plain)
    assert problems == []
    return [(problem.code, problem.where) for problem in publishing_problems(content)]


# -- the sample


def test_sample_loads_without_a_problem():
    content, problems = read_standard_text(sample_text("standard-2005.yaml"))

    assert problems == []
    assert publishing_problems(content) == []
    assert len(content.criteria) == 54
    assert [len(content.criteria_for(name)) for name in content.classes] == [43, 43, 44]


def test_sample_says_what_it_says(plain):
    content, _ = read_standard(plain)

    assert (content.key, content.title.zh) == (
        "harmonious-community-2005",
        "和谐社区建设评估标准（2005年版）",
    )
    assert (content.professional_weight, content.residents_weight) == (D("0.70"), D("0.30"))
    assert (content.bonus_cap, content.penalty_cap, len(content.vetoes)) == (D(5), D(5), 5)
    assert content.bonuses[4].criterion == "F2.1"
    assert content.levels[0].composite_at_least == 90
    assert dict(content.levels[2].dimension_share_at_least)["X"] == 60
    assert content.moderation.tolerance_percent == 10


def test_reading_and_writing_changes_nothing(plain):
    content, _ = read_standard(plain)

    assert to_plain(content) == plain
    assert read_standard(json.loads(json.dumps(to_plain(content))))[0] == content


def test_yaml_out_and_in_again_changes_nothing(plain):
    assert plain_from_text(text_from_plain(plain)) == (plain, [])


def test_hash_is_of_the_content_and_not_of_its_form(plain):
    reordered = dict(reversed(list(plain.items())))

    assert content_hash(reordered) == content_hash(plain)
    assert content_hash(plain | {"edition": "2006"}) != content_hash(plain)
    assert content_hash({"a": "和"}) == (
        # sha256 of {"a":"和"}, checked with sha256sum
        "41a750cf132b18dc1b8605b618de2adf8f48f869add874858592c148b6cd0c03"
    )


@pytest.mark.parametrize("community_class", ["old_town", "new_residential", "village_in_city"])
def test_best_findings_earn_full_points_for_every_class(plain, community_class):
    content, _ = read_standard(plain)

    earned = {
        one.code: points(
            one.rule,
            best_finding(one.rule, str(one.points)),
            one.points,
            community_class=community_class,
        )
        for one in content.criteria_for(community_class)
    }

    assert earned == {one.code: one.points for one in content.criteria_for(community_class)}
    assert sum(earned.values()) == content.base_points


# -- structure


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "not_a_mapping", id="empty"),
        pytest.param("a: [1", "yaml_syntax", id="broken"),
        pytest.param("a: &x [1]\nb: *x", "yaml_alias", id="references"),
        pytest.param("a: 1\na: 2", "key_twice", id="key twice"),
        pytest.param("[" * 200 + "]" * 200, "too_deep", id="deep"),
        pytest.param("? [a]\n: b", "yaml_syntax", id="list as a key"),
        pytest.param("a: !!python/object:os.system {}", "yaml_syntax", id="objects"),
        pytest.param(b"\xff\xfe\x00", "not_utf8", id="bytes"),
        pytest.param("a: \x01", "not_readable", id="control character"),
        pytest.param("x" * 2_000_001, "file_too_long", id="long"),
        pytest.param("a: 2005-01-01", "not_plain", id="date"),
        pytest.param("a: .nan", "not_plain", id="not a number"),
        pytest.param("1: a", "key_not_text", id="number as a key"),
        pytest.param("- a", "not_a_mapping", id="list"),
        pytest.param("[" + "1," * 100_001 + "]", "too_large_file", id="many"),
    ],
)
def test_files_that_are_no_standard(text, code):
    content, problems = read_standard_text(text)

    assert content is None
    assert [problem.code for problem in problems] == [code]


def test_broken_yaml_is_told_with_line_and_column():
    _, problems = read_standard_text("key: a\ntitle: {en: [\n")

    assert problems[0].params == {"line": 3, "column": 1}


def test_bytes_may_begin_with_a_mark():
    content, problems = read_standard_text(
        b"\xef\xbb\xbf" + sample_text("standard-2005.yaml").encode()
    )

    assert (content.edition, problems) == ("2005", [])


def test_empty_mapping_lists_all_that_is_missing():
    needed = ["key", "edition", "title", "base_points", "declared_totals", "classes"]
    needed += ["dimensions", "weights", "levels"]

    assert found({}) == [("missing", key) for key in needed]


CRITERION = "dimensions[0].indicators[0].criteria[0]"


def criterion(plain):
    return plain["dimensions"][0]["indicators"][0]["criteria"][0]


def change_criterion(**values):
    return lambda plain: criterion(plain).update(values)


def drop_criterion(key):
    return lambda plain: criterion(plain).pop(key)


def change(**values):
    return lambda plain: plain.update(values)


def change_level(**values):
    return lambda plain: plain["levels"][0]["conditions"].update(values)


WRONG = {
    "number without quotes": (
        change_criterion(points=2.0),
        [("number_without_quotes", f"{CRITERION}.points")],
    ),
    "points of forty digits": (
        change_criterion(points="9" * 40),
        [("number_too_long", f"{CRITERION}.points")],
    ),
    "points of seven places": (
        change_criterion(points="2.0000001"),
        [("number_too_long", f"{CRITERION}.points")],
    ),
    "points in words": (
        change_criterion(points="two"),
        [("not_a_number", f"{CRITERION}.points")],
    ),
    "points in hundredths": (
        change_criterion(points="2.05"),
        [("too_many_places", f"{CRITERION}.points")],
    ),
    "table for other points": (
        change_criterion(points="2.5"),
        [("not_full_points", f"{CRITERION}.rule.table")],
    ),
    "unknown rule": (
        change_criterion(rule={"type": "average"}),
        [("rule_unknown", f"{CRITERION}.rule.type")],
    ),
    "no rule": (drop_criterion("rule"), [("missing", f"{CRITERION}.rule")]),
    "rule is a text": (
        change_criterion(rule="ratio"),
        [("not_a_mapping", f"{CRITERION}.rule")],
    ),
    "bonus among the criteria": (
        change_criterion(rule={"type": "bonus_per_unit"}),
        [("bonus_rule_in_base", f"{CRITERION}.rule.type")],
    ),
    "unknown class": (
        change_criterion(applies_to=["suburb"]),
        [("class_unknown", f"{CRITERION}.applies_to[0]")],
    ),
    "unknown department": (
        change_criterion(department="weather"),
        [("department_unknown", f"{CRITERION}.department")],
    ),
    "unknown method": (
        change_criterion(methods=["materials", "rumour"]),
        [("method_unknown", f"{CRITERION}.methods[1]")],
    ),
    "unknown evidence": (
        change_criterion(evidence=[{"type": "gift", "label": {"en": "a", "zh": "b"}}]),
        [("evidence_type_unknown", f"{CRITERION}.evidence[0].type")],
    ),
    "unknown scorer": (
        change_criterion(scored_by="neighbour"),
        [("scored_by_unknown", f"{CRITERION}.scored_by")],
    ),
    "unknown modifier": (
        change_criterion(modifiers=[{"type": "mercy"}]),
        [("modifier_unknown", f"{CRITERION}.modifiers[0].type")],
    ),
    "modifier twice": (
        change_criterion(modifiers=[{"type": "no_evidence_zero"}] * 2),
        [("used_twice", f"{CRITERION}.modifiers[1].type")],
    ),
    "title that does not exist": (
        change_criterion(modifiers=[{"type": "exempt_by_title", "titles": ["royal"]}]),
        [("title_unknown", f"{CRITERION}.modifiers[0].titles[0]")],
    ),
    "one language": (
        change_criterion(title={"zh": "党组织"}),
        [("missing", f"{CRITERION}.title.en")],
    ),
    "code twice": (
        change_criterion(code="A1.2"),
        [("used_twice", "dimensions[0].indicators[0].criteria[1].code")],
    ),
    "code too long": (
        change_criterion(code="A1.1-and-more"),
        [("text_too_long", f"{CRITERION}.code")],
    ),
    "foreign key": (change_criterion(colour="red"), [("unknown_key", f"{CRITERION}.colour")]),
    "weights": (
        change(weights={"professional": "0.7", "residents": "0.4"}),
        [("weights_not_one", "weights")],
    ),
    "order of modifiers": (
        change(modifier_order=["excluded"]),
        [("modifier_order_fixed", "modifier_order")],
    ),
    "unknown level": (
        lambda plain: plain["levels"][0].update(key="superb"),
        [("level_unknown", "levels[0].key")],
    ),
    "levels upside down": (
        change_level(composite_at_least="75"),
        [("levels_out_of_order", "levels[1]")],
    ),
    "floor for no dimension": (
        change_level(dimension_share_at_least={"Z": "50"}),
        [("dimension_unknown", "levels[0].conditions.dimension_share_at_least.Z")],
    ),
    "rate above 100": (
        change_level(satisfaction_rate_at_least="101"),
        [("too_large", "levels[0].conditions.satisfaction_rate_at_least")],
    ),
    "quota without an order": (
        change_level(quota={"percent_of_stage": "30"}),
        [("missing", "levels[0].conditions.quota.order")],
    ),
    "bonus for no criterion": (
        lambda plain: plain["bonus"]["items"][4].update(criterion="Z9"),
        [("criterion_unknown", "bonus.items[4].criterion")],
    ),
    "bonus with another rule": (
        lambda plain: plain["bonus"]["items"][0].update(rule={"type": "ratio"}),
        [("bonus_needs_bonus_rule", "bonus.items[0].rule.type")],
    ),
    "penalty that takes nothing": (
        lambda plain: plain["penalties"]["items"][0].update(per="0"),
        [("not_above_zero", "penalties.items[0].per")],
    ),
    "one appraiser": (
        lambda plain: plain["moderation"].update(appraisers_at_least=1),
        [("too_small", "moderation.appraisers_at_least")],
    ),
    "text with a forbidden character": (
        change(edition="20\x0005"),
        [("text_forbidden", "edition")],
    ),
    "dimension is a number": (
        lambda plain: plain["dimensions"].__setitem__(7, 7),
        [
            ("not_a_mapping", "dimensions[7]"),
            *(
                ("dimension_unknown", f"levels[{n}].conditions.dimension_share_at_least.H")
                for n in range(3)
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_every_slip_is_told_with_its_place(plain, name):
    spoil, expected = WRONG[name]
    spoil(plain)

    assert found(plain, departments=DEPARTMENTS) == expected


def test_a_flood_of_problems_ends_with_how_many_more(plain):
    plain["vetoes"] = [{"code": "a"} for _ in range(50)]
    plain["dimensions"] *= 6

    _, problems = read_standard(plain)

    assert len(problems) == 201
    assert problems[-1].code == "more_problems"


def test_points_may_differ_by_class(plain):
    criterion(plain).update(
        points_by_class={"village_in_city": "1.0"},
        rule=criterion(plain)["rule"]
        | {"table_by_class": {"village_in_city": ["0", "0.2", "0.4", "0.8", "1.0"]}},
    )

    content, problems = read_standard(plain)

    assert problems == []
    first = content.criteria[0]
    assert (first.points_for("village_in_city"), first.points_for("old_town")) == (D(1), D(2))
    village = [one for one in sums(content) if not one.meets]
    assert {(one.class_key, one.level, one.difference) for one in village} == {
        ("village_in_city", level, D("-1.0"))
        for level in ("whole", "common", "dimension", "indicator")
    }
    assert read_standard(to_plain(content)) == (content, [])


def test_points_by_class_need_a_table_for_them(plain):
    criterion(plain)["points_by_class"] = {"village_in_city": "1.0"}

    assert found(plain) == [("not_full_points", f"{CRITERION}.rule.table")]


# -- sums


def test_sums_show_class_place_and_difference(plain):
    plain["dimensions"][8]["indicators"][0]["criteria"].pop()

    content, problems = read_standard(plain)
    slip = publishing_problems(content)

    assert problems == []
    assert [(one.code, one.where, one.params["difference"]) for one in slip] == [
        ("sum_of_whole", "base_points", "-6.0"),
        ("sum_of_class_specific", "declared_totals.class_specific", "-6.0"),
        ("sum_of_dimension", "dimensions[8].points", "-6.0"),
        ("sum_of_indicator", "dimensions[8].indicators[0].points", "-6.0"),
    ]
    assert {one.params["class"] for one in slip} == {"old_town"}


def test_sub_classes_are_added_up_by_themselves(plain):
    old_town = plain["dimensions"][8]["indicators"][0]["criteria"]
    old_town[0]["applies_to"] = ["old_town.in_renewal_plan"]
    twin = deepcopy(old_town[0]) | {"code": "X1.9", "applies_to": ["old_town.not_in_renewal_plan"]}

    content, _ = read_standard(plain)
    lacking = {one.class_key for one in sums(content) if not one.meets}
    old_town.append(twin)

    assert lacking == {"old_town.not_in_renewal_plan"}
    assert slips(plain) == []


def test_totals_must_make_the_base(plain):
    plain["declared_totals"]["common"] = "60.0"

    assert slips(plain)[0] == ("declared_totals_differ", "declared_totals")


def test_residents_are_not_counted_twice(plain):
    criterion(plain)["methods"].append("questionnaire")

    assert slips(plain) == [("residents_counted_twice", f"{CRITERION}.methods")]


def test_questionnaire_is_a_method_where_residents_have_no_weight(plain):
    criterion(plain)["methods"].append("questionnaire")
    plain["weights"] = {"professional": "1", "residents": "0"}

    assert slips(plain) == []


# -- anything at all

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["en", "zh", "type", "key", "points"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def paths(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(one, (*path, key))


ALL_PATHS = [path for path in paths(sample_standard()) if path]


@FEW
@given(st.sampled_from(ALL_PATHS), ANYTHING)
def test_one_strange_value_anywhere_never_raises(path, value):
    plain = sample_standard()
    target = plain
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value

    content, problems = read_standard(plain)

    json.dumps([problem.params for problem in problems])
    if content:
        content_hash(to_plain(content))
        publishing_problems(content)


@FEW
@given(st.text() | st.binary())
def test_no_file_is_too_strange_to_read(text):
    content, problems = read_standard_text(text)

    assert content is None
    assert problems


def test_unit_that_is_no_text_is_told_and_stops_nothing():
    plain = sample_standard()
    plain["dimensions"][0]["indicators"][1]["criteria"][1]["rule"]["unit"]["en"] = []

    _content, problems = read_standard(plain)

    assert [problem.where for problem in problems] == [
        "dimensions[0].indicators[1].criteria[1].rule.unit.en"
    ]
