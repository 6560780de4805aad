"""What the office types about standards."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.models import StandardState
from evaluation.standards.content import Problem, StandardContent, read_standard
from evaluation.standards.messages import sentence, with_place
from evaluation.standards.plain_text import plain_from_text
from evaluation.standards.sheets import (
    SheetReading,
    WorkbookRefused,
    read_sheets,
    read_workbook,
)


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


LARGEST_FILE = 2_000_000
ZIP = b"PK\x03\x04"
WORKBOOKS = (".xlsx", ".xlsm", ".xls")


class StandardFileForm(forms.Form):
    """A file that holds a standard: a workbook, YAML or JSON. ``read`` says what is in it."""

    file = forms.FileField(
        label=_("File of the standard"),
        help_text=_(
            "An Excel workbook (.xlsx) as this portal exports it, or YAML or JSON in UTF-8, in "
            "the form of the standard of 2005."
        ),
        error_messages={"required": _("Choose the file of the standard.")},
    )
    plain: Any = None
    sheets: SheetReading | None = None
    """Set for a workbook."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > min(settings.UPLOAD_BYTES, LARGEST_FILE):
            raise forms.ValidationError(_t("The file is larger than 2 MB."))
        content = file.read()
        if content.startswith(ZIP) or file.name.lower().endswith(WORKBOOKS):
            self._take_workbook(content)
        else:
            self._take_text(content)
        return file

    def _take_workbook(self, content: bytes) -> None:
        try:
            self.sheets = read_sheets(read_workbook(content))
        except WorkbookRefused as refusal:
            raise forms.ValidationError(sentence(refusal.problem)) from refusal
        self.plain = self.sheets.plain
        # Packed it was small; written out it has to come back from the preview in one piece.
        if len(json.dumps(self.plain, ensure_ascii=False).encode()) > LARGEST_FILE:
            raise forms.ValidationError(sentence(Problem("file_too_long")))

    def _take_text(self, content: bytes) -> None:
        self.plain, problems = plain_from_text(content)
        if problems:
            raise forms.ValidationError([with_place(problem) for problem in problems])

    def read(self) -> tuple[StandardContent | None, list[Problem]]:
        """The standard in a valid form, and every problem with its place."""
        if self.sheets is None:
            return read_standard(self.plain)
        return self.sheets.read()

    def located(self, problem: Problem) -> Problem:
        """A problem of the content with its place in this file."""
        return self.sheets.gathering.located(problem) if self.sheets else problem


class WrittenStandardForm(forms.Form):
    """The standard of a preview, on its way back to be taken in."""

    written = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    plain: Any = None

    def clean_written(self) -> str:
        self.plain, problems = plain_from_text(self.cleaned_data["written"])
        if problems:
            raise forms.ValidationError([with_place(problem) for problem in problems])
        return self.cleaned_data["written"]
