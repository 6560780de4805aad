"""What the forms of a questionnaire's draft share: texts in pairs, groups, and where a value is.

form.applied(plain) -> dict          the plain values of the questionnaire with what was typed
form.field_of(where) -> str | None   the field in which the value at this path is typed
form.words_of(problem) -> str        what is wrong, with the row it is in
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.forms.standard_parts import pair_fields
from evaluation.standards.messages import sentence
from evaluation.standards.problems import Problem

Plain = Mapping[str, Any]
MAY_BE_EMPTY = _("May be left empty.")


@dataclass(frozen=True)
class Around:
    """What a draft may refer to: standards by key, and the dimensions of its own by code."""

    standards: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Some fields of a form under a heading of their own."""

    heading: str
    fields: list[Any]
    note: str = ""


class QuestionnaireForm(forms.Form):
    """A part of the draft. Texts may be empty in a draft; publishing asks for them."""

    use_required_attribute = False
    pairs: ClassVar[tuple[str, ...]] = ()
    """Keys of the questionnaire whose text is typed in two fields of the same name."""

    def __init__(self, data=None, *, plain: Plain, around: Around) -> None:
        super().__init__(data)
        self.plain, self.around = plain, around
        self.add_fields()
        self.initial = self.shown()

    def add_fields(self) -> None:
        raise NotImplementedError

    def shown(self) -> dict[str, Any]:
        """What stands in the fields before anything is typed."""
        return shown_pairs(self.plain, self.pairs)

    def applied(self, plain: Plain) -> dict[str, Any]:
        raise NotImplementedError

    def field_of(self, where: str) -> str | None:
        key, _dot, rest = where.partition(".")
        if key in self.pairs:
            return f"{key}_{rest if rest in ('en', 'zh') else 'zh'}"
        return key if key in self.fields else None

    def words_of(self, problem: Problem) -> str:
        return sentence(problem)

    def groups(self) -> list[Group]:
        return [Group("", self.visible_fields())]

    def add_rows(self) -> None:
        """More blank rows in the tables."""
        for one in self.fields.values():
            if hasattr(one.widget, "spare"):
                one.widget.spare += 3


def add_pair(form: forms.Form, key: str, label: Any, make: Any, *, hint: Any = "") -> None:
    """Two fields beside each other that may both stay empty while it is a draft."""
    made = pair_fields(key, label, make, required=False)
    for one in made.values():
        one.help_text = hint
    form.fields |= made


def shown_pairs(plain: Plain, keys: tuple[str, ...]) -> dict[str, str]:
    return {
        f"{key}_{language}": (plain.get(key) or {}).get(language, "")
        for key in keys
        for language in ("zh", "en")
    }


def typed_pair(typed: Mapping[str, Any], key: str) -> dict[str, str]:
    """Both texts; a browser sends line breaks of its own kind."""
    return {
        language: typed[f"{key}_{language}"].replace("\r\n", "\n") for language in ("en", "zh")
    }


def with_pair(plain: Plain, typed: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The values with this text, or without the key where nothing stands in either field."""
    new, pair = dict(plain), typed_pair(typed, key)
    new[key] = pair
    if not any(pair.values()):
        del new[key]
    return new


def code(label: Any, *, hint: Any = "") -> forms.CharField:
    """The key of something: answers and versions are compared by it."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=40, widget=widget, help_text=hint)


def with_keys(
    rows: list[dict[str, Any]], stem: str, taken: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The rows, with a key of its own for each that was given none: “option_3”."""
    used = {row["key"] for row in rows} | set(taken)
    for place, row in enumerate(rows, start=1):
        number = place
        while not row["key"]:
            key, number = f"{stem}_{number}", number + 1
            if key not in used:
                used.add(key)
                row["key"] = key
    return rows


def count(typed: str) -> int | str:
    """A whole number as the file has it; anything else as it was typed, to be told."""
    typed = typed.strip()
    return int(typed) if typed.isdecimal() and len(typed) < 10 else typed
