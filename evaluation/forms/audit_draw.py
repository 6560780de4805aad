"""What the supervision body fills in for the audit draw: the hash before, the list after."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.surveys.audit_draw import LARGEST_LIST, MOST_PATTERNS


class DepositForm(forms.Form):
    """The hash of the list, and on how many slips its patterns are answered."""

    digest = forms.RegexField(
        r"^[0-9a-fA-F]{64}\Z",
        label=_("SHA-256 of the list"),
        max_length=64,
        help_text=_("64 digits and letters, as the program shows them."),
        error_messages={"invalid": _("A SHA-256 has 64 digits from 0 to 9 and a to f.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    slips = forms.IntegerField(
        label=_("Slips drawn"),
        min_value=1,
        max_value=MOST_PATTERNS,
        help_text=_("Thirty find out a tenth of altered answers with 96 in 100."),
    )

    def clean_digest(self) -> str:
        return self.cleaned_data["digest"].lower()


class ListForm(forms.Form):
    """The list itself; ``content`` is what the file says."""

    file = forms.FileField(
        label=_("List of the patterns"),
        help_text=_("The very file whose SHA-256 was deposited."),
        error_messages={"required": _("Choose the file of the list.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(_t("The file is larger than 1 MB."))
        return file
