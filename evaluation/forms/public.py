"""What the public can ask: a certificate's number, the accepted communities of a place."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.models import ACCEPTING_LEVELS

Pairs = Sequence[tuple[str, str]]
REFERENCE = re.compile(r"(?:.*\D)?(\d{4})\D+(\d{1,9})\D*")
"""Year and number, whatever the printed number puts before, between or after them."""


class ReferenceForm(forms.Form):
    """The number of a certificate, as printed (HX-2025-0001) or bare (2025-1)."""

    use_required_attribute = False

    number = forms.CharField(
        label=_("Certificate number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        found = REFERENCE.fullmatch(self.cleaned_data["number"].strip())
        if not found or int(found[2]) == 0:
            raise forms.ValidationError(
                _t("Write the number as on the certificate, for example 2025-0001.")
            )
        return f"{int(found[1])}-{int(found[2]):04d}"


class AcceptedFilter(FilterForm):
    """Accepted communities by year, level and street, or by name.

    Until streets and years are known they are left alone: they are counted with the rest.
    """

    q = forms.CharField(label=_("Community or street"), max_length=60)
    street = forms.ChoiceField(label=_("Street"))
    level = forms.ChoiceField(label=_("Level"))
    year = forms.ChoiceField(label=_("Year"))

    names = ("name_zh", "name_en", "parent__name_zh", "parent__name_en")

    def __init__(self, query: Any, *, streets: Pairs = (), years: Pairs = ()) -> None:
        super().__init__(query)
        levels = [(level.value, level.label) for level in ACCEPTING_LEVELS]
        self._offer("street", _t("All streets"), streets)
        self._offer("level", _t("Any level"), levels)
        self._offer("year", _t("All years"), years)
        self.full_clean()

    def _offer(self, name: str, nothing: str, choices: Pairs) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def condition(self) -> Q:
        """What a certificate must meet to be listed."""
        found = Q()
        for name, value in self.chosen().items():
            found &= getattr(self, f"_{name}")(value)
        return found

    def _q(self, text: str) -> Q:
        found = Q()
        for name in self.names:
            found |= Q(**{f"decision__declaration__community__{name}__icontains": text})
        return found

    def _street(self, code: str) -> Q:
        return Q(decision__declaration__community__parent__code=code)

    def _level(self, level: str) -> Q:
        return Q(decision__level=level)

    def _year(self, year: str) -> Q:
        return Q(year=int(year))
