"""The comment at the end of a questionnaire, and how its answers are counted."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.forms.questionnaire_fields import (
    MAY_BE_EMPTY,
    Plain,
    QuestionnaireForm,
    add_pair,
    code,
    count,
    shown_pairs,
    typed_pair,
    with_pair,
)
from evaluation.forms.standard_parts import number
from evaluation.surveys.questionnaire_content.reading import LONGEST_QUESTION

QUESTION = pgettext_lazy("of a questionnaire", "Question")
KEY_HINT = _("Answers are kept under it, and versions are compared by it.")


def question(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_QUESTION, widget=widget
    )


def hint(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=required, max_length=4000, widget=widget)


class CommentForm(QuestionnaireForm):
    pairs: ClassVar = ("text", "hint")
    MOST = "characters_at_most"

    def add_fields(self) -> None:
        self.fields["is_asked"] = forms.BooleanField(
            label=_("Residents may write a comment"), required=False
        )
        add_pair(self, "text", QUESTION, question)
        hint_words = pgettext_lazy("below a question", "Hint")
        add_pair(self, "hint", hint_words, hint, hint=MAY_BE_EMPTY)
        self.fields[self.MOST] = number(_("Characters, at most"), hint=_("From 1 to 500."))
        self.fields["key"] = code(_("Key"), hint=KEY_HINT)
        for name in (self.MOST, "key"):
            self.fields[name].required = False

    def shown(self) -> dict[str, Any]:
        own = self.plain.get("comment") or {}
        return shown_pairs(own, self.pairs) | {
            "is_asked": bool(own),
            self.MOST: str(own.get(self.MOST, 500)),
            "key": own.get("key", "comment"),
        }

    def applied(self, plain: Plain) -> dict[str, Any]:
        typed, new = self.cleaned_data, dict(plain)
        new.pop("comment", None)
        if not typed["is_asked"]:
            return new
        comment = {
            "key": typed["key"].strip(),
            "text": typed_pair(typed, "text"),
            self.MOST: count(typed[self.MOST]),
        }
        return {**new, "comment": with_pair(comment, typed, "hint")}

    def field_of(self, where: str) -> str | None:
        return super().field_of(where.removeprefix("comment."))


class CountingForm(QuestionnaireForm):
    """From when on an answer counts, how many are planned, and from when on results are shown."""

    FIELDS: ClassVar[dict[str, tuple[tuple[str, str], Any, Any]]] = {
        "rated": (
            ("valid_answer", "rated_items_at_least"),
            _("An answer counts from so many rated questions on"),
            _("Usually half of the questions. “I don't know” is not a rating."),
        ),
        "margin": (
            ("sample", "margin_of_error_points"),
            _("Margin of error, in percentage points"),
            _("The sample of each community is planned from it and from its households."),
        ),
        "confidence": (
            ("sample", "confidence_percent"),
            _("Confidence, in per cent"),
            "",
        ),
        "answers": (
            ("sample", "valid_answers_at_least"),
            _("Valid answers, at least"),
            _("Or all households, where there are fewer."),
        ),
        "publish": (
            ("sample", "publish_from_valid_answers"),
            _("Results are shown from so many valid answers on"),
            _("Never less than 30."),
        ),
        "cell": (
            ("sample", "smallest_cell"),
            _("Smallest group that is shown"),
            _("Never less than 10."),
        ),
    }
    WHOLE = ("rated", "answers", "publish", "cell")

    def add_fields(self) -> None:
        for name, (_path, label, words) in self.FIELDS.items():
            self.fields[name] = number(label, hint=words)

    def shown(self) -> dict[str, Any]:
        return {
            name: str(self.plain[head][key])
            for name, ((head, key), _label, _words) in self.FIELDS.items()
        }

    def applied(self, plain: Plain) -> dict[str, Any]:
        new = {**plain, "valid_answer": {}, "sample": {}}
        for name, ((head, key), _label, _words) in self.FIELDS.items():
            typed = self.cleaned_data[name].strip()
            new[head][key] = count(typed) if name in self.WHOLE else typed
        return new

    def field_of(self, where: str) -> str | None:
        return next(
            (
                name
                for name, (path, _label, _words) in self.FIELDS.items()
                if ".".join(path) == where
            ),
            None,
        )
