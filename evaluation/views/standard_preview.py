"""What a standard would bring, before it is taken in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from communities.models import Department, Place
from evaluation.models import Standard
from evaluation.standards.content import (
    Problem,
    StandardContent,
    Sum,
    publishing_problems,
    sums,
    to_plain,
)
from evaluation.standards.messages import CLASSES, place, sentence
from evaluation.standards.services import same_content
from harmony.shared.languages import in_language
from harmony.shared.wording import plain_points, signed


@dataclass(frozen=True)
class StandardPreview:
    """Counts, sums and remarks about a standard that can be read."""

    title: str
    edition: str
    facts: list[tuple[str, str]]
    sums: list[dict[str, Any]]
    slips: list[dict[str, str]]
    unknown_departments: list[str]
    same: Standard | None


def standard_preview(
    content: StandardContent, district: Place, located: Callable[[Problem], Problem]
) -> StandardPreview:
    """``located`` gives a problem its place in the file that was read."""
    slips = [located(each) for each in publishing_problems(content)]
    return StandardPreview(
        title=in_language(content.title.zh, content.title.en),
        edition=content.edition,
        facts=_facts(content),
        sums=_sums(content),
        slips=[{"place": place(each), "text": sentence(each)} for each in slips],
        unknown_departments=_unknown_departments(content, district),
        same=same_content(to_plain(content), district=district),
    )


def _facts(content: StandardContent) -> list[tuple[str, str]]:
    indicators = sum(len(one.indicators) for one in content.dimensions)
    return [
        (_("Key"), content.key),
        (_("Dimensions"), str(len(content.dimensions))),
        (_("Indicators"), str(indicators)),
        (_("Criteria"), str(len(content.criteria))),
        (_("Bonus items"), str(len(content.bonuses))),
        (_("Penalties"), str(len(content.penalties))),
        (_("Vetoes"), str(len(content.vetoes))),
    ]


def _sums(content: StandardContent) -> list[dict[str, Any]]:
    """What the criteria of each class add up to, beside what is declared."""
    return [_sum(one, content) for one in sums(content) if one.level == "whole"]


def _sum(found: Sum, content: StandardContent) -> dict[str, Any]:
    return {
        "class": CLASSES[found.class_key],
        "criteria": len(content.criteria_for(found.class_key)),
        "declared": plain_points(found.declared),
        "reached": plain_points(found.reached),
        "difference": signed(found.difference),
        "meets": found.meets,
    }


def _unknown_departments(content: StandardContent, district: Place) -> list[str]:
    named = {one.department for one in content.criteria} - {"", "street"}
    known = set(Department.objects.filter(district=district).values_list("key", flat=True))
    return sorted(named - known)
