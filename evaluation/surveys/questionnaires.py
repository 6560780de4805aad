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
    fingerprint = content_hash(plain)
    versions = Questionnaire.objects.filter(district=district, key=content.key)
    if same := versions.filter(content_hash=fingerprint).first():
        return same
    return Questionnaire.objects.create(
        district=district,
        key=content.key,
        edition=content.edition,
        version=(versions.aggregate(latest=Max("version"))["latest"] or 0) + 1,
        title_zh=content.title.zh,
        title_en=content.title.en,
        content=plain,
        content_hash=fingerprint,
    )


def read(mapping: Any, district: Place) -> QuestionnaireContent:
    """What these values say. Raises QuestionnaireRefused with everything that is wrong."""
    content, problems = read_questionnaire(mapping, dimensions=_dimensions(mapping, district))
    if problems or content is None:
        raise QuestionnaireRefused(problems)
    return content


def _dimensions(mapping: Any, district: Place) -> set[str] | None:
    """Codes of the dimensions of the standard it names; nothing to compare with while that
    standard has not been imported."""
    key = mapping.get("standard") if isinstance(mapping, Mapping) else None
    if not isinstance(key, str):
        return None
    standards = Standard.objects.filter(district=district, key=key)
    latest = standards.exclude(state=StandardState.RETIRED).order_by("-version").first()
    return set(latest.dimensions.values_list("code", flat=True)) if latest else None


@transaction.atomic
def publish_questionnaire(questionnaire: Questionnaire, *, by) -> None:
    """Freeze the questionnaire and let stages ask it. It is read once more before."""
    hold(questionnaire)
    if not by.has_perm("evaluation.publish_questionnaire", questionnaire):
        raise PermissionDenied
    if questionnaire.state != Questionnaire.State.DRAFT:
        raise TransitionRefused(_("This version has been published already."))
    read(questionnaire.content, questionnaire.district)
    questionnaire.content_hash = content_hash(questionnaire.content)
    questionnaire.state = Questionnaire.State.PUBLISHED
    questionnaire.published_at, questionnaire.published_by = clock.now(), by
    questionnaire.save(update_fields=["content_hash", "state", "published_at", "published_by"])


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
