"""The lists of a questionnaire's draft: options of the scale, the household."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.forms.questionnaire_fields import (
    Group,
    Plain,
    QuestionnaireForm,
    add_pair,
    shown_pairs,
    typed_pair,
    with_keys,
)
from evaluation.forms.rows_field import Column, RowsField
from evaluation.forms.standard_parts import text
from evaluation.standards.figures import read_decimal
from evaluation.standards.messages import sentence
from evaluation.standards.problems import Problem
from evaluation.surveys.questionnaire_content.editing import question_keys
from evaluation.surveys.questionnaire_content.reading import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_BACKGROUND,
)
from harmony.shared.wording import together

KEY = Column("code", _("Key"), width=18)
LABELS = [Column("zh", _("Chinese"), width=14), Column("en", _("English"), width=18)]
EMPTY_ROW = _("A row is taken out by emptying it; an empty key is filled in.")


def option_text(label: Any, *, required: bool = True) -> forms.CharField:
    return text(label, required=required, longest=LONGEST_OPTION)


def household_question(label: Any, *, required: bool = True) -> forms.CharField:
    return text(label, required=required, longest=LONGEST_QUESTION)


def optional_code(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=label, required=False, max_length=40, widget=widget, help_text=hint
    )


def rows_of(form: forms.Form, name: str) -> list[int]:
    """The numbers of the rows in which something stands, as the page counts them."""
    told = [one.name for one in form.fields[name].columns if one.kind != "check"]
    rows = form[name].value() or []
    return [n for n, row in enumerate(rows, start=1) if any(row.get(each) for each in told)]


def in_row(problem: Problem, rows: list[int]) -> str:
    """The sentence, with the row of the table it is about."""
    found = re.search(r"options\[(\d+)\]", problem.where)
    if not found or int(found[1]) >= len(rows):
        return sentence(problem)
    words = {"row": rows[int(found[1])], "problem": sentence(problem)}
    return _t("Row %(row)s: %(problem)s") % words


def label_of(row: Plain) -> dict[str, str]:
    return {"en": row["en"], "zh": row["zh"]}


class ScaleForm(QuestionnaireForm):
    """The options from the best down, and “I don't know”. They are put in order by value."""

    def add_fields(self) -> None:
        self.fields["options"] = RowsField(
            label=pgettext_lazy("of a scale", "Options"),
            columns=[
                KEY,
                Column("value", _("Value, 0 to 100"), "number", width=6),
                Column("satisfied", pgettext_lazy("of an option", "Satisfied"), "check"),
                *LABELS,
            ],
            help_text=together(
                [_t("They are put in order by their value, the best first."), EMPTY_ROW]
            ),
        )
        add_pair(self, "dont_know", _("“I don't know”"), option_text)
        self.fields["dont_know_key"] = optional_code(_("Key of “I don't know”"))
        self.fields["dont_know_key"].required = True

    def shown(self) -> dict[str, Any]:
        scale = self.plain["scale"]
        last = scale["dont_know"]
        return {
            "options": [
                {
                    "code": one["key"],
                    "value": one["value"],
                    "satisfied": one["satisfied"],
                    **one["label"],
                }
                for one in scale["options"]
            ],
            "dont_know_key": last["key"],
            **shown_pairs({"dont_know": last["label"]}, ("dont_know",)),
        }

    def applied(self, plain: Plain) -> dict[str, Any]:
        typed = self.cleaned_data
        options = [
            {
                "key": row["code"],
                "value": row["value"],
                "satisfied": row["satisfied"],
                "label": label_of(row),
            }
            for row in typed["options"]
        ]
        self.rows = rows_of(self, "options")
        values = [read_decimal(one["value"]) for one in options]
        if None not in values:
            order = sorted(range(len(options)), key=lambda n: values[n], reverse=True)
            options = [options[n] for n in order]
            self.rows = [self.rows[n] for n in order]
        last = {"key": typed["dont_know_key"].strip(), "label": typed_pair(typed, "dont_know")}
        with_keys(options, "option", taken=[last["key"]])
        return {**plain, "scale": {"options": options, "dont_know": last}}

    def field_of(self, where: str) -> str | None:
        inner = where.removeprefix("scale.")
        if inner == "dont_know.key":
            return "dont_know_key"
        if inner.startswith("dont_know"):
            return f"dont_know_{'en' if inner.endswith('.en') else 'zh'}"
        return "options" if inner.startswith("options") else None

    def words_of(self, problem: Problem) -> str:
        return in_row(problem, self.rows)


class BackgroundForm(QuestionnaireForm):
    """At most two coarse questions about the household; an empty one is not asked."""

    NAMES: ClassVar = (_("First question"), _("Second question"))

    def add_fields(self) -> None:
        for place in range(self._places):
            name = self._title(place)
            add_pair(self, f"q{place}", name, household_question)
            self.fields[f"q{place}_options"] = RowsField(
                label=_("%(what)s: answers") % {"what": name},
                columns=[KEY, *LABELS],
                help_text=EMPTY_ROW,
            )
            label = _("%(what)s: key") % {"what": name}
            self.fields[f"q{place}_key"] = optional_code(label)

    @property
    def _places(self) -> int:
        """A questionnaire from before the limit may have more, to be taken out."""
        return max(MOST_BACKGROUND, len(self.plain.get("background", ())))

    def _title(self, place: int) -> Any:
        if place < len(self.NAMES):
            return self.NAMES[place]
        return _t("Question %(number)s") % {"number": place + 1}

    def groups(self) -> list[Group]:
        names = ("zh", "en", "options", "key")
        return [
            Group(str(self._title(place)), [self[f"q{place}_{name}"] for name in names])
            for place in range(self._places)
        ]

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, one in enumerate(self.plain.get("background", ())):
            found |= shown_pairs({f"q{place}": one["text"]}, (f"q{place}",))
            found[f"q{place}_key"] = one["key"]
            found[f"q{place}_options"] = [
                {"code": option["key"], **option["label"]} for option in one["options"]
            ]
        return found

    def _asked(self) -> list[int]:
        """The places in which something stands."""
        typed = self.cleaned_data
        names = ("zh", "en", "options", "key")
        return [
            place
            for place in range(self._places)
            if any(typed.get(f"q{place}_{name}") for name in names)
        ]

    def applied(self, plain: Plain) -> dict[str, Any]:
        typed = self.cleaned_data
        asked = [
            {
                "key": typed[f"q{place}_key"].strip(),
                "text": typed_pair(typed, f"q{place}"),
                "options": with_keys(
                    [
                        {"key": row["code"], "label": label_of(row)}
                        for row in typed[f"q{place}_options"]
                    ],
                    "answer",
                ),
            }
            for place in self._asked()
        ]
        taken = question_keys({**plain, "background": ()})
        return {**plain, "background": with_keys(asked, "household", taken)}

    def field_of(self, where: str) -> str | None:
        found = re.match(r"background\[(\d+)\]\.?(.*)", where)
        asked = self._asked() if self.is_bound else list(range(self._places))
        if not found or int(found[1]) >= len(asked):
            return "q0_zh"
        place, inner = asked[int(found[1])], found[2]
        if inner.startswith("options"):
            return f"q{place}_options"
        if inner.startswith("text"):
            return f"q{place}_{'en' if inner.endswith('.en') else 'zh'}"
        return f"q{place}_key"

    def words_of(self, problem: Problem) -> str:
        field = self.field_of(problem.where) or ""
        return in_row(problem, rows_of(self, field) if field.endswith("_options") else [])
