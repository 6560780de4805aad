"""Two versions side by side: the pure comparison."""

from copy import deepcopy
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.standards.content import read_standard
from evaluation.standards.content.comparing import BONUS, CRITERION, PLACE, compare
from tests.evaluation.standards.sample import criteria_of, sample_standard

FEW = settings(max_examples=25, deadline=None)
PLAIN = sample_standard()
CODES = [one["code"] for one in criteria_of(PLAIN)]


def content(plain):
    found, _problems = read_standard(plain)
    assert found is not None
    return found


def edited(change):
    plain = sample_standard()
    change(plain)
    return content(plain)


def drop(plain, code):
    for dimension in plain["dimensions"]:
        for indicator in dimension["indicators"]:
            indicator["criteria"] = [c for c in indicator["criteria"] if c["code"] != code]


STANDARD = content(PLAIN)


def test_the_same_content_twice_differs_in_nothing():
    found = compare(STANDARD, content(sample_standard()))

    assert found.is_empty
    assert all(row.difference == 0 for row in found.movements)


def test_a_changed_criterion_names_the_fields_that_changed():
    def change(plain):
        first = criteria_of(plain)[0]
        first["title"]["en"] = "Another title"
        first["points"] = "9.9"

    (found,) = compare(STANDARD, edited(change)).items

    assert (found.kind, found.code) == (CRITERION, CODES[0])
    assert found.fields == ("title", "points")
    assert found.after.value.points == D("9.9")


def test_a_criterion_put_elsewhere_has_moved():
    def change(plain):
        moved = plain["dimensions"][0]["indicators"][0]["criteria"].pop(0)
        plain["dimensions"][1]["indicators"][0]["criteria"].append(moved)

    found = compare(STANDARD, edited(change))
    (item,) = found.changed(CRITERION)
    moved = {row.code: row.difference for row in found.movements if row.difference}

    assert item.fields == (PLACE,)
    worth = STANDARD.criteria[0].points
    assert moved == {
        STANDARD.dimensions[0].code: -worth,
        STANDARD.dimensions[1].code: worth,
    }


def test_a_dimension_that_differs_by_class_has_a_row_for_each():
    def change(plain):
        criteria_of(plain)[0]["applies_to"] = ["old_town"]

    rows = [
        row
        for row in compare(STANDARD, edited(change)).movements
        if row.code == STANDARD.dimensions[0].code
    ]

    assert {row.class_key: row.difference < 0 for row in rows} == {
        "old_town": False,
        "new_residential": True,
        "village_in_city": True,
    }


def test_what_surrounds_the_points():
    def change(plain):
        plain["weights"] = {"professional": "0.6", "residents": "0.4"}
        plain["bonus"]["cap"] = "8"
        plain["levels"][0]["conditions"]["composite_at_least"] = "92"
        code = STANDARD.dimensions[0].code
        plain["levels"][1]["conditions"]["dimension_share_at_least"][code] = "71"

    found = compare(STANDARD, edited(change)).surroundings

    assert [(one.field, one.level, one.part) for one in found] == [
        ("bonus_cap", "", ""),
        ("professional_weight", "", ""),
        ("residents_weight", "", ""),
        ("composite_at_least", "excellent", ""),
        ("dimension_share_at_least", "good", STANDARD.dimensions[0].code),
    ]
    assert (found[0].before, found[0].after) == (D("5.0"), D(8))


def test_bonus_items_are_matched_by_code_as_well():
    found = compare(STANDARD, edited(lambda plain: plain["bonus"]["items"].pop()))

    assert [one.code for one in found.removed(BONUS)] == [STANDARD.bonuses[-1].code]


@st.composite
def edits(draw):
    """A standard with some criteria gone, renamed, or worth something else."""
    plain = deepcopy(PLAIN)
    for code in draw(st.sets(st.sampled_from(CODES), max_size=4)):
        drop(plain, code)
    for code in draw(st.sets(st.sampled_from(CODES), max_size=4)):
        for one in criteria_of(plain):
            if one["code"] == code:
                one["title"] = {"en": draw(st.text("abc", min_size=1)), "zh": "题"}
                one["points"] = str(draw(st.decimals("0.1", "5", places=1)))
    return content(plain)


@FEW
@given(edits())
def test_comparing_with_itself_is_empty(standard):
    assert compare(standard, standard).is_empty


@FEW
@given(edits(), edits())
def test_swapping_swaps_what_came_and_what_went(one, other):
    there, back = compare(one, other), compare(other, one)

    def codes(items):
        return {(item.kind, item.code) for item in items}

    assert codes(there.added()) == codes(back.removed())
    assert codes(there.removed()) == codes(back.added())
    assert codes(there.changed()) == codes(back.changed())
    differences = {(row.code, row.class_key): row.difference for row in there.movements}
    assert differences == {(row.code, row.class_key): -row.difference for row in back.movements}


@FEW
@given(edits(), edits())
def test_what_came_and_went_accounts_for_every_criterion(one, other):
    found = compare(one, other)

    stayed = {each.code for each in one.criteria} & {each.code for each in other.criteria}
    assert len(found.added(CRITERION)) == len(other.criteria) - len(stayed)
    assert len(found.removed(CRITERION)) == len(one.criteria) - len(stayed)
