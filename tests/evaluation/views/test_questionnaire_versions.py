"""Versions of the questionnaire: published, taken along, compared, with their history."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.models import Role
from evaluation.models import Questionnaire
from evaluation.standards.plain_text import plain_from_text
from evaluation.surveys import services
from evaluation.surveys.questionnaire_content.editing import (
    item_added,
    item_changed,
    item_removed,
)
from tests.factories.surveys import published_questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def published(district):
    return published_questionnaire(district)


@pytest.fixture
def draft(published, office):
    return services.copy_questionnaire(published, by=office)


def address(name, *args):
    return reverse(f"evaluation:questionnaire-{name}", args=args)


def change(draft, office, make, act="changed"):
    services.edit_draft(draft, make, by=office, seen=draft.content_hash, act=act)


# ------------------------------------------------------------------ publishing
def test_publishing_is_refused_with_the_places(client, draft, office):
    change(draft, office, lambda plain: item_changed(plain, "staff", {"weight": "0.05"}))

    for response in (
        client.get(address("publish", draft.pk)),
        client.post(address("publish", draft.pk), {"seen": draft.content_hash}),
    ):
        assert "The weights add up to 0.99." in response.text
        assert f'href="{address("edit-part", draft.pk, "weights")}"' in response.text
    assert Questionnaire.objects.get(pk=draft.pk).state == "draft"


def test_what_was_changed_meanwhile_is_not_published_unseen(client, draft, office):
    asked = client.get(address("publish", draft.pk)).context["form"]["seen"].value()
    change(draft, office, lambda plain: {**plain, "edition": "2030"})

    response = client.post(address("publish", draft.pk), {"seen": asked}, follow=True)

    assert "Somebody else has changed this draft meanwhile." in response.text
    assert Questionnaire.objects.get(pk=draft.pk).state == "draft"


def test_a_published_version_shows_its_hash_and_no_editor(client, published, office):
    text = client.get(published.get_absolute_url()).text

    assert published.content_hash in text
    assert address("edit", published.pk) not in text
    assert address("copy", published.pk) in text


def test_publishing_twice_is_told(client, published, office):
    response = client.post(address("publish", published.pk), follow=True)

    assert "has been published already" in response.text


# ------------------------------------------------------------------ thrown away
def test_a_draft_is_thrown_away_after_a_question(client, draft, published):
    asked = client.get(address("discard", draft.pk))
    assert "deleted for good" in asked.text
    client.post(address("discard", draft.pk), {"seen": asked.context["form"]["seen"].value()})

    assert list(Questionnaire.objects.all()) == [published]


# ------------------------------------------------------------------ taken along
def test_a_file_comes_back_as_the_same_content(client, draft, office):
    change(draft, office, lambda plain: {**plain, "edition": "2030"})
    sent = client.get(address("export", draft.pk))
    assert sent["Content-Disposition"] == 'attachment; filename="residents-2005-v2.yaml"'
    assert sent.text.startswith("key: residents-2005\nedition: '2030'\n")

    file = SimpleUploadedFile("questionnaire.yaml", sent.content)
    shown = client.post(reverse("evaluation:questionnaire-import"), {"file": file})
    assert "Nothing is stored yet" in shown.text
    plain, _problems = plain_from_text(sent.content)
    again = services.import_questionnaire(plain, district=draft.district, by=office)

    assert again == draft
    assert json.loads(shown.context["written"]) == plain


def test_a_half_done_draft_can_be_taken_along(client, draft, office):
    change(draft, office, lambda plain: item_added(plain, "A")[0])

    assert "question_16" in client.get(address("export", draft.pk)).text


# ------------------------------------------------------------------ history and comparison
def test_history_tells_who_changed_what(client, draft, office):
    change(draft, office, lambda plain: item_changed(plain, "staff", {"weight": "0.05"}))
    change(draft, office, lambda plain: item_removed(plain, "activities"), "removed")

    text = client.get(address("history", draft.pk)).text

    assert "Question 1 (staff): weight" in text
    assert "Question: “activities”" in text
    assert "0.06" in text and "0.05" in text
    assert text.count(str(office)) >= 3
    assert "from 2005, version 1" in text


@pytest.mark.parametrize("count", [3, 40])
def test_history_costs_the_same_however_long(
    client, draft, office, count, django_assert_max_num_queries
):
    for number in range(count):
        change(draft, office, lambda plain, n=number: {**plain, "edition": str(n)})

    with django_assert_max_num_queries(10):
        text = client.get(address("history", draft.pk)).text

    assert text.count("<article") == min(count + 1, 25)


def test_history_and_drafts_are_not_for_streets(client, draft, published, person):
    client.force_login(person(Role.STREET_OFFICIAL))

    for name in ("history", "compare", "export"):
        assert client.get(address(name, draft.pk)).status_code == 404, name
    assert client.get(address("history", published.pk)).status_code == 404
    assert client.get(address("export", published.pk)).status_code == 200
    compared = client.get(address("compare", published.pk))
    assert "No other version yet" in compared.text


def test_leaders_read_the_history_and_change_nothing(client, draft, person):
    client.force_login(person(Role.LEADER))

    assert client.get(address("history", draft.pk)).status_code == 200
    assert address("edit", draft.pk) not in client.get(draft.get_absolute_url()).text


def test_two_versions_side_by_side(client, draft, office):
    change(draft, office, lambda plain: item_changed(plain, "staff", {"weight": "0.05"}))
    change(draft, office, lambda plain: item_removed(plain, "activities"))
    change(draft, office, lambda plain: item_added(plain, "H")[0])

    def renamed(plain):
        plain["scale"]["options"][0]["label"]["en"] = "Delighted"
        return plain

    change(draft, office, renamed)
    page = client.get(address("compare", draft.pk)).context["page"]

    assert [line.label for line in page.added] == ["Question 15"]
    assert [line.label for line in page.removed] == ["Question 15"]
    assert [(line.label, line.before, line.after) for line in page.changed] == [
        ("Question 1: weight", ["0.06"], ["0.05"])
    ]
    assert [(line.label, line.after) for line in page.rest] == [
        ("Scale: “Delighted” · words · English", ["Delighted"])
    ]
    moved = {line.title[0]: line.difference for line in page.weights if line.difference}
    assert moved == {"A": "−0.01", "H": "−0.07"}


def test_the_same_content_is_told(client, draft):
    assert "Nothing differs" in client.get(address("compare", draft.pk)).text


@pytest.mark.parametrize("other", ["x", "0", "9" * 50, ""])
def test_no_other_version_breaks_it(client, draft, other):
    assert client.get(address("compare", draft.pk), {"with": other}).status_code == 200


# ------------------------------------------------------------------ preview
@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [("en", 'lang="en"', "Begin"), ("zh-hans", 'lang="zh-Hans"', "开始填写"), ("xx", "", "Begin")],
)
def test_preview_in_either_language(client, draft, language, lang, words):
    response = client.get(address("preview", draft.pk), {"language": language})

    assert lang in response.text and words in response.text


def test_preview_shows_what_was_saved_last(client, draft, office):
    client.get(address("preview", draft.pk))
    words = {"en": "Well?", "zh": "好吗？"}
    change(draft, office, lambda plain: item_changed(plain, "staff", {"text": words}))

    assert "Well?" in client.get(address("preview", draft.pk), {"language": "en"}).text


def test_preview_of_an_empty_draft(client, draft, office):
    change(draft, office, lambda plain: {**plain, "items": [], "privacy": []})

    for name in ("preview", "edit", "publish", "compare", "export"):
        assert client.get(address(name, draft.pk)).status_code == 200, name
    assert client.get(address("edit-part", draft.pk, "weights")).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 200
