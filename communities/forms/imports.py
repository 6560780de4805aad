"""Uploading a file that will be taken in after a preview."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from communities.places.plain_text import NotText, text_of, too_large
from communities.places.reading import MOST_BYTES as MOST_BYTES_OF_PLACES
from communities.programme.plain_yaml import MOST_BYTES as MOST_BYTES_OF_A_PROGRAMME


class TextFileForm(forms.Form):
    """A text file, small enough to be read; ``content`` is its bytes."""

    most_bytes = 0

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > self.most_bytes:
            raise ValidationError(too_large(file.size, self.most_bytes))
        self.content = file.read()
        try:
            text_of(self.content, most_bytes=self.most_bytes)
        except NotText as error:
            raise ValidationError(error.reason) from error
        return file


def file_field(**details: Any) -> forms.FileField:
    messages = {"required": _("Choose a file."), "empty": _("The file is empty.")}
    return forms.FileField(error_messages=messages, **details)


class PlaceFileForm(TextFileForm):
    most_bytes = MOST_BYTES_OF_PLACES
    file = file_field(
        label=_("List of places"),
        help_text=_("A CSV file in UTF-8 or GB18030, 5 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ProgrammeFileForm(TextFileForm):
    most_bytes = MOST_BYTES_OF_A_PROGRAMME
    file = file_field(
        label=_("Programme"),
        help_text=_("A YAML file in UTF-8, 1 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
