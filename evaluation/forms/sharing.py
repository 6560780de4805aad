"""Who shall fill in which criteria of a draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.models import User
from evaluation.declarations.sheet import Sheet

NOBODY = "none"


class ShareForm(forms.Form):
    """A person, and criteria: one by one, by indicator or by dimension."""

    use_required_attribute = False
    person = forms.ChoiceField(
        label=_("Who fills it in"), error_messages={"required": _("Choose a person.")}
    )
    criteria = forms.MultipleChoiceField(
        label=_("Criteria"), widget=forms.CheckboxSelectMultiple, required=False
    )
    indicators = forms.MultipleChoiceField(label=_("Indicators"), required=False)
    dimensions = forms.MultipleChoiceField(label=_("Dimensions"), required=False)

    def __init__(self, data: Any = None, *, sheet: Sheet, people: list[User]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        self.fields["person"].choices = [
            ("", _t("Choose")),
            *((pk, str(one)) for pk, one in self.people.items()),
            (NOBODY, _t("Nobody in particular")),
        ]
        self.parts = _parts_of(sheet)
        for name, codes in self.parts.items():
            self.fields[name].choices = [(code, code) for code in codes]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors and not any(typed[name] for name in self.parts):
            self.add_error("criteria", _t("Choose at least one criterion."))
        return typed

    @property
    def chosen(self) -> set[int]:
        """The criteria that are meant, by primary key."""
        return {
            pk
            for name, codes in self.parts.items()
            for code in self.cleaned_data[name]
            for pk in codes[code]
        }

    @property
    def seen(self) -> dict[str, str]:
        """With whom each criterion was when the page was made; any text is taken."""
        marks = str(self.data.get("seen", "")).split()
        return dict(one.partition("=")[::2] for one in marks)

    @property
    def who(self) -> User | None:
        return self.people.get(self.cleaned_data["person"])

    def ticked(self, name: str) -> list[str]:
        """What was ticked of these parts, so that it stays ticked."""
        return self[name].value() or []


def seen_of(sheet: Sheet) -> str:
    """“A1.1=12 A1.2=”: with whom each criterion is now, for the page to send along."""
    return " ".join(f"{one.criterion.code}={one.assigned_to_id or ''}" for one in sheet.entries)


def _parts_of(sheet: Sheet) -> dict[str, dict[str, set[int]]]:
    """The criteria (by primary key) in each part of the standard, by field and code."""
    parts: dict[str, dict[str, set[int]]] = {"criteria": {}, "indicators": {}, "dimensions": {}}
    for entry in sheet.entries:
        criterion, indicator = entry.criterion, entry.criterion.indicator
        parts["criteria"][criterion.code] = {criterion.pk}
        if indicator is not None:
            parts["indicators"].setdefault(indicator.code, set()).add(criterion.pk)
            parts["dimensions"].setdefault(indicator.dimension.code, set()).add(criterion.pk)
    return parts
