"""Two people at one draft: each keeps what they changed, and nothing typed is lost."""

import pytest

from evaluation.standards.services import discard, publish
from tests.evaluation.standards.test_rule_forms import put, typed
from tests.evaluation.views.standard_editor.sent_parts import (
    address,
    of_rule,
    page_of,
    part_of,
    save,
    sent_back,
)

pytestmark = pytest.mark.django_db


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
