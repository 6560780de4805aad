"""One part of a draft: saved, refused beside its field, and its rule tried."""

from copy import deepcopy

import pytest

from evaluation.models import StandardChange
from tests.evaluation.views.standard_editor.sent_parts import (
    address,
    of_rule,
    page_of,
    part_of,
    save,
    sent_back,
)
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ one part
def test_saved_as_it_is_shown_nothing_changes(client, draft):
    before = deepcopy(draft.content)
    for criterion in draft.criteria.all():
        kind = "bonus" if criterion.is_bonus else "criterion"
        page = page_of(client, draft, kind, criterion.code)
        response = save(client, draft, page, kind, criterion.code)
        assert response.status_code == 302, (criterion.code, response.context["form"].errors)

    draft.refresh_from_db()
    assert draft.content == before
    assert not StandardChange.objects.exists()


def test_a_text_is_changed_and_signed(client, draft, office):
    page = page_of(client, draft)

    response = save(client, draft, page, title_en="Plans made together", title_zh="共同制定计划")

    assert response.url == f"{address('standard-edit', draft.pk)}#criterion-A1.1"
    assert part_of(draft)["title"] == {"en": "Plans made together", "zh": "共同制定计划"}
    assert draft.criteria.get(code="A1.1").title_en == "Plans made together"
    change = StandardChange.objects.get()
    assert (change.by, change.act, change.code) == (office, "changed", "A1.1")
    assert change.content_hash == draft.content_hash


def test_what_is_wrong_is_told_beside_its_field_and_kept(client, draft):
    page = page_of(client, draft)

    response = save(client, draft, page, points="two", title_en="Kept")

    assert "“two” is not a number." in response.context["form"].errors["points"][0]
    assert 'value="Kept"' in response.text
    assert 'href="#id_points"' in response.text
    assert part_of(draft)["title"]["en"] != "Kept"


def test_a_rule_that_does_not_reach_full_points_is_told(client, draft):
    code = next(c.code for c in draft.criteria.all() if c.rule["type"] == "count_met")
    page = page_of(client, draft, code=code)
    length = len(draft.criteria.get(code=code).rule["clauses"])
    short = "; ".join("0" for _row in range(length + 1))

    response = save(client, draft, page, code=code, **{"rule-table": short})

    assert "The best gives 0 points" in response.context["rule_form"].errors["table"][0]


def test_another_type_of_rule_shows_its_own_fields_first(client, draft):
    page = page_of(client, draft)

    shown = save(client, draft, page, change_rule="1", rule_type="judgement", title_en="Kept")
    assert "What earns how much" in shown.text
    assert 'value="Kept"' in shown.text
    assert part_of(draft)["rule"]["type"] != "judgement"

    texts = {"rule-guide_en": "By the appraiser.", "rule-guide_zh": "由评估员判断。"}
    save(client, draft, shown, rule_type="judgement", **texts)
    assert part_of(draft)["rule"] == {
        "type": "judgement",
        "guide": {"en": "By the appraiser.", "zh": "由评估员判断。"},
    }


def test_more_rows_lose_nothing_that_was_typed(client, draft):
    page = page_of(client, draft)

    shown = save(client, draft, page, more_rows="1", title_en="Kept")

    assert 'value="Kept"' in shown.text
    assert shown.text.count("evidence-") > page.text.count("evidence-")


def test_classes_modifiers_and_department_are_kept(client, draft, district):
    DepartmentFactory(district=district, key="sports")
    page = page_of(client, draft)
    save(
        client,
        draft,
        page,
        department="sports",
        scored_by="on",
        applies_to=["old_town", "new_residential"],
        excluded_en="There is no river.",
        excluded_zh="没有河流。",
        no_evidence_zero="on",
        exempt_by_title=["municipal_civilised"],
    )

    found = part_of(draft)
    assert found["applies_to"] == ["old_town", "new_residential"]
    assert (found["department"], found["scored_by"]) == ("sports", "department")
    assert [one["type"] for one in found["modifiers"]] == [
        "excluded",
        "exempt_by_title",
        "no_evidence_zero",
    ]


def test_a_code_that_is_taken_is_told(client, draft):
    page = page_of(client, draft)
    sent = sent_back(page)
    sent["code"] = "A1.2"

    response = client.post(address("standard-edit-part", draft.pk, "criterion", "A1.1"), sent)

    assert "is used twice" in response.text


def test_full_width_digits_are_read_as_in_the_self_examination(client, draft):
    points = part_of(draft)["points"]
    wide = str(points).translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789."})

    response = save(client, draft, page_of(client, draft), points=wide, title_en="Typed wide")

    assert response.status_code == 302
    assert (part_of(draft)["points"], part_of(draft)["title"]["en"]) == (points, "Typed wide")


def test_a_mistake_in_the_rule_is_in_the_title_of_the_page(client, draft):
    code = of_rule(draft, "deduct_per_unit")
    page = page_of(client, draft, code=code)

    response = save(client, draft, page, code=code, **{"rule-unit_en": ""})

    assert "<title>Error: " in response.text
    assert "<title>Error: " not in page.text


# ------------------------------------------------------------------ trial
def test_a_rule_is_tried_without_keeping_anything(client, draft):
    code = next(c.code for c in draft.criteria.all() if c.rule["type"] == "deduct_per_unit")
    here = address("standard-edit-part", draft.pk, "criterion", code)

    blank = client.get(here)
    tried = client.get(here, {"trial-class": "new_residential", "trial-misses": "1"})
    wrong = client.get(here, {"trial-class": "new_residential", "trial-misses": "many"})

    assert "They are worked out by the rule" in blank.text
    assert tried.context["trial"].outcome.is_complete
    assert "Enter a whole number." in wrong.text
