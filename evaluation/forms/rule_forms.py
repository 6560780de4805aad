"""A small form for each type of scoring rule, from and to the rule as it is written down.

    rule_form(kind, data=None, rule=None, prefix="rule") -> RuleForm
    form.rule -> dict                  of a form that is valid in itself

What the numbers amount to is checked by reading the standard; ``form.field_of(path)`` tells in
which field a problem belongs.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.forms.number_fields import WrittenNumber
from evaluation.forms.rows_field import Column, RowsField
from evaluation.standards.classes import CLASS_KEYS
from evaluation.standards.messages import CLASSES

Rule = Mapping[str, Any]
EN, ZH = _("English"), _("Chinese")
BY_CLASS = Column("class", _("Class"), "choice", [("", _("All others")), *CLASSES.items()], 12)
PAIR = (Column("zh", ZH), Column("en", EN))
NUMBERS = re.compile(r"[;；,，、\s]+")


def name_of(path: str) -> str:
    """The name of a field for a key that may hold a point."""
    return path.replace(".", "-")


class RuleForm(forms.Form):
    """What all have in common. A rule type names its keys by the kind of value they hold."""

    type: ClassVar[str]
    pairs: ClassVar[dict[str, Any]] = {}
    numbers: ClassVar[dict[str, tuple[Any, bool]]] = {}
    """Label, and whether it has to be there."""
    by_class: ClassVar[tuple[str, str, Any]] = ("", "", "")
    """A value that may differ by class: its key, the key for classes, its label."""
    has_range: ClassVar[bool] = False
    tables: ClassVar[dict[str, tuple[Any, Sequence[Column]]]] = {}
    table_by_class: ClassVar[tuple[str, str]] = ("", "")
    """The table whose rows may differ by class, and the key for classes."""
    whole: ClassVar[tuple[str, ...]] = ()
    """Numbers that are counts, which the file keeps without quotes."""
    use_required_attribute = False

    def __init__(self, data=None, *, rule: Rule | None = None, prefix: str = "rule") -> None:
        super().__init__(data, prefix=prefix)
        self._add_texts()
        self._add_numbers()
        for key, (label, columns) in self.tables.items():
            given = [BY_CLASS] if key == self.table_by_class[0] else []
            self.fields[key] = RowsField(label=label, columns=[*columns, *given])
        if rule and rule.get("type") == self.type:
            self.initial = self._initial(rule)

    def _add_texts(self) -> None:
        for key, label in self.pairs.items():
            for language, words in (("zh", ZH), ("en", EN)):
                self.fields[f"{key}_{language}"] = forms.CharField(
                    label=_("%(what)s (%(language)s)") % {"what": label, "language": words},
                    max_length=4000,
                )

    def _add_numbers(self) -> None:
        for key, (label, needed) in self.numbers.items():
            self.fields[key] = _number(label, required=needed)
        if self.has_range:
            self.fields["range_from"] = _number(_("Lowest value that can be measured"))
            self.fields["range_to"] = _number(_("Highest value that can be measured"))
        key, _classes, label = self.by_class
        if key:
            self.fields[key] = _number(label)
            for name in CLASS_KEYS:
                words = {"what": label, "class": CLASSES[name]}
                text = _("%(what)s: %(class)s") % words
                self.fields[f"{key}-{name_of(name)}"] = _number(text)

    # ------------------------------------------------ from the rule
    def _initial(self, rule: Rule) -> dict[str, Any]:
        found = {key: _shown(rule.get(key)) for key in self.numbers}
        for key in self.pairs:
            stored = rule.get(key) or {}
            found |= {f"{key}_{name}": stored.get(name, "") for name in ("zh", "en")}
        span = rule.get("range") or {}
        found |= {"range_from": span.get("from", ""), "range_to": span.get("to", "")}
        key, classes, _label = self.by_class
        if key:
            found[key] = _shown(rule.get(key))
            given = rule.get(classes) or {}
            found |= {f"{key}-{name_of(name)}": _shown(value) for name, value in given.items()}
        for key in self.tables:
            found[key] = self._rows_of(rule, key)
        return found

    def _rows_of(self, rule: Rule, key: str) -> list[dict[str, Any]]:
        rows = [self.row_shown(key, row) for row in rule.get(key) or ()]
        if key == self.table_by_class[0]:
            for name, listed in (rule.get(self.table_by_class[1]) or {}).items():
                rows += [self.row_shown(key, row) | {"class": name} for row in listed]
        return rows

    def row_shown(self, key: str, row: Any) -> dict[str, Any]:
        """One line of a table as it stands in the form."""
        shown = {name: _shown(value) for name, value in row.items() if name != "label"}
        return shown | dict(row.get("label") or {})

    # ------------------------------------------------ to the rule
    @property
    def rule(self) -> dict[str, Any]:
        typed = self.cleaned_data
        made: dict[str, Any] = {"type": self.type}
        for key in self.pairs:
            made[key] = {name: typed.get(f"{key}_{name}", "") for name in ("en", "zh")}
        for key in self.numbers:
            if typed.get(key):
                made[key] = self._kept(key, typed[key])
        if self.has_range and (typed.get("range_from") or typed.get("range_to")):
            span = {"from": typed.get("range_from") or "0", "to": typed.get("range_to")}
            made["range"] = {name: value for name, value in span.items() if value}
        for key in self.tables:
            made |= self._table(key, typed.get(key) or [])
        return made | self._values_by_class(typed)

    def _kept(self, key: str, value: str) -> Any:
        return int(value) if key in self.whole and value.isdecimal() else value

    def _values_by_class(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        key, classes, _label = self.by_class
        if not key:
            return {}
        given = {name: typed.get(f"{key}-{name_of(name)}") for name in CLASS_KEYS}
        by_class = {name: self.value(text) for name, text in given.items() if text}
        made = {key: self.value(typed[key])} if typed.get(key) else {}
        return made | ({classes: by_class} if by_class else {})

    def value(self, text: str) -> Any:
        """What a value that may differ by class is kept as."""
        return text

    def _table(self, key: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
        made = [(row.get("class", ""), self.row_kept(key, row)) for row in named(rows)]
        found: dict[str, Any] = {}
        plain_rows = [row for name, row in made if not name]
        by_class: dict[str, list[Any]] = {}
        for name, row in made:
            if name:
                by_class.setdefault(name, []).append(row)
        if plain_rows or not by_class:
            found[key] = plain_rows
        if by_class:
            found[self.table_by_class[1]] = by_class
        return found

    def row_kept(self, key: str, row: Mapping[str, Any]) -> Any:
        """One line of a table as the rule keeps it."""
        return {"key": row["key"], "label": {"en": row["en"], "zh": row["zh"]}}

    def field_of(self, path: str) -> str | None:
        """The field in which the value at this path of the rule is typed."""
        key = re.split(r"[.\[]", path)[0]
        for plain_key, classes in (self.by_class[:2], self.table_by_class):
            if classes and key == classes:
                key = plain_key
        if key == "range":
            return "range_from"
        if key in self.pairs:
            return f"{key}_{'en' if path.endswith('en') else 'zh'}"
        return key if key in self.fields else None


class CountMet(RuleForm):
    type = "count_met"
    tables: ClassVar = {"clauses": (_("Clauses"), PAIR)}
    by_class = ("table", "table_by_class", _("Points for 0, 1, 2 … clauses met"))

    def value(self, text: str) -> Any:
        return [number for number in NUMBERS.split(text.strip()) if number]


class SumOfParts(RuleForm):
    type = "sum_of_parts"
    tables: ClassVar = {
        "parts": (_("Parts"), (*PAIR, Column("points", _("Points"), "number", width=6)))
    }
    table_by_class = ("parts", "parts_by_class")

    def row_kept(self, key, row):
        return super().row_kept(key, row) | {"points": row["points"]}


class DeductPerUnit(RuleForm):
    type = "deduct_per_unit"
    pairs: ClassVar = {"unit": _("What is counted")}
    numbers: ClassVar = {
        "expected": (_("How many are expected"), False),
        "cap": (_("At most so many points are taken off"), False),
    }
    by_class = ("per", "per_by_class", _("Points off for each"))
    whole = ("expected",)


class DeductListed(RuleForm):
    type = "deduct_listed"
    numbers: ClassVar = {"cap": (_("At most so many points are taken off"), False)}
    tables: ClassVar = {
        "failings": (
            _("Failings"),
            (
                *PAIR,
                Column("minus", _("Points off"), "number", width=6),
                Column("each", _("For each case"), "check"),
            ),
        )
    }
    table_by_class = ("failings", "failings_by_class")

    def row_kept(self, key, row):
        return super().row_kept(key, row) | {"minus": row["minus"], "each": row["each"]}


class Measuring(RuleForm):
    pairs: ClassVar = {"measure": _("What is measured"), "unit": _("Unit")}
    has_range = True


class DeductPerStep(Measuring):
    type = "deduct_per_step"
    numbers: ClassVar = {
        "step": (_("One step is"), True),
        "per": (_("Points off for each whole step"), True),
    }
    by_class = ("target", "targets_by_class", _("Target"))


class Ratio(Measuring):
    type = "ratio"
    by_class = ("target", "targets_by_class", _("Target"))


class Bands(Measuring):
    type = "bands"
    tables: ClassVar = {
        "bands": (
            _("Bands"),
            (
                Column("at_least", _("From"), "number", width=8),
                Column("below", _("To less than (empty: no end)"), "number", width=8),
                Column("points", _("Points"), "number", width=6),
            ),
        )
    }
    table_by_class = ("bands", "bands_by_class")

    def row_kept(self, key, row):
        kept = {name: row[name] for name in ("at_least", "below", "points")}
        return {name: value for name, value in kept.items() if value or name != "below"}


class SampledGrades(RuleForm):
    type = "sampled_grades"
    pairs: ClassVar = {"place": _("One sampled place")}
    numbers: ClassVar = {"sample": (_("How many places are sampled"), True)}
    tables: ClassVar = {
        "passes_when": (_("A place passes when"), PAIR),
        "grades": (
            _("Grades, the best first"),
            (
                Column("grade", _("Grade"), width=6),
                Column("share_at_least", _("Share passed, 0 to 1"), "number", width=8),
                Column("points", _("Points"), "number", width=6),
            ),
        ),
    }
    table_by_class = ("grades", "grades_by_class")
    whole = ("sample",)

    def row_shown(self, key, row):
        return dict(row) if key == "passes_when" else super().row_shown(key, row)

    def row_kept(self, key, row):
        if key == "passes_when":
            return {"en": row["en"], "zh": row["zh"]}
        return {name: row[name] for name in ("grade", "share_at_least", "points")}


class PassFail(RuleForm):
    type = "pass_fail"


class Judgement(RuleForm):
    type = "judgement"
    pairs: ClassVar = {"guide": _("What earns how much")}


class BonusPerUnit(RuleForm):
    type = "bonus_per_unit"
    pairs: ClassVar = {"unit": _("What is counted")}
    numbers: ClassVar = {
        "per": (_("Points for each"), True),
        "cap": (_("At most"), True),
    }


FORMS: dict[str, type[RuleForm]] = {
    form.type: form
    for form in (
        CountMet,
        SumOfParts,
        DeductPerUnit,
        DeductListed,
        DeductPerStep,
        Ratio,
        Bands,
        SampledGrades,
        PassFail,
        Judgement,
        BonusPerUnit,
    )
}


NAMES = {
    "count_met": _("Clauses met, points by their number"),
    "sum_of_parts": _("Points for each part"),
    "deduct_per_unit": _("Points off for each miss"),
    "deduct_listed": _("Points off for named failings"),
    "deduct_per_step": _("Points off for each step below a target"),
    "ratio": _("Share of a target"),
    "bands": _("Points by bands of a value"),
    "sampled_grades": _("Grades of a sample of places"),
    "pass_fail": _("All or nothing"),
    "judgement": _("As judged, with a reason"),
    "bonus_per_unit": _("Bonus for each"),
}


def rule_form(kind: str, data=None, rule: Rule | None = None, prefix: str = "rule") -> RuleForm:
    return FORMS[kind](data, rule=rule, prefix=prefix)


def named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with a key of its own; one that it has already stays."""
    taken = {row["key"] for row in rows if row.get("key")}
    free = (f"k{n}" for n in range(1, len(rows) + len(taken) + 2) if f"k{n}" not in taken)
    return [row if row.get("key") else row | {"key": next(free)} for row in rows]


def _number(label: Any, *, required: bool = False) -> forms.CharField:
    """A number as text: it is kept exactly as it was written."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return WrittenNumber(label=label, required=required, max_length=200, widget=widget)


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return value if isinstance(value, bool) else "" if value is None else str(value)
