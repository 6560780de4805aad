"""Forms of the rules that measure and judge: a value, a sample, yes or no, points given."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from evaluation.forms.finding_form import Finding, FindingForm
from evaluation.forms.number_fields import NumberField
from evaluation.standards.scoring_rules.measuring import limits
from evaluation.standards.wording import points_word, said, with_unit
from harmony.shared.wording import plain_points, together


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
            help_text=together(hints),
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
