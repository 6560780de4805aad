"""Everything a standard says of one criterion, in the reader's language.

criterion_in_words(criterion, departments, community=None) -> CriterionWords
departments_of(district) -> {key: name}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.models import Department, Place
from evaluation.standards.messages import CLASSES
from evaluation.standards.models import Criterion
from evaluation.standards.wording import (
    RuleWords,
    modifiers_in_words,
    points_word,
    rule_in_words,
    said,
)
from harmony.shared.wording import plain_points

METHODS = {
    "briefing": gettext_lazy("report heard"),
    "materials": gettext_lazy("materials consulted"),
    "on_site": gettext_lazy("site visit"),
    "spot_check": gettext_lazy("spot check"),
    "questionnaire": gettext_lazy("questionnaire"),
    "phone": gettext_lazy("phone check"),
    "interview": gettext_lazy("interview"),
    "department_opinion": gettext_lazy("opinion of the department"),
}
EVIDENCE = {
    "document": gettext_lazy("Document"),
    "statement": gettext_lazy("Written statement"),
    "photo": gettext_lazy("Photo"),
    "table": gettext_lazy("Table"),
}


@dataclass(frozen=True)
class CriterionWords:
    """A criterion as a page shows it; lists may be empty."""

    code: str
    title: str
    requirement: str
    points: Decimal
    worth: str
    is_bonus: bool
    rule: RuleWords
    modifiers: list[str]
    methods: str
    evidence: list[str]
    department: str
    classes: list[str]
    look_back: str
    bound_to: str


def criterion_in_words(
    criterion: Criterion, departments: Mapping[str, str], community: Place | None = None
) -> CriterionWords:
    """What the criterion asks, of every class or of one community."""
    points = criterion.points if community is None else criterion.points_for(community)
    return CriterionWords(
        code=criterion.code,
        title=criterion.title,
        requirement=criterion.requirement,
        points=points,
        worth=worth_in_words(criterion, points),
        is_bonus=criterion.is_bonus,
        rule=rule_in_words(criterion, community),
        modifiers=modifiers_in_words(criterion),
        methods=_(", ").join(str(METHODS[name]) for name in criterion.methods),
        evidence=[_evidence(one) for one in criterion.evidence],
        department=department_in_words(criterion.department_key, departments),
        classes=[str(CLASSES[key]) for key in criterion.applies_to],
        look_back=look_back_in_words(criterion.look_back_months),
        bound_to=criterion.bound_to,
    )


def _evidence(asked: Mapping[str, Any]) -> str:
    """“Minutes of meetings (Document)”."""
    words = {"label": said(asked["label"]), "kind": EVIDENCE[asked["type"]]}
    return _("%(label)s (%(kind)s)") % words


def worth_in_words(criterion: Criterion, points: Decimal) -> str:
    """“2 points”, “up to 2 bonus points”."""
    if not criterion.is_bonus:
        return points_word(points)
    sentence = ngettext(
        "up to %(n)s bonus point", "up to %(n)s bonus points", 1 if points == 1 else 2
    )
    return sentence % {"n": plain_points(points)}


def department_in_words(key: str, departments: Mapping[str, str]) -> str:
    """The department's name; its key while the district does not know it."""
    if key == "street":
        return _("the street office")
    return departments.get(key, key)


def look_back_in_words(months: int | None) -> str:
    """How far back something may lie to count."""
    if not months:
        return ""
    return ngettext("Of the last %(months)s month.", "Of the last %(months)s months.", months) % {
        "months": months
    }


def departments_of(district: Place | int) -> dict[str, str]:
    """The names of the district's departments by their keys; one query."""
    return {one.key: one.name for one in Department.objects.filter(district=district)}
