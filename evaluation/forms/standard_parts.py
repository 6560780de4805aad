"""What is typed in for one part of a draft: a dimension, a criterion, a veto, the head …

part_form(kind, data=None, plain=None, departments=…) -> PartForm
form.fields_to_keep -> dict        keys of the part with their new values, None to take out
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Title
from evaluation.forms.number_fields import WrittenNumber
from evaluation.forms.rows_field import Column, RowsField
from evaluation.forms.rule_forms import name_of
from evaluation.standards.classes import CLASS_KEYS
from evaluation.standards.content.editing import (
    BONUS,
    CRITERION,
    DIMENSION,
    INDICATOR,
    PENALTY,
    VETO,
)
from evaluation.standards.content.shapes import STREET
from evaluation.standards.criterion_words import EVIDENCE, METHODS
from evaluation.standards.messages import CLASSES as CLASS_LABELS
from evaluation.standards.scoring_rules import (
    EXCLUDED,
    EXEMPT_BY_TITLE,
    NO_EVIDENCE_ZERO,
    NOT_OCCURRED,
)

LONGEST_TITLE = 200
Plain = Mapping[str, Any]


def text(label: Any, *, required: bool = True, longest: int = LONGEST_TITLE) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=longest)


def long_text(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=4000, widget=widget)


def number(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Kept exactly as it is written; what it may be is checked with the standard."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return WrittenNumber(
        label=label, required=required, max_length=20, widget=widget, help_text=hint
    )


def pair_fields(
    key: str, label: Any, make=text, *, required: bool = True
) -> dict[str, forms.Field]:
    """The same text in both languages, beside each other."""
    words = {"zh": _("%(what)s in Chinese"), "en": _("%(what)s in English")}
    return {
        f"{key}_{language}": make(phrase % {"what": label}, required=required)
        for language, phrase in words.items()
    }


class PartForm(forms.Form):
    """Texts in pairs, numbers as text, and what a kind has of its own."""

    pairs: ClassVar[dict[str, tuple[Any, Any]]] = {}
    """Key: label, and the kind of field."""
    numbers: ClassVar[dict[str, tuple[Any, bool]]] = {}
    counts: ClassVar[dict[str, Any]] = {}
    """Whole numbers that may be left out."""
    has_evidence: ClassVar[bool] = False
    use_required_attribute = False

    def __init__(self, data=None, *, plain: Plain, departments: Mapping[str, str]) -> None:
        super().__init__(data)
        self.plain, self.departments = plain, departments
        self.fields["code"] = text(_("Code"), longest=12)
        for key, (label, make) in self.pairs.items():
            self.fields |= pair_fields(key, label, make)
        for key, (label, needed) in self.numbers.items():
            self.fields[key] = number(label, required=needed)
        for key, label in self.counts.items():
            self.fields[key] = number(label, required=False)
        self.add_own()
        if self.has_evidence:
            self.fields["evidence"] = RowsField(
                label=_("Evidence asked for"),
                columns=[
                    Column("type", _("Kind"), "choice", list(EVIDENCE.items()), 10),
                    Column("zh", _("Chinese")),
                    Column("en", _("English")),
                ],
            )
        self.initial = self._initial() | self.initial_own()

    def add_own(self) -> None:
        """Add the fields that only this kind has."""

    def initial_own(self) -> dict[str, Any]:
        return {}

    def kept_own(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def _initial(self) -> dict[str, Any]:
        found = {"code": self.plain.get("code", "")}
        for key in self.pairs:
            stored = self.plain.get(key) or {}
            found |= {f"{key}_{language}": stored.get(language, "") for language in ("zh", "en")}
        for key in (*self.numbers, *self.counts):
            value = self.plain.get(key)
            found[key] = "" if value is None else str(value)
        found["evidence"] = [
            {"type": one["type"], **one["label"]} for one in self.plain.get("evidence", ())
        ]
        return found

    @property
    def fields_to_keep(self) -> dict[str, Any]:
        typed = self.cleaned_data
        kept: dict[str, Any] = {"code": typed["code"].strip()}
        for key in self.pairs:
            kept[key] = {name: typed[f"{key}_{name}"] for name in ("en", "zh")}
        for key in self.numbers:
            kept[key] = typed[key].strip() or None
        for key in self.counts:
            value = typed[key].strip()
            kept[key] = int(value) if value.isdecimal() else value or None
        if self.has_evidence:
            kept["evidence"] = [
                {"type": row["type"], "label": {"en": row["en"], "zh": row["zh"]}}
                for row in typed["evidence"]
            ]
        return kept | self.kept_own(typed)

    def field_of(self, path: str) -> str | None:
        """The field in which the value at this path of the part is typed."""
        key, _dot, rest = path.partition(".")
        key = key.partition("[")[0]
        if key in self.pairs:
            return f"{key}_{rest if rest in ('en', 'zh') else 'zh'}"
        return key if key in self.fields else None


class DimensionForm(PartForm):
    pairs: ClassVar = {"title": (_("Title"), text)}
    numbers: ClassVar = {"points": (_("Points"), True)}
    counts: ClassVar = {"main_task": _("Number of the main task it follows")}


class IndicatorForm(PartForm):
    pairs: ClassVar = {"title": (_("Title"), text)}
    numbers: ClassVar = {"points": (_("Points"), True)}


class CriterionForm(PartForm):
    pairs: ClassVar = {
        "title": (_("Title"), text),
        "requirement": (_("Requirement"), long_text),
    }
    numbers: ClassVar = {"points": (_("Points"), True)}
    has_evidence = True

    def add_own(self) -> None:
        for name in CLASS_KEYS:
            self.fields[f"points_by_class-{name_of(name)}"] = number(
                _("Points: %(class)s") % {"class": CLASS_LABELS[name]}, required=False
            )
        self.fields["applies_to"] = _many(
            _("Applies to"), CLASS_LABELS.items(), _("Nothing ticked: to every class.")
        )
        self.fields["methods"] = _many(_("Looked at by"), METHODS.items())
        self.fields["department"] = forms.ChoiceField(
            label=_("Responsible department"), choices=self._departments()
        )
        self.fields["scored_by"] = forms.BooleanField(
            label=_("That department scores it, once, and not the appraisers"), required=False
        )
        self._add_modifiers()

    def _departments(self) -> list[tuple[str, Any]]:
        named = [(STREET, _("The street office")), *self.departments.items()]
        key = self.plain.get("department", "")
        return named if not key or key in dict(named) else [*named, (key, key)]

    def _add_modifiers(self) -> None:
        self.fields |= pair_fields(
            EXCLUDED, _("Case in which it can be claimed as not applying"), required=False
        )
        self.fields[EXEMPT_BY_TITLE] = _many(
            _("Full points because of a title"),
            [choice for choice in Title.choices if choice[0] != Title.NONE],
        )
        self.fields |= pair_fields(
            NOT_OCCURRED, _("Case that did not occur, for full points"), required=False
        )
        self.fields[NO_EVIDENCE_ZERO] = forms.BooleanField(
            label=_("No points without written evidence"), required=False
        )

    def initial_own(self) -> dict[str, Any]:
        by_class = self.plain.get("points_by_class") or {}
        modifiers = {one["type"]: one for one in self.plain.get("modifiers", ())}
        found: dict[str, Any] = {
            f"points_by_class-{name_of(name)}": str(value) for name, value in by_class.items()
        }
        found |= {key: self.plain.get(key, []) for key in ("applies_to", "methods")}
        found["department"] = self.plain.get("department", STREET)
        found["scored_by"] = bool(self.plain.get("scored_by"))
        for name in (EXCLUDED, NOT_OCCURRED):
            when = modifiers.get(name, {}).get("when", {})
            found |= {f"{name}_{language}": when.get(language, "") for language in ("zh", "en")}
        found[EXEMPT_BY_TITLE] = modifiers.get(EXEMPT_BY_TITLE, {}).get("titles", [])
        found[NO_EVIDENCE_ZERO] = NO_EVIDENCE_ZERO in modifiers
        return found

    def kept_own(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        points = {name: typed[f"points_by_class-{name_of(name)}"].strip() for name in CLASS_KEYS}
        return {
            "points_by_class": {name: value for name, value in points.items() if value} or None,
            "applies_to": typed["applies_to"] or None,
            "methods": typed["methods"],
            "department": typed["department"],
            "scored_by": "department" if typed["scored_by"] else None,
            "modifiers": self._modifiers(typed) or None,
        }

    def _modifiers(self, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
        """In the order in which they decide."""
        whens = {
            name: {language: typed[f"{name}_{language}"] for language in ("en", "zh")}
            for name in (EXCLUDED, NOT_OCCURRED)
        }
        made: list[dict[str, Any]] = []
        if any(whens[EXCLUDED].values()):
            made.append({"type": EXCLUDED, "when": whens[EXCLUDED]})
        if typed[EXEMPT_BY_TITLE]:
            made.append({"type": EXEMPT_BY_TITLE, "titles": typed[EXEMPT_BY_TITLE]})
        if any(whens[NOT_OCCURRED].values()):
            made.append({"type": NOT_OCCURRED, "when": whens[NOT_OCCURRED]})
        return [*made, {"type": NO_EVIDENCE_ZERO}] if typed[NO_EVIDENCE_ZERO] else made

    def field_of(self, path: str) -> str | None:
        if path.startswith("modifiers"):
            return f"{EXCLUDED}_zh"
        if path.startswith("points_by_class"):
            return "points"
        return super().field_of(path)


class BonusForm(PartForm):
    pairs: ClassVar = CriterionForm.pairs
    counts: ClassVar = {"look_back_months": _("Looks back, months")}
    has_evidence = True

    def add_own(self) -> None:
        self.fields["criterion"] = text(
            _("No bonus where this criterion did not occur (code)"), required=False, longest=12
        )

    def initial_own(self) -> dict[str, Any]:
        return {"criterion": self.plain.get("criterion", "")}

    def kept_own(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        return {"criterion": typed["criterion"].strip() or None}


class PenaltyForm(PartForm):
    pairs: ClassVar = {
        "title": (_("Title"), text),
        "ground": (_("Ground"), long_text),
        "unit": (_("What is counted"), text),
    }
    numbers: ClassVar = {
        "per": (_("Points off for each"), True),
        "cap": (_("At most so many points are taken off"), False),
    }
    counts: ClassVar = {"look_back_months": _("Looks back, months")}
    has_evidence = True


class VetoForm(PartForm):
    pairs: ClassVar = {
        "title": (_("Title"), text),
        "ground": (_("Ground"), long_text),
        "established_by": (_("Established by"), text),
    }
    counts: ClassVar = {"look_back_months": _("Looks back, months")}
    has_evidence = True


FORMS: dict[str, type[PartForm]] = {
    DIMENSION: DimensionForm,
    INDICATOR: IndicatorForm,
    CRITERION: CriterionForm,
    BONUS: BonusForm,
    PENALTY: PenaltyForm,
    VETO: VetoForm,
}


def part_form(kind: str, data=None, *, plain: Plain, departments: Mapping[str, str]) -> PartForm:
    return FORMS[kind](data, plain=plain, departments=departments)


def _many(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
    )
