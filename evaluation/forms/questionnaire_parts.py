"""What is typed in for the parts of a questionnaire's draft: head, questions, weights.

part_form(name, data=None, plain=…, around=…) -> QuestionnaireForm      by the name of the part
"""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.forms.questionnaire_ends import (
    KEY_HINT,
    QUESTION,
    CommentForm,
    CountingForm,
    hint,
    question,
)
from evaluation.forms.questionnaire_fields import (
    MAY_BE_EMPTY,
    Around,
    Plain,
    QuestionnaireForm,
    add_pair,
    code,
    shown_pairs,
    typed_pair,
    with_pair,
)
from evaluation.forms.questionnaire_lists import BackgroundForm, ScaleForm
from evaluation.forms.questionnaire_promises import PromisesForm
from evaluation.forms.standard_parts import long_text, number, text
from evaluation.standards.wording import said


class HeadForm(QuestionnaireForm):
    pairs: ClassVar = ("title", "introduction", "notice", "thanks")

    def add_fields(self) -> None:
        self.fields["edition"] = text(_("Edition"), longest=20)
        self.fields["standard"] = forms.ChoiceField(
            label=_("Evaluation standard it belongs to"),
            choices=self._standards(),
            required=False,
            help_text=_("Its questions are about the dimensions of this standard."),
        )
        add_pair(self, "title", _("Title"), text)
        for language in ("zh", "en"):
            self.fields[f"title_{language}"].required = True
        add_pair(self, "introduction", _("Introduction"), long_text)
        notice = pgettext_lazy("of a standard", "Notice")
        add_pair(self, "notice", notice, long_text, hint=MAY_BE_EMPTY)
        add_pair(self, "thanks", _("Thanks"), long_text)

    def _standards(self) -> list[tuple[str, Any]]:
        own = self.plain.get("standard", "")
        known = dict(self.around.standards)
        if own:
            known.setdefault(own, own)
        return [("", _("To none: any dimension will do")), *known.items()]

    def shown(self) -> dict[str, Any]:
        own = {key: self.plain.get(key, "") for key in ("edition", "standard")}
        return super().shown() | own

    def applied(self, plain: Plain) -> dict[str, Any]:
        typed, new = self.cleaned_data, dict(plain)
        new["edition"] = typed["edition"]
        new["standard"] = typed["standard"]
        if not typed["standard"]:
            del new["standard"]
        for key in ("title", "introduction", "thanks"):
            new[key] = typed_pair(typed, key)
        return with_pair(new, typed, "notice")


class ItemForm(QuestionnaireForm):
    """One question. ``plain`` is the question, and so is what ``applied`` gives."""

    pairs: ClassVar = ("text", "hint")

    def add_fields(self) -> None:
        self.fields["dimension"] = self._dimension()
        self.fields["weight"] = number(_("Weight"), hint=_("All weights together make 1."))
        add_pair(self, "text", QUESTION, question)
        hint_words = pgettext_lazy("below a question", "Hint")
        add_pair(self, "hint", hint_words, hint, hint=MAY_BE_EMPTY)
        self.fields["key"] = code(_("Key"), hint=KEY_HINT)

    def _dimension(self) -> forms.Field:
        known = dict(self.around.dimensions)
        if not known:
            return code(_("Dimension"), hint=_("Its code in the standard."))
        known.setdefault(self.plain["dimension"], self.plain["dimension"])
        return forms.ChoiceField(label=_("Dimension"), choices=list(known.items()))

    def shown(self) -> dict[str, Any]:
        return super().shown() | {
            name: self.plain.get(name, "") for name in ("dimension", "weight", "key")
        }

    @property
    def fields_to_keep(self) -> dict[str, Any]:
        """Keys of the question with their values, None to take out."""
        typed = self.cleaned_data
        kept = {name: typed[name].strip() for name in ("key", "dimension", "weight")}
        return kept | {
            "text": typed_pair(typed, "text"),
            "hint": with_pair({}, typed, "hint").get("hint"),
        }


class WeightsForm(QuestionnaireForm):
    """The weights of all questions on one page."""

    def add_fields(self) -> None:
        for item in self.plain["items"]:
            label = said(item["text"]) or item["key"]
            self.fields[self._name(item)] = number(label)

    def _name(self, item: Plain) -> str:
        return f"w-{item['key']}"

    def shown(self) -> dict[str, Any]:
        return {self._name(item): item["weight"] for item in self.plain["items"]}

    def rows(self) -> list[tuple[int, Plain, Any]]:
        """Number, question and field, in order."""
        return [
            (place, item, self[self._name(item)])
            for place, item in enumerate(self.plain["items"], start=1)
        ]

    def applied(self, plain: Plain) -> dict[str, Any]:
        """A question that came meanwhile keeps its weight; the hash of the content tells of it."""
        typed = self.cleaned_data
        items = [
            {**item, "weight": typed.get(self._name(item), item["weight"])}
            for item in plain["items"]
        ]
        return {**plain, "items": items}

    def field_of(self, where: str) -> str | None:
        for place, item in enumerate(self.plain["items"]):
            if where.startswith(f"items[{place}]."):
                return self._name(item)
        return None


class OverallForm(QuestionnaireForm):
    pairs: ClassVar = ("text",)

    def add_fields(self) -> None:
        add_pair(self, "text", QUESTION, question)
        self.fields["key"] = code(_("Key"), hint=KEY_HINT)

    def shown(self) -> dict[str, Any]:
        own = self.plain["overall"]
        return shown_pairs(own, self.pairs) | {"key": own["key"]}

    def applied(self, plain: Plain) -> dict[str, Any]:
        """The satisfaction rate goes on being taken from it."""
        key = self.cleaned_data["key"].strip()
        return {
            **plain,
            "overall": {"key": key, "text": typed_pair(self.cleaned_data, "text")},
            "satisfaction_rate": {"item": key},
        }

    def field_of(self, where: str) -> str | None:
        if where.startswith("satisfaction_rate"):
            return "key"
        return super().field_of(where.removeprefix("overall."))


FORMS: dict[str, tuple[type[QuestionnaireForm], Any]] = {
    "head": (HeadForm, _("Title, introduction and thanks")),
    "weights": (WeightsForm, _("All weights")),
    "scale": (ScaleForm, _("Scale")),
    "overall": (OverallForm, _("Overall question")),
    "background": (BackgroundForm, _("About the household")),
    "comment": (CommentForm, pgettext_lazy("of residents", "Comment")),
    "counting": (CountingForm, _("Counting rules")),
    "promises": (PromisesForm, _("Promises to residents")),
}
"""By the name of the part: its form, and what it is called."""


def part_form(name: str, data=None, *, plain: Plain, around: Around) -> QuestionnaireForm:
    return FORMS[name][0](data, plain=plain, around=around)
