"""The trial of a rule: enter a finding, see the points. Nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from communities.models import CommunityClass, Place
from evaluation.forms.findings import FindingForm, finding_form
from evaluation.models import Criterion, Standard
from evaluation.standards.content.editing import Part
from evaluation.standards.findings import Outcome, score_finding
from evaluation.standards.working_words import Line, decided_in_words, working_in_words

CLASS = "trial-class"


@dataclass(frozen=True)
class Trial:
    """One criterion tried out for a community of one class."""

    form: FindingForm
    outcome: Outcome
    chosen: str
    classes: list[tuple[str, Any]]

    @property
    def working(self) -> list[Line]:
        return working_in_words(self.outcome)

    @property
    def decided(self) -> str:
        return decided_in_words(self.outcome)


def trial_of(draft: Standard, part: Part, query: Mapping[str, Any]) -> Trial | None:
    """The trial of this criterion or bonus item as it is stored; None where it is not there."""
    criterion = draft.criteria.filter(code=part.code).first()
    if criterion is None:
        return None
    classes = [choice for choice in CommunityClass.choices if _concerns(criterion, choice[0])]
    asked = query.get(CLASS, "")
    chosen = asked if asked in dict(classes) else classes[0][0] if classes else ""
    community = Place(community_class=chosen)
    is_tried = CLASS in query
    form = finding_form(criterion, community, query if is_tried else None, prefix="trial")
    finding = form.finding if is_tried and form.is_valid() else {}
    outcome = score_finding(criterion, finding, community=community)
    return Trial(form, outcome, chosen, classes)


def _concerns(criterion: Criterion, community_class: str) -> bool:
    return criterion.applies(community_class)
