"""Drafts of a questionnaire: copied, edited one change at a time, thrown away, published."""

import copy
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from communities.models import Role
from evaluation.models import Questionnaire, QuestionnaireChange, StageBasis
from evaluation.surveys import services
from evaluation.surveys.models import QuestionnaireIsFrozen
from evaluation.surveys.questionnaire_content import content_hash
from evaluation.surveys.questionnaire_content.editing import item_changed, item_removed
from harmony.shared.workflow import TransitionRefused
from tests.factories.programme import StageFactory
from tests.factories.surveys import published_questionnaire, written_questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def published(district):
    return published_questionnaire(district)


@pytest.fixture
def draft(published, office):
    return services.copy_questionnaire(published, by=office)


def change(draft, office, **fields):
    services.edit_draft(
        draft,
        partial(item_changed, key="staff", fields=fields),
        by=office,
        seen=draft.content_hash,
        act="changed",
    )


def test_a_copy_says_the_same_and_is_the_next_version(published, draft, office):
    assert (draft.state, draft.version, draft.key) == ("draft", 2, published.key)
    assert draft.content == published.content
    assert draft.content_hash == published.content_hash
    noted = draft.changes.get()
    assert (noted.act, noted.by, noted.copied_from) == ("copied", office, published)


def test_a_draft_can_be_copied_too(draft, office):
    assert services.copy_questionnaire(draft, by=office).version == 3


def test_a_file_that_is_taken_in_is_signed(district, office):
    made = services.import_questionnaire(written_questionnaire(), district=district, by=office)

    assert (made.changes.get().act, made.changes.get().by) == ("taken_in", office)


def test_a_change_is_kept_signed_and_told(draft, office):
    before = draft.content_hash

    change(draft, office, weight="0.07", text={"en": "How?", "zh": "如何？"})

    draft.refresh_from_db()
    assert draft.content_hash == content_hash(draft.content) != before
    noted = draft.changes.first()
    assert (noted.act, noted.by, noted.content_hash) == ("changed", office, draft.content_hash)
    assert [where for where, _was, _now in noted.details] == [
        ["items", "staff", "weight"],
        ["items", "staff", "text", "en"],
        ["items", "staff", "text", "zh"],
    ]
    assert noted.details[0][1:] == ["0.06", "0.07"]


def test_edition_and_titles_of_the_row_follow(draft, office):
    def renamed(plain):
        return {**plain, "edition": "2027", "title": {"en": "New", "zh": "新问卷"}}

    services.edit_draft(draft, renamed, by=office, seen=draft.content_hash, act="changed")

    draft.refresh_from_db()
    assert (draft.edition, draft.title_en, draft.title_zh) == ("2027", "New", "新问卷")


def test_nothing_changed_leaves_no_trace(draft, office):
    change(draft, office, weight="0.06")

    assert draft.changes.count() == 1


def test_a_draft_may_be_half_done_but_is_not_published(draft, office):
    change(draft, office, weight="0", text={"en": "", "zh": "只有中文"})

    codes = {(one.code, one.where) for one in services.what_does_not_hold(draft)}
    assert codes == {
        ("not_above_zero", "items[0].weight"),
        ("text_blank", "items[0].text.en"),
    }
    with pytest.raises(services.QuestionnaireRefused) as refusal:
        services.publish_questionnaire(draft, by=office)
    assert {(one.code, one.where) for one in refusal.value.problems} == codes
    assert Questionnaire.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"weight": "much"}, "not_a_number"),
        ({"weight": "1.5"}, "too_large"),
        ({"weight": "-0.1"}, "negative"),
        ({"weight": ""}, "missing"),
        ({"key": "volunteers"}, "used_twice"),
        ({"key": "overall"}, "used_twice"),
        ({"key": "a b"}, "not_a_key"),
        ({"text": {"en": "x" * 501, "zh": "字"}}, "text_too_long"),
        ({"text": {"en": "a\x00b", "zh": "字"}}, "text_forbidden"),
    ],
)
def test_what_cannot_be_kept_is_refused(draft, office, fields, code):
    before = draft.content_hash

    with pytest.raises(services.QuestionnaireRefused) as refusal:
        change(draft, office, **fields)

    assert code in {problem.code for problem in refusal.value.problems}
    assert Questionnaire.objects.get(pk=draft.pk).content_hash == before


def test_many_gaps_hide_no_problem_that_cannot_be_kept(draft, office):
    """The list that is shown is cut short; what decides is the whole of it."""

    def spoiled(plain):
        new = copy.deepcopy(plain)
        blank = {"en": "", "zh": ""}
        for item in new["items"]:
            item |= {"text": blank, "hint": blank, "weight": "0"}
        new["background"][1]["options"] *= 5
        for option in new["background"][1]["options"]:
            option["label"] = blank
        new["sample"]["smallest_cell"] = 1
        return new

    with pytest.raises(services.QuestionnaireRefused) as refusal:
        services.edit_draft(draft, spoiled, by=office, seen=draft.content_hash, act="changed")

    assert "sample.smallest_cell" in {problem.where for problem in refusal.value.problems}


def test_whoever_saves_second_is_told(draft, office, person):
    seen = draft.content_hash
    change(draft, office, weight="0.07")

    with pytest.raises(services.EditConflict, match="Somebody else"):
        services.edit_draft(
            draft, partial(item_removed, key="staff"), by=office, seen=seen, act="removed"
        )
    with pytest.raises(services.EditConflict):
        services.publish_questionnaire(draft, by=office, seen=seen)
    with pytest.raises(services.EditConflict):
        services.discard_draft(draft, by=office, seen=seen)
    assert Questionnaire.objects.filter(pk=draft.pk, state="draft").exists()


def test_a_question_that_is_gone_is_a_conflict(draft, office):
    with pytest.raises(services.EditConflict):
        services.edit_draft(
            draft,
            partial(item_removed, key="nothing"),
            by=office,
            seen=draft.content_hash,
            act="removed",
        )


@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.LEADER, Role.ADMINISTRATOR])
def test_only_the_office_edits(draft, published, person, role):
    other = person(role)

    for act in (
        lambda: services.copy_questionnaire(published, by=other),
        lambda: change(draft, other, weight="0.07"),
        lambda: services.discard_draft(draft, by=other, seen=draft.content_hash),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_published_version_is_not_edited(published, office):
    for act in (
        lambda: change(published, office, weight="0.07"),
        lambda: services.discard_draft(published, by=office, seen=published.content_hash),
    ):
        with pytest.raises(TransitionRefused, match="cannot be changed"):
            act()


def test_publishing_is_noted(draft, office):
    services.publish_questionnaire(draft, by=office, seen=draft.content_hash)

    assert draft.changes.first().act == "published"


def test_a_draft_is_thrown_away_with_its_history(draft, office, published):
    again = services.copy_questionnaire(draft, by=office)

    services.discard_draft(draft, by=office, seen=draft.content_hash)

    assert set(Questionnaire.objects.all()) == {published, again}
    assert again.changes.get().copied_from is None


def test_a_draft_that_a_stage_is_to_ask_stays(draft, office):
    StageBasis.objects.create(stage=StageFactory(), questionnaire=draft, by=office)

    with pytest.raises(TransitionRefused, match="A stage is to ask this draft"):
        services.discard_draft(draft, by=office, seen=draft.content_hash)


def test_history_is_read_by_whoever_reads_drafts(draft, person):
    for role, count in ((Role.LEADER, 3), (Role.STREET_OFFICIAL, 0), (Role.APPRAISER, 0)):
        seen = QuestionnaireChange.objects.visible_to(person(role))
        assert seen.count() == count, role


# ------------------------------------------------------------------ what is published
@pytest.mark.parametrize(
    ("field", "value"),
    [("content", {}), ("content_hash", "x"), ("title_zh", "别的"), ("state", "draft")],
)
def test_no_way_that_django_offers_changes_a_published_version(published, field, value):
    before = Questionnaire.objects.filter(pk=published.pk).values().get()
    setattr(published, field, value)
    rows = Questionnaire.objects.filter(pk=published.pk)

    for write in (
        published.save,
        lambda: published.save(update_fields=[field]),
        lambda: published.save(force_update=True),
        lambda: rows.update(**{field: value}),
        lambda: Questionnaire._base_manager.filter(pk=published.pk).update(**{field: value}),
        lambda: Questionnaire._default_manager.update(**{field: value}),
        lambda: Questionnaire.objects.bulk_update([published], [field]),
        lambda: Questionnaire.objects.update_or_create(pk=published.pk, defaults={field: value}),
        lambda: Questionnaire.objects.bulk_create(
            [published], update_conflicts=True, update_fields=[field], unique_fields=["id"]
        ),
        lambda: published.district.questionnaires.update(**{field: value}),
        published.delete,
        rows.delete,
        lambda: published.district.questionnaires.all().delete(),
        lambda: Questionnaire(pk=published.pk, **{field: value}).save(),
        lambda: published.save_base(raw=True),
    ):
        with pytest.raises(QuestionnaireIsFrozen), transaction.atomic():
            write()

    assert Questionnaire.objects.filter(pk=published.pk).values().get() == before
    assert content_hash(before["content"]) == before["content_hash"]
