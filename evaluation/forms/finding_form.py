"""What the forms of all rule types have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from communities.models import Place
from evaluation.standards.findings import class_of
from evaluation.standards.messages import sentence
from evaluation.standards.models import Criterion
from evaluation.standards.problems import MISSING
from evaluation.standards.scoring_rules import RULES, check_finding

Finding = Mapping[str, Any]


class FindingForm(forms.Form):
    """The part common to all: a rule settled for the community, and the safety net behind."""

    layout: ClassVar[str] = "evaluation/findings/fields.html"
    use_required_attribute = False

    def __init__(
        self, data, *, criterion: Criterion, community: Place, finding: Finding, prefix: str
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.criterion, self.community = criterion, community
        kind = RULES[criterion.rule["type"]]
        self.rule = kind.for_class(criterion.rule, **class_of(community))
        self.most = criterion.points_for(community)
        self.add_fields()
        self.initial = self.initial_from(finding) if finding else {}

    def add_fields(self) -> None:
        """Add what this rule needs typed in."""
        raise NotImplementedError

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        """What stands in the fields for a finding that is stored."""
        raise NotImplementedError

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        """The finding that what was typed makes; gaps are left out."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            self.finding = self.collected(typed)
            which = class_of(self.community)
            for problem in check_finding(self.criterion.rule, self.finding, self.most, **which):
                if problem.code != MISSING and self.finding:
                    self.add_error(None, sentence(problem))
        return typed

    def is_typed(self) -> bool:
        """Whether anything stands in it, right or wrong."""
        return any(self[name].value() not in (None, "", [], False) for name in self.fields)
