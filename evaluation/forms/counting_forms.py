"""Forms of the rules that count: clauses, parts, misses, failings, bonuses."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from evaluation.forms.finding_form import Finding, FindingForm
from evaluation.forms.number_fields import CountField, NumberField
from evaluation.standards.wording import points_word, said

NONE = "none_of_these"


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
