"""Editing a draft in the browser, part by part."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from communities.models import Role
from evaluation.models import StandardChange
from evaluation.standards.content.editing import Part, part_at
from evaluation.standards.services import discard, import_standard, publish
from tests.evaluation.standards.test_rule_forms import put, typed
from tests.factories import DepartmentFactory, PostFactory
from tests.factories.standards import written_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def draft(district, office):
    return import_standard(deepcopy(written_standard()), district=district, by=office)


def address(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def page_of(client, draft, kind="criterion", code="A1.1"):
    return client.get(address("standard-edit-part", draft.pk, kind, code))


def sent_back(page, **changes):
    """What a browser sends from this page, with some fields typed over."""
    context = page.context
    sent = typed(context["form"])
    if context["rule_form"]:
        sent.update(typed(context["rule_form"]))
        sent["rule_type"] = context["rule_form"].type
    sent["seen"], sent["marks"] = context["seen"], context["marks"]
    return dict(put(sent, changes).lists())


def save(client, draft, page, kind="criterion", code="A1.1", **changes):
    here = address("standard-edit-part", draft.pk, kind, code)
    return client.post(here, sent_back(page, **changes))


def part_of(draft, kind="criterion", code="A1.1"):
    draft.refresh_from_db()
    return part_at(draft.content, Part(kind, code))


# ------------------------------------------------------------------ the outline
def test_the_outline_shows_every_part_and_that_it_adds_up(client, draft):
    response = client.get(address("standard-edit", draft.pk))

    assert "Everything adds up." in response.text
    for code in ("A1", "A1.1", "B2.1"):
        assert f">{code} " in response.text
    labels = [total.label for total in response.context["outline"].totals]
    assert "New residential" in labels


def test_a_slip_is_shown_where_it_is_with_its_difference(client, draft):
    criterion = next(c for c in draft.criteria.all() if c.rule["type"] == "deduct_per_unit")
    above = criterion.indicator.code
    page = page_of(client, draft, code=criterion.code)
    more = str(criterion.points + Decimal("0.5"))
    save(client, draft, page, code=criterion.code, points=more)

    response = client.get(address("standard-edit", draft.pk))

    assert "It cannot be published yet" in response.text
    lines = [one for line in response.context["outline"].dimensions for one in line.children]
    indicator = next(one for one in lines if one.code == above)
    assert indicator.slips and all("+0.5" in slip for slip in indicator.slips)


@pytest.mark.parametrize("role", [Role.LEADER, Role.APPRAISER, Role.STREET_OFFICIAL])
def test_editing_is_for_the_office(client, draft, person, role):
    client.force_login(person(role))

    assert client.get(address("standard-edit", draft.pk)).status_code == 403
    assert page_of(client, draft).status_code == 403


def test_a_published_version_has_no_editor(client, standard, office):
    assert client.get(address("standard-edit", standard.pk)).status_code == 404
    assert page_of(client, standard).status_code == 404


def test_what_is_not_there_is_not_found(client, draft):
    assert page_of(client, draft, "criterion", "Z9.9").status_code == 404
    assert page_of(client, draft, "nonsense", "A1.1").status_code == 404


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


def test_whoever_saves_second_is_told_and_loses_nothing(client, draft):
    first, second = page_of(client, draft), page_of(client, draft)
    save(client, draft, first, title_en="First")

    response = save(client, draft, second, title_en="Second")

    assert "Somebody else has changed this draft meanwhile" in response.text
    assert 'value="Second"' in response.text
    assert part_of(draft)["title"]["en"] == "First"

    again = save(client, draft, response, title_en="Second")
    assert again.status_code == 302
    assert part_of(draft)["title"]["en"] == "Second"


def test_what_one_left_as_it_was_keeps_what_the_other_made_of_it(client, draft):
    first, second = page_of(client, draft), page_of(client, draft)
    save(client, draft, first, requirement_en="Changed by the first.")

    told = save(client, draft, second, title_en="Changed by the second")

    assert told.context["meeting"].clashes == []
    assert told.context["meeting"].taken == ["Requirement in English"]
    assert save(client, draft, told).status_code == 302
    part = part_of(draft)
    assert part["requirement"]["en"] == "Changed by the first."
    assert part["title"]["en"] == "Changed by the second"


def test_what_both_changed_is_shown_side_by_side(client, draft):
    first, second = page_of(client, draft), page_of(client, draft)
    save(client, draft, first, title_en="First", title_zh="甲")

    told = save(client, draft, second, title_en="Second", title_zh="甲")

    [clash] = told.context["meeting"].clashes
    assert (clash.stored, clash.typed) == (["First"], ["Second"])
    assert "Stored now" in told.text


def test_a_part_that_has_another_code_by_now_is_found_under_it(client, draft):
    first, second = page_of(client, draft), page_of(client, draft)
    here = address("standard-edit-part", draft.pk, "criterion", "A1.1")
    client.post(here, sent_back(first, code="A1.8", title_zh="甲"))

    told = save(client, draft, second, title_en="Second")

    assert told.status_code == 307  # the browser sends the same once more, to the new address
    assert told.url == address("standard-edit-part", draft.pk, "criterion", "A1.8")
    met = client.post(told.url, sent_back(second, title_en="Second"))
    assert met.context["meeting"].taken == ["Code", "Title in Chinese"]
    assert client.post(told.url, sent_back(met)).status_code == 302
    assert part_of(draft, code="A1.8")["title"] == {"zh": "甲", "en": "Second"}


def test_what_was_typed_into_a_part_that_was_taken_out_is_shown(client, draft, office):
    second = page_of(client, draft)
    client.post(address("standard-remove-part", draft.pk, "criterion", "A1.1"))

    told = save(client, draft, second, title_en="Second <b>", **{"rule-clauses-0-en": "Mine"})

    assert told.status_code == 409
    assert f"{office.name} took it out of the draft meanwhile." in told.text
    assert "Second &lt;b&gt;" in told.text and "Mine" in told.text
    assert [one.label for one in told.context["typed"]] == ["Title in English", "Clauses"]


@pytest.mark.parametrize(
    ("act", "words"),
    [(publish, "This version was published meanwhile"), (discard, "The draft was discarded")],
)
def test_what_was_typed_while_the_draft_ended_is_shown(client, draft, office, act, words):
    page = page_of(client, draft)
    pk, sent = draft.pk, sent_back(page, title_en="Second")
    act(draft, by=office)

    told = client.post(address("standard-edit-part", pk, "criterion", "A1.1"), sent)

    assert told.status_code == 409
    assert words in told.text and "Second" in told.text


@pytest.mark.parametrize(
    ("page", "field", "typed"),
    [("head", "edition", "Mine"), ("levels", "excellent-composite_at_least", "91.5")],
)
def test_what_was_typed_about_the_whole_while_it_was_published_is_shown(
    client, draft, office, page, field, typed
):
    here = address(f"standard-edit-{page}", draft.pk)
    context = client.get(here).context
    sent = {name: context["form"][name].value() or "" for name in context["form"].fields}
    sent |= {"seen": context["seen"], "marks": context["marks"], field: typed}
    publish(draft, by=office)

    told = client.post(here, sent)

    assert told.status_code == 409
    assert "This version was published meanwhile" in told.text and typed in told.text


def of_rule(draft, kind):
    return next(c.code for c in draft.criteria.all() if c.rule["type"] == kind)


def test_two_people_at_a_rule_keep_what_each_of_them_changed(client, draft):
    code = of_rule(draft, "deduct_per_unit")
    first, second = (page_of(client, draft, code=code) for _ in range(2))
    unit = {"rule-unit_en": "changed unit"}
    assert save(client, draft, first, code=code, **unit).status_code == 302

    told = save(client, draft, second, code=code, title_en="Second")

    assert told.context["meeting"].clashes == []
    save(client, draft, told, code=code)
    part = part_of(draft, code=code)
    assert (part["rule"]["unit"]["en"], part["title"]["en"]) == ("changed unit", "Second")


def test_two_types_of_rule_are_told_in_words(client, draft):
    code = of_rule(draft, "deduct_per_unit")
    first, second = (page_of(client, draft, code=code) for _ in range(2))
    here = address("standard-edit-part", draft.pk, "criterion", code)
    asked = client.post(here, sent_back(first, change_rule="1", rule_type="judgement"))
    guide = {"rule-guide_zh": "看整体", "rule-guide_en": "As a whole"}
    assert client.post(here, sent_back(asked, **guide)).status_code == 302

    told = save(client, draft, second, code=code, **{"rule-unit_en": "mine"})

    [clash] = told.context["meeting"].clashes
    assert clash.label == "Scoring rule"
    assert "What earns how much (English): As a whole" in clash.stored
    assert told.context["rule_form"].type == "deduct_per_unit"
    assert 'value="mine"' in told.text


def test_two_people_at_the_head_keep_what_each_of_them_changed(client, draft):
    here = address("standard-edit-head", draft.pk)
    pages = [client.get(here) for _ in range(2)]

    def sent(page, **changes):
        known = {name: page.context[name] for name in ("seen", "marks")}
        return dict(put(typed(page.context["form"]), known | changes).lists())

    client.post(here, sent(pages[0], title_en="First"))
    told = client.post(here, sent(pages[1], edition="2099"))

    assert told.context["meeting"].taken == ["Title in English"]
    assert client.post(here, sent(told)).status_code == 302
    draft.refresh_from_db()
    assert (draft.content["title"]["en"], draft.content["edition"]) == ("First", "2099")


def test_a_code_that_is_taken_is_told(client, draft):
    page = page_of(client, draft)
    sent = sent_back(page)
    sent["code"] = "A1.2"

    response = client.post(address("standard-edit-part", draft.pk, "criterion", "A1.1"), sent)

    assert "is used twice" in response.text


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


# ------------------------------------------------------------------ acts
def test_a_part_is_added_and_led_to(client, draft):
    response = client.post(address("standard-add", draft.pk, "criterion"), {"into": "A1"})

    change = StandardChange.objects.get()
    assert change.act == "added"
    assert response.url == address("standard-edit-part", draft.pk, "criterion", change.code)
    assert part_of(draft, code=change.code)["title"]["en"] == "To be named"


def test_what_was_done_to_a_part_is_said_in_chinese(client, draft, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    added = client.post(
        address("standard-add", draft.pk, "criterion"), {"into": "A1"}, follow=True
    )
    assert "新增：评分项" in added.text
    with override("zh-hans"):
        assert StandardChange.Act.MOVED.label == "移动"


def test_a_part_is_moved_copied_and_taken_out(client, draft):
    client.post(address("standard-move-part", draft.pk, "criterion", "A1.1"), {"way": "down"})
    codes = list(draft.criteria.values_list("code", flat=True)[:2])
    assert codes == ["A1.2", "A1.1"]

    copied = client.post(address("standard-copy-part", draft.pk, "criterion", "A1.1"))
    code = copied.url.rstrip("/").rpartition("/")[2]
    assert part_of(draft, code=code)["title"] == part_of(draft)["title"]

    removing = address("standard-remove-part", draft.pk, "criterion", code)
    assert "cannot be brought back" in client.get(removing).text
    client.post(removing, {"seen": client.get(removing).context["form"]["seen"].value()})
    draft.refresh_from_db()
    assert not draft.criteria.filter(code=code).exists()


def test_the_last_criterion_of_an_indicator_stays(client, draft):
    indicator = next(
        one
        for d in draft.content["dimensions"]
        for one in d["indicators"]
        if len(one["criteria"]) == 1
    )
    code = indicator["criteria"][0]["code"]

    response = client.post(
        address("standard-remove-part", draft.pk, "criterion", code), follow=True
    )

    assert "Needed: at least 1." in response.text
    assert draft.criteria.filter(code=code).exists()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("standard-add", ["nonsense"]),
        ("standard-copy-part", ["nonsense", "A1.1"]),
        ("standard-move-part", ["nonsense", "A1.1"]),
    ],
)
def test_acts_on_nothing_are_not_found(client, draft, name, args):
    assert client.post(address(name, draft.pk, *args)).status_code == 404


def test_acts_on_what_is_gone_are_told(client, draft):
    for name in ("standard-copy-part", "standard-move-part"):
        response = client.post(address(name, draft.pk, "criterion", "Z9"), follow=True)
        assert "This part is no longer there." in response.text


# ------------------------------------------------------------------ head and levels
@pytest.mark.parametrize("name", ["standard-edit-head", "standard-edit-levels"])
def test_the_whole_saved_as_shown_changes_nothing(client, draft, name):
    before = deepcopy(draft.content)
    page = client.get(address(name, draft.pk))
    sent = dict(put(typed(page.context["form"]), {"seen": page.context["seen"]}).lists())

    response = client.post(address(name, draft.pk), sent)

    assert response.status_code == 302, response.context["form"].errors
    draft.refresh_from_db()
    assert draft.content == before


def test_weights_that_are_not_one_are_told_beside_them(client, draft):
    page = client.get(address("standard-edit-head", draft.pk))
    changes = {"seen": page.context["seen"], "professional": "0.9"}
    sent = dict(put(typed(page.context["form"]), changes).lists())

    response = client.post(address("standard-edit-head", draft.pk), sent)

    assert "add up to" in response.context["form"].errors["professional"][0]


def test_a_level_asks_for_more(client, draft):
    page = client.get(address("standard-edit-levels", draft.pk))
    changes = {
        "seen": page.context["seen"],
        "excellent-composite_at_least": "92",
        "excellent-dimension_share_at_least": "A: 85; B: 75",
    }
    sent = dict(put(typed(page.context["form"]), changes).lists())

    client.post(address("standard-edit-levels", draft.pk), sent)

    draft.refresh_from_db()
    conditions = draft.content["levels"][0]["conditions"]
    assert conditions["composite_at_least"] == "92"
    assert conditions["dimension_share_at_least"] == {"A": "85", "B": "75"}


def test_pages_cost_the_same_however_many_criteria(client, draft, django_assert_max_num_queries):
    PostFactory()
    with django_assert_max_num_queries(9):
        client.get(address("standard-edit", draft.pk))
    with django_assert_max_num_queries(9):
        page_of(client, draft)


def test_why_it_cannot_be_published_is_said_in_words_and_leads_there(client, draft):
    page = page_of(client, draft, "indicator", "A1")
    save(client, draft, page, "indicator", "A1", points="99")
    indicator = address("standard-edit-part", draft.pk, "indicator", "A1")

    for page in (address("standard", draft.pk), address("standard-edit", draft.pk)):
        text = client.get(page).text
        assert f'<a href="{indicator}">Indicator A1</a>' in text
        assert "dimensions[0]" not in text
        assert "base_points" not in text


def test_a_draft_that_cannot_be_published_is_not_offered_for_it(client, draft):
    page = page_of(client, draft, "indicator", "A1")
    save(client, draft, page, "indicator", "A1", points="99")

    response = client.get(address("standard-publish", draft.pk), follow=True)

    assert "It cannot be published yet. What is wrong stands below." in response.text
    assert "Publish version" not in response.text


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
