"""Two people at one form: what each of them changed since it was opened.

    marks_of(form, …) -> str                  a mark for each field, sent along with the page
    merged(mine, theirs, marks) -> Meeting    who changed what; ``theirs`` then shows both

What one of them left as it was takes what the other made of it; what both changed is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from evaluation.forms.rows_field import RowsField
from harmony.shared.wording import listed

MARK = 12
"""Letters of a mark."""


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each version in words, line by line."""

    label: str
    stored: list[str]
    typed: list[str]


@dataclass
class Meeting:
    """What both changed, and the labels of what only the other one changed."""

    clashes: list[Clash] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    @property
    def taken_in_words(self) -> str:
        return listed(self.taken)

    def add(self, other: "Meeting") -> None:
        self.clashes += other.clashes
        self.taken += other.taken


def marks_of(form: forms.BaseForm) -> str:
    """“title_en=1f9a02bc… points=…” of an unbound form: what it shows as it is stored."""
    return " ".join(f"{form.add_prefix(name)}={_mark(form[name])}" for name in form.fields)


def read_marks(marks: str) -> dict[str, str]:
    """Any text is taken; what names no mark is as good as none."""
    return dict(one.partition("=")[::2] for one in marks.split())


def merged(mine: forms.BaseForm, theirs: forms.BaseForm, marks: Mapping[str, str]) -> Meeting:
    """Compare what was sent (``mine``) with what is stored (``theirs``, unbound, of one kind).

    ``theirs`` shows from then on what was typed wherever that was changed.
    """
    meeting = Meeting()
    for name, place in mine.fields.items():
        typed, stored = mine[name], theirs[name]
        if _plain(typed) == _plain(stored):
            continue
        before = marks.get(mine.add_prefix(name))
        if _mark(typed) == before:
            meeting.taken.append(str(place.label))
            continue
        if _mark(stored) != before:
            meeting.clashes.append(Clash(str(place.label), in_words(stored), in_words(typed)))
        _show(theirs, name, _kept(typed))
    return meeting


def _show(form: forms.BaseForm, name: str, value: Any) -> None:
    form.initial[name] = value
    vars(form[name]).pop("initial", None)  # which the field remembers once it was looked at


def touched(form: forms.BaseForm, marks: Mapping[str, str]) -> list[forms.BoundField]:
    """The fields that do not say what they said when the page was made."""
    fields = [(form[name], marks.get(form.add_prefix(name))) for name in form.fields]
    return [bound for bound, before in fields if _mark(bound) != before]


def is_untouched(form: forms.BaseForm, marks: Mapping[str, str]) -> bool:
    """Whether every field says what it said when the page was made."""
    return not touched(form, marks)


def take_over(mine: forms.BaseForm, into: forms.BaseForm) -> None:
    """Let the unbound form show all that was typed."""
    into.initial.update({name: _kept(mine[name]) for name in mine.fields})


def in_words(bound: forms.BoundField) -> list[str]:
    """The value of a field as somebody reads it, line by line."""
    place, value = bound.field, bound.value()
    if isinstance(place, RowsField):
        return [
            listed([str(cell) for cell in _cells(place, row)]) for row in place.filled(value)
        ] or ["–"]
    if isinstance(place, forms.BooleanField):
        return [_("Yes") if value else _("No")]
    if isinstance(place, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        names = {str(key): str(label) for key, label in place.choices}
        return [names.get(str(one), str(one)) for one in chosen if one] or ["–"]
    return str(value or "").splitlines() or ["–"]


def _cells(place: RowsField, row: Mapping[str, Any]) -> Iterable[Any]:
    for column in place.columns:
        value = row.get(column.name, "")
        if column.kind == "check":
            if value:
                yield column.label
        elif value:
            yield dict(column.choices).get(value, value)


def _kept(bound: forms.BoundField) -> Any:
    value = bound.value()
    return bound.field.filled(value) if isinstance(bound.field, RowsField) else value


def _plain(bound: forms.BoundField) -> Any:
    """The value in one shape, whether it comes from the store or from a browser."""
    value = _kept(bound)
    if isinstance(bound.field, RowsField):
        names = ["key", *(column.name for column in bound.field.columns)]
        return [{name: str(row[name]) for name in names if row.get(name)} for row in value]
    if isinstance(bound.field, forms.BooleanField):
        return bool(value)
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return "\n".join(str("" if value is None else value).strip().splitlines())


def _mark(bound: forms.BoundField) -> str:
    return sha256(repr(_plain(bound)).encode(errors="replace")).hexdigest()[:MARK]
