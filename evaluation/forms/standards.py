"""What the office types about standards."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.models import StandardState
from evaluation.standards.messages import with_place
from evaluation.standards.plain_text import plain_from_text


class StandardFilter(FilterForm):
    q = forms.CharField(label=_("Title or edition"))
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, query: Any) -> None:
        super().__init__(query)
        self.fields["state"].choices = [("", _t("Any state")), *StandardState.choices]
        self.full_clean()

    def narrow(self, standards):
        """The standards that match."""
        for name, value in self.chosen().items():
            if name == "state":
                standards = standards.filter(state=value)
            else:
                standards = standards.matching(value)
        return standards


class StandardFileForm(forms.Form):
    """A file that holds a standard; ``plain`` is what it says once it is valid."""

    file = forms.FileField(
        label=_("File of the standard"),
        help_text=_("YAML or JSON in UTF-8, in the form of the standard of 2005."),
        error_messages={"required": _("Choose the file of the standard.")},
    )
    plain: Any = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > min(settings.UPLOAD_BYTES, 2_000_000):
            raise forms.ValidationError(_t("The file is larger than 2 MB."))
        self.plain, problems = plain_from_text(file.read())
        if problems:
            raise forms.ValidationError([with_place(problem) for problem in problems])
        return file


class WrittenStandardForm(forms.Form):
    """The standard of a preview, on its way back to be taken in."""

    written = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    plain: Any = None

    def clean_written(self) -> str:
        self.plain, problems = plain_from_text(self.cleaned_data["written"])
        if problems:
            raise forms.ValidationError([with_place(problem) for problem in problems])
        return self.cleaned_data["written"]
