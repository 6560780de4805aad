"""What is typed in for a criterion: one form for each type of rule.

    finding_form(criterion, community, data=None, finding=None, prefix="finding") -> FindingForm

A form is valid when nothing in it is wrong; something may still be missing, so that a draft can
be saved. ``form.finding`` then has the shape of the rule. What nobody has touched is ``{}``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from communities.models import Place
from evaluation.forms.number_fields import CountField, NumberField
from evaluation.standards.findings import class_of
from evaluation.standards.messages import sentence
from evaluation.standards.models import Criterion
from evaluation.standards.problems import MISSING
from evaluation.standards.scoring_rules import RULES, check_finding
from evaluation.standards.scoring_rules.measuring import limits
from evaluation.standards.wording import points_word, said, with_unit
from harmony.shared.wording import plain_points

Finding = Mapping[str, Any]
NONE = "none_of_these"


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


class CountMetForm(FindingForm):
    """Which clauses are met. None of them is an answer of its own, not an empty form."""

    def add_fields(self) -> None:
        clauses = [(one["key"], said(one["label"])) for one in self.rule["clauses"]]
        self.fields["met"] = forms.MultipleChoiceField(
            label=_("Which of these are met?"),
            choices=[*clauses, (NONE, _("None of these"))],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        if "met" not in finding:
            return {}
        return {"met": list(finding["met"]) or [NONE]}

    def clean_met(self) -> list[str]:
        met = self.cleaned_data["met"]
        if NONE in met and len(met) > 1:
            raise forms.ValidationError(_("Tick either clauses or “None of these”, not both."))
        return met

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        met = typed["met"]
        return {"met": [key for key in met if key != NONE]} if met else {}


class SumOfPartsForm(FindingForm):
    """The points of each part."""

    layout = "evaluation/findings/rows.html"

    @property
    def legend(self) -> str:
        return _("How many points does each part get?")

    def add_fields(self) -> None:
        for number, part in enumerate(self.rule["parts"]):
            self.fields[f"part_{number}"] = NumberField(
                label=said(part["label"]),
                help_text=_("of %(points)s") % {"points": points_word(part["points"])},
                highest=Decimal(part["points"]),
                places=2,
            )

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        given = finding.get("parts", {})
        keys = enumerate(part["key"] for part in self.rule["parts"])
        return {f"part_{number}": given.get(key, "") for number, key in keys}

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        keys = enumerate(part["key"] for part in self.rule["parts"])
        given = {key: typed[f"part_{n}"] for n, key in keys if typed[f"part_{n}"]}
        return {"parts": given} if given else {}


class DeductPerUnitForm(FindingForm):
    """The number of misses."""

    def add_fields(self) -> None:
        expected = self.rule.get("expected")
        options = {"highest": Decimal(expected)} if expected else {}
        self.fields["misses"] = CountField(
            label=_("How many?"), help_text=said(self.rule["unit"]), **options
        )

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        return {"misses": finding.get("misses", "")}

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        return {"misses": typed["misses"]} if typed["misses"] else {}


class DeductListedForm(FindingForm):
    """How often each failing was found. None at all is an answer of its own."""

    layout = "evaluation/findings/rows.html"

    @property
    def legend(self) -> str:
        return _("How often was each of these found?")

    def add_fields(self) -> None:
        for number, failing in enumerate(self.rule["failings"]):
            label, minus = said(failing["label"]), points_word(failing["minus"])
            if failing["each"]:
                field: forms.Field = CountField(
                    label=label, help_text=_("%(points)s off each time") % {"points": minus}
                )
            else:
                field = forms.BooleanField(
                    label=label,
                    help_text=_("%(points)s off, once") % {"points": minus},
                    required=False,
                )
            self.fields[f"failing_{number}"] = field
        self.fields[NONE] = forms.BooleanField(label=_("None of these was found"), required=False)

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        if "failings" not in finding:
            return {}
        found = {key: times for key, times in finding["failings"].items() if int(times)}
        initial: dict[str, Any] = {NONE: not found}
        for number, failing in enumerate(self.rule["failings"]):
            times = found.get(failing["key"])
            initial[f"failing_{number}"] = (times or "") if failing["each"] else bool(times)
        return initial

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        counts = {
            failing["key"]: str(int(typed[f"failing_{number}"] or 0))
            for number, failing in enumerate(self.rule["failings"])
        }
        found = {key: times for key, times in counts.items() if times != "0"}
        zeros = any(typed[f"failing_{n}"] == "0" for n in range(len(self.rule["failings"])))
        if found and typed[NONE]:
            self.add_error(NONE, _("Either something was found, or none of these."))
        return {"failings": found} if found or typed[NONE] or zeros else {}


class MeasuredForm(FindingForm):
    """One measured value, in the rule's unit."""

    def add_fields(self) -> None:
        lowest, highest = limits(self.rule)
        unit = self.rule["unit"]
        hints = [_("In %(unit)s.") % {"unit": said(unit)}]
        if "target" in self.rule:
            target = with_unit(self.rule["target"], unit)
            hints.append(_("Target: %(target)s.") % {"target": target})
        self.fields["value"] = NumberField(
            label=said(self.rule["measure"]),
            help_text=" ".join(hints),
            lowest=lowest,
            highest=highest,
            units=(unit["zh"], unit["en"]),
        )

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        return {"value": finding.get("value", "")}

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        return {"value": typed["value"]} if typed["value"] else {}


class SampledGradesForm(FindingForm):
    """The name of each sampled place, and whether it passed."""

    layout = "evaluation/findings/places.html"

    @property
    def legend(self) -> str:
        words = {"sample": self.rule["sample"], "place": said(self.rule["place"])}
        return _("The sample: %(sample)s (%(place)s)") % words

    def add_fields(self) -> None:
        verdicts = [("", _("not looked at yet")), ("yes", _("passed")), ("no", _("not passed"))]
        for number in range(int(self.rule["sample"])):
            words = {"number": number + 1}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Place %(number)s") % words, max_length=200, required=False
            )
            self.fields[f"passed_{number}"] = forms.ChoiceField(
                label=_("Result of place %(number)s") % words, choices=verdicts, required=False
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"name": self[f"name_{number}"], "passed": self[f"passed_{number}"]}
            for number in range(int(self.rule["sample"]))
        ]

    def conditions(self) -> list[str]:
        return [said(line) for line in self.rule["passes_when"]]

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        initial = {}
        for number, place in enumerate(finding.get("places", ())):
            initial[f"name_{number}"] = place.get("name", "")
            initial[f"passed_{number}"] = {True: "yes", False: "no"}.get(place.get("passed"), "")
        return initial

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        places = []
        for number in range(int(self.rule["sample"])):
            name, verdict = typed[f"name_{number}"], typed[f"passed_{number}"]
            if name or verdict:
                passed = {"yes": True, "no": False}.get(verdict)
                places.append({"name": name, "passed": passed})
        return {"places": places} if places else {}


class PassFailForm(FindingForm):
    """Yes or no."""

    def add_fields(self) -> None:
        words = {"points": points_word(self.most)}
        self.fields["passed"] = forms.ChoiceField(
            label=_("Is it met as a whole?"),
            choices=[("yes", _("Yes: %(points)s") % words), ("no", _("No: 0 points"))],
            widget=forms.RadioSelect,
            required=False,
        )

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        return {"passed": {True: "yes", False: "no"}.get(finding.get("passed"), "")}

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        return {"passed": typed["passed"] == "yes"} if typed["passed"] else {}


class JudgementForm(FindingForm):
    """Points as judged, with the reason."""

    def add_fields(self) -> None:
        self.fields["points"] = NumberField(
            label=_("Points as you judge"),
            help_text=_("0 to %(points)s") % {"points": plain_points(self.most)},
            highest=self.most,
            places=2,
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        return {"points": finding.get("points", ""), "reason": finding.get("reason", "")}

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        if not typed["points"] and not typed["reason"]:
            return {}
        given = {"reason": typed["reason"]}
        return given | ({"points": typed["points"]} if typed["points"] else {})


class BonusPerUnitForm(FindingForm):
    """How many; none is no bonus."""

    def add_fields(self) -> None:
        words = {
            "unit": said(self.rule["unit"]),
            "per": points_word(self.rule["per"]),
            "cap": points_word(self.rule["cap"]),
        }
        self.fields["count"] = CountField(
            label=_("How many?"),
            help_text=_("%(unit)s: %(per)s each, %(cap)s at most. Leave empty for none.") % words,
        )

    def initial_from(self, finding: Finding) -> dict[str, Any]:
        return {"count": finding.get("count", "")}

    def collected(self, typed: dict[str, Any]) -> dict[str, Any]:
        return {"count": typed["count"]} if typed["count"] else {}


FORMS: dict[str, type[FindingForm]] = {
    "count_met": CountMetForm,
    "sum_of_parts": SumOfPartsForm,
    "deduct_per_unit": DeductPerUnitForm,
    "deduct_listed": DeductListedForm,
    "deduct_per_step": MeasuredForm,
    "ratio": MeasuredForm,
    "bands": MeasuredForm,
    "sampled_grades": SampledGradesForm,
    "pass_fail": PassFailForm,
    "judgement": JudgementForm,
    "bonus_per_unit": BonusPerUnitForm,
}


def finding_form(
    criterion: Criterion,
    community: Place,
    data=None,
    finding: Finding | None = None,
    prefix: str = "finding",
) -> FindingForm:
    """The form that this criterion needs, with what is stored or was typed in it."""
    form = FORMS[criterion.rule["type"]]
    return form(
        data, criterion=criterion, community=community, finding=finding or {}, prefix=prefix
    )
