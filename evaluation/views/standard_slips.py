"""What keeps a draft from being published, with its place in words and where it is mended."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.models import Standard
from evaluation.standards.content.editing import (
    BONUS,
    CRITERION,
    DIMENSION,
    INDICATOR,
    PENALTY,
    VETO,
)
from evaluation.standards.messages import sentence
from evaluation.standards.problems import Problem

HEADINGS = {
    DIMENSION: gettext_lazy("Dimension %(code)s"),
    INDICATOR: gettext_lazy("Indicator %(code)s"),
    CRITERION: gettext_lazy("Criterion %(code)s"),
    BONUS: gettext_lazy("Bonus item %(code)s"),
    PENALTY: gettext_lazy("Penalty %(code)s"),
    VETO: gettext_lazy("Veto %(code)s"),
}
BRANCHES = ((DIMENSION, "dimensions"), (INDICATOR, "indicators"), (CRITERION, "criteria"))
LISTS = ((BONUS, ("bonus", "items")), (PENALTY, ("penalties", "items")), (VETO, ("vetoes",)))


@dataclass(frozen=True)
class Slip:
    """One thing that does not add up; ``place`` in the reader’s language, ``url`` its form."""

    text: str
    place: str
    url: str


def slips_of(draft: Standard, problems: Iterable[Problem]) -> list[Slip]:
    return [_slip(draft, problem) for problem in problems]


def _slip(draft: Standard, problem: Problem) -> Slip:
    part = part_at_path(draft.content, problem.where)
    if part is not None:
        kind, code = part
        url = reverse("evaluation:standard-edit-part", args=[draft.pk, kind, code])
        return Slip(sentence(problem), HEADINGS[kind] % {"code": code}, url)
    if problem.where.startswith("levels"):
        url = reverse("evaluation:standard-edit-levels", args=[draft.pk])
        return Slip(sentence(problem), _("Conditions of the levels"), url)
    url = reverse("evaluation:standard-edit-head", args=[draft.pk])
    return Slip(sentence(problem), _("Titles, totals and weights"), url)


def part_at_path(plain: Mapping[str, Any], path: str) -> tuple[str, str] | None:
    """The innermost part that a path leads into, as kind and code; None where it is in none."""
    steps = re.findall(r"(\w+)\[(\d+)\]", path)
    found, here = None, plain
    for (key, number), (kind, name) in zip(steps, BRANCHES, strict=False):
        if key != name:
            break
        here = here[key][int(number)]
        found = kind, here["code"]
    if found:
        return found
    for kind, keys in LISTS:
        match = re.match(rf"{re.escape('.'.join(keys))}\[(\d+)\]", path)
        if match:
            items = plain[keys[0]] if len(keys) == 1 else plain[keys[0]][keys[1]]
            return kind, items[int(match[1])]["code"]
    return None
