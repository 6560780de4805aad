"""Editing a draft in the browser: the outline, acts on its parts, head and levels."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.utils.translation import override

from communities.models import Role
from evaluation.models import StandardChange
from tests.evaluation.standards.test_rule_forms import put, typed
from tests.evaluation.views.standard_editor.sent_parts import address, page_of, part_of, save
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db


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
