"""Drafts of a questionnaire: begun as a copy, edited, thrown away. Every change is signed.

copy_questionnaire(questionnaire, by=…)                  the same as a draft, the next version
edit_draft(questionnaire, change, by=…, seen=…, act=…)   one change, or none
discard_draft(questionnaire, by=…, seen=…)
what_does_not_hold(questionnaire) -> [Problem]        why it cannot be published yet
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from evaluation.standards.problems import Problem
from evaluation.surveys.models import Questionnaire
from evaluation.surveys.questionnaire_changes import QuestionnaireChange
from evaluation.surveys.questionnaire_content import content_hash, questionnaire_to_plain
from evaluation.surveys.questionnaire_content.comparing import differences
from evaluation.surveys.questionnaire_content.drafts import read_draft
from evaluation.surveys.questionnaire_content.editing import NoSuchItem
from evaluation.surveys.questionnaires import (
    EditConflict,
    QuestionnaireRefused,
    create_draft,
    dimension_codes,
)
from harmony.shared.workflow import TransitionRefused, hold

Act = QuestionnaireChange.Act
Change = Callable[[Mapping[str, Any]], dict[str, Any]]
"""From the plain values of the draft to those of the draft with the change."""


@transaction.atomic
def copy_questionnaire(questionnaire: Questionnaire, *, by) -> Questionnaire:
    """A draft with the same content, as the next version of its key."""
    if not by.has_perm("evaluation.publish_questionnaire", questionnaire):
        raise PermissionDenied
    hold(questionnaire.district)
    hold(questionnaire)
    return create_draft(
        questionnaire.content,
        district=questionnaire.district,
        by=by,
        act=Act.COPIED,
        copied_from=questionnaire,
    )


@transaction.atomic
def edit_draft(questionnaire: Questionnaire, change: Change, *, by, seen: str, act: str) -> None:
    """Apply one change to the draft; it may be half done afterwards.

    ``seen`` is the hash of the content that the change was made on. Raises EditConflict where
    the draft is another by now, QuestionnaireRefused with what cannot be kept,
    TransitionRefused for a published version, and PermissionDenied.
    """
    _hold_draft(questionnaire, by=by, seen=seen)
    before = questionnaire.content
    after = _written(questionnaire, change)
    if content_hash(after) == seen:
        return
    questionnaire.content, questionnaire.content_hash = after, content_hash(after)
    questionnaire.edition = after["edition"]
    questionnaire.title_zh, questionnaire.title_en = after["title"]["zh"], after["title"]["en"]
    questionnaire.save(
        update_fields=["content", "content_hash", "edition", "title_zh", "title_en"]
    )
    QuestionnaireChange.objects.create(
        questionnaire=questionnaire,
        by=by,
        act=act,
        details=[[list(one.where), one.before, one.after] for one in differences(before, after)],
        content_hash=questionnaire.content_hash,
    )


def _written(questionnaire: Questionnaire, change: Change) -> dict[str, Any]:
    """What the change makes of the content, as it is written down."""
    try:
        changed = change(questionnaire.content)
    except NoSuchItem as missing:
        raise EditConflict from missing
    draft = read_draft(changed, dimensions=dimension_codes(changed, questionnaire.district))
    if draft.refused or draft.content is None:
        raise QuestionnaireRefused(list(draft.refused))
    return questionnaire_to_plain(draft.content)


@transaction.atomic
def discard_draft(questionnaire: Questionnaire, *, by, seen: str) -> None:
    """Delete the draft with its history. Raises TransitionRefused where a stage asks it."""
    _hold_draft(questionnaire, by=by, seen=seen)
    try:
        questionnaire.delete()
    except ProtectedError as error:
        raise TransitionRefused(
            _("A stage is to ask this draft. Choose another there.")
        ) from error


def what_does_not_hold(questionnaire: Questionnaire) -> list[Problem]:
    """Everything for which publishing would be refused."""
    plain = questionnaire.content
    draft = read_draft(plain, dimensions=dimension_codes(plain, questionnaire.district))
    return [*draft.refused, *draft.waiting]


def _hold_draft(questionnaire: Questionnaire, *, by, seen: str) -> None:
    hold(questionnaire)
    if not by.has_perm("evaluation.publish_questionnaire", questionnaire):
        raise PermissionDenied
    if questionnaire.state != Questionnaire.State.DRAFT:
        raise TransitionRefused(
            _("A published questionnaire cannot be changed. Make a new version.")
        )
    if questionnaire.content_hash != seen:
        raise EditConflict
