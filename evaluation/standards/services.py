"""What the office does with standards: import, publish, retire, begin the next version."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from communities.models import Place
from evaluation.standards.content import (
    Problem,
    StandardContent,
    content_hash,
    publishing_problems,
    read_standard,
    to_plain,
)
from evaluation.standards.models import Standard, StandardState
from evaluation.standards.rows import create_parts, standard_fields
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold


class StandardRefused(Exception):
    """A standard was not taken in, or not published; ``problems`` say why, each with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.where}: {problem.code}" for problem in problems))
        self.problems = problems


@transaction.atomic
def import_standard(mapping: Mapping[str, Any], *, district: Place, by) -> Standard:
    """Take in a standard as a draft, as the next version of its key.

    The same content again changes nothing and gives the version that has it. Raises
    StandardRefused with everything that cannot be read.
    """
    if not by.has_perm("evaluation.publish_standard"):
        raise PermissionDenied
    written = to_plain(_readable(mapping))
    hold(district)
    return same_content(written, district=district) or _create_draft(written, district=district)


def same_content(written: Mapping[str, Any], *, district: Place) -> Standard | None:
    """The version in use, or still a draft, that says exactly this."""
    versions = Standard.objects.filter(district=district, key=written["key"])
    in_use = versions.exclude(state=StandardState.RETIRED)
    return in_use.filter(content_hash=content_hash(written)).first()


def _readable(mapping: Any) -> StandardContent:
    content, problems = read_standard(mapping)
    if problems or content is None:
        raise StandardRefused(problems)
    return content


def _create_draft(written: Mapping[str, Any], *, district: Place) -> Standard:
    versions = Standard.objects.filter(district=district, key=written["key"])
    latest = versions.aggregate(latest=Max("version"))["latest"] or 0
    standard = Standard.objects.create(
        district=district,
        version=latest + 1,
        content_hash=content_hash(written),
        **standard_fields(written),
    )
    create_parts(standard, written)
    return standard


@transaction.atomic
def publish(standard: Standard, *, by) -> None:
    """Freeze the draft and let stages be judged by it.

    Raises StandardRefused with everything that does not add up.
    """
    hold(standard)
    if not by.has_perm("evaluation.publish_standard", standard):
        raise PermissionDenied
    if standard.state != StandardState.DRAFT:
        raise TransitionRefused(_("This version has been published already."))
    if problems := what_does_not_add_up(standard):
        raise StandardRefused(problems)
    standard.state = StandardState.PUBLISHED
    standard.content_hash = content_hash(standard.content)
    standard.published_at = clock.now()
    standard.published_by = by
    standard.save(update_fields=["state", "content_hash", "published_at", "published_by"])


def what_does_not_add_up(standard: Standard) -> list[Problem]:
    """Why a draft cannot be published yet, each with its place; empty when it can."""
    return publishing_problems(_readable(standard.content))


@transaction.atomic
def retire(standard: Standard, *, by) -> None:
    """Take a published version out of use; what was judged by it keeps it."""
    hold(standard)
    if not by.has_perm("evaluation.publish_standard", standard):
        raise PermissionDenied
    if standard.state != StandardState.PUBLISHED:
        raise TransitionRefused(_("Only a published version can be retired."))
    standard.state = StandardState.RETIRED
    standard.save(update_fields=["state"])


@transaction.atomic
def discard(standard: Standard, *, by) -> None:
    """Throw a draft away; nothing is judged by it yet."""
    hold(standard)
    if not by.has_perm("evaluation.publish_standard", standard):
        raise PermissionDenied
    if standard.state != StandardState.DRAFT:
        raise TransitionRefused(_("Only a draft can be thrown away."))
    if standard.stages.exists():
        raise TransitionRefused(_("A stage is set up with this draft. Change the stage first."))
    standard.delete()


@transaction.atomic
def new_version(standard: Standard, *, by) -> Standard:
    """A draft that begins as a copy of this version. While there is a draft, that one."""
    if not by.has_perm("evaluation.publish_standard", standard):
        raise PermissionDenied
    hold(standard.district)
    draft = Standard.objects.filter(
        district=standard.district, key=standard.key, state=StandardState.DRAFT
    ).first()
    return draft or _create_draft(standard.content, district=standard.district)
