"""The complaint of a resident: of what kind, about which survey, in their own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.models import Complaint
from evaluation.surveys.codes import LONGEST_TYPED
from evaluation.surveys.complaining import LONGEST, open_to_complaints
from harmony.shared.languages import in_language

BY_CODE = Complaint.Kind.USED
"""Only a slip shows that its code was used."""


class ComplaintForm(forms.Form):
    """No name is asked for. The survey is found by the code of a slip, or by the community."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=Complaint.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what happened.")},
    )
    code = forms.CharField(
        label=_("The code on your slip"),
        required=False,
        max_length=LONGEST_TYPED,
        help_text=_("It shows which community this is about and is not kept with it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    community = forms.ChoiceField(
        label=_("Or your community, if you have no slip"), required=False
    )
    text = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Please write nothing by which you could be recognised."),
    )
    number = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].choices = [("", _t("Choose …")), *_communities()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "code" not in cleaned or "community" not in cleaned or cleaned["code"]:
            return cleaned
        if cleaned.get("kind") == BY_CODE:
            self.add_error("code", _t("Please type the code, so that we can see it was used."))
        elif not cleaned["community"]:
            self.add_error("code", _t("Please type the code, or choose your community below."))
        return cleaned


def _communities() -> list[tuple[str, str]]:
    """Every survey that is open, or closed not long ago: its key, and street and community."""
    community = "declaration__community__"
    rows = (
        open_to_complaints()
        .order_by(f"{community}code")
        .values_list(
            "pk",
            *(f"{community}parent__name_zh", f"{community}parent__name_en"),
            *(f"{community}name_zh", f"{community}name_en"),
        )
    )
    return [
        (str(pk), f"{in_language(street_zh, street_en)} · {in_language(zh, en)}")
        for pk, street_zh, street_en, zh, en in rows
    ]
