"""What the office does with the questionnaire's text: import it, publish it, read it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from communities.models import Place
from evaluation.standards.models import Standard, StandardState
from evaluation.standards.problems import Problem
from evaluation.surveys.models import Questionnaire
from evaluation.surveys.questionnaire_changes import QuestionnaireChange
from evaluation.surveys.questionnaire_content import (
    QuestionnaireContent,
    content_hash,
    questionnaire_to_plain,
    read_questionnaire,
)
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold


class QuestionnaireRefused(Exception):
    """A questionnaire was not taken in; ``problems`` say why, each with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.where}: {problem.code}" for problem in problems))
        self.problems = problems


class EditConflict(TransitionRefused):
    """The draft is no longer what somebody was shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this draft meanwhile. Compare, and save again.")
        )


@transaction.atomic
def import_questionnaire(mapping: Mapping[str, Any], *, district: Place, by) -> Questionnaire:
    """Take in a questionnaire as a draft, as the next version of its key.

    The same content again changes nothing and gives the version that has it. Raises
    QuestionnaireRefused with everything that is wrong.
    """
    if not by.has_perm("evaluation.publish_questionnaire"):
        raise PermissionDenied
    content = read(mapping, district)
    hold(district)
    plain = questionnaire_to_plain(content)
    same = Questionnaire.objects.filter(
        district=district, key=content.key, content_hash=content_hash(plain)
    )
    taken_in = QuestionnaireChange.Act.TAKEN_IN
    return same.first() or create_draft(plain, district=district, by=by, act=taken_in)


def create_draft(
    plain: dict[str, Any],
    *,
    district: Place,
    by,
    act: str,
    copied_from: Questionnaire | None = None,
) -> Questionnaire:
    """A draft of this content, as the next version of its key. The caller holds the district."""
    versions = Questionnaire.objects.filter(district=district, key=plain["key"])
    draft = Questionnaire.objects.create(
        district=district,
        key=plain["key"],
        edition=plain["edition"],
        version=(versions.aggregate(latest=Max("version"))["latest"] or 0) + 1,
        title_zh=plain["title"]["zh"],
        title_en=plain["title"]["en"],
        content=plain,
        content_hash=content_hash(plain),
    )
    _note(draft, by=by, act=act, copied_from=copied_from)
    return draft


def _note(questionnaire: Questionnaire, *, by, act: str, copied_from=None) -> None:
    QuestionnaireChange.objects.create(
        questionnaire=questionnaire,
        by=by,
        act=act,
        copied_from=copied_from,
        content_hash=questionnaire.content_hash,
    )


def read(mapping: Any, district: Place) -> QuestionnaireContent:
    """What these values say. Raises QuestionnaireRefused with everything that is wrong."""
    content, problems = read_questionnaire(mapping, dimensions=dimension_codes(mapping, district))
    if problems or content is None:
        raise QuestionnaireRefused(problems)
    return content


def dimension_codes(mapping: Any, district: Place) -> set[str] | None:
    """Codes of the dimensions of the standard it names; nothing to compare with while that
    standard has not been imported."""
    latest = standard_of(mapping, district)
    return set(latest.dimensions.values_list("code", flat=True)) if latest else None


def standard_of(mapping: Any, district: Place) -> Standard | None:
    """The newest version in use of the standard that these plain values name."""
    key = mapping.get("standard") if isinstance(mapping, Mapping) else None
    if not isinstance(key, str):
        return None
    standards = Standard.objects.filter(district=district, key=key)
    return standards.exclude(state=StandardState.RETIRED).order_by("-version").first()


@transaction.atomic
def publish_questionnaire(questionnaire: Questionnaire, *, by, seen: str | None = None) -> None:
    """Freeze the questionnaire and let stages ask it. It is read once more before.

    ``seen`` is the hash of the content that somebody said yes to. Raises EditConflict where it is
    another by now, QuestionnaireRefused with everything that does not hold, TransitionRefused for
    a published version, and PermissionDenied.
    """
    hold(questionnaire)
    if not by.has_perm("evaluation.publish_questionnaire", questionnaire):
        raise PermissionDenied
    if questionnaire.state != Questionnaire.State.DRAFT:
        raise TransitionRefused(_("This version has been published already."))
    if seen is not None and seen != questionnaire.content_hash:
        raise EditConflict
    read(questionnaire.content, questionnaire.district)
    questionnaire.content_hash = content_hash(questionnaire.content)
    questionnaire.state = Questionnaire.State.PUBLISHED
    questionnaire.published_at, questionnaire.published_by = clock.now(), by
    questionnaire.save(update_fields=["content_hash", "state", "published_at", "published_by"])
    _note(questionnaire, by=by, act=QuestionnaireChange.Act.PUBLISHED)


def plain_of(questionnaire: Questionnaire) -> dict[str, Any]:
    """Its plain values in the order of its file; PostgreSQL keeps keys in an order of its own.

    A version from before some rule was made is given as it is kept: what its hash is of.
    """
    plain = questionnaire_to_plain(content_of(questionnaire))
    return plain if content_hash(plain) == questionnaire.content_hash else questionnaire.content


def content_of(questionnaire: Questionnaire) -> QuestionnaireContent:
    """What the questionnaire says, read once for each version of it."""
    return _content(questionnaire.pk, questionnaire.content_hash)


@lru_cache(maxsize=64)
def _content(pk: int, fingerprint: str) -> QuestionnaireContent:
    """``fingerprint`` tells versions apart that had the same number in another database."""
    plain = Questionnaire.objects.values_list("content", flat=True).get(pk=pk)
    content, problems = read_questionnaire(plain)
    if content is None:
        raise QuestionnaireRefused(problems)
    return content
