"""What a browser announces before it sends a file piece by piece."""

from typing import Any

from django import forms

from harmony.shared.form_words import TURNING


class FileNameField(forms.CharField):
    """A name that stands on somebody's computer: marks that turn the direction of writing are
    left out, not refused, as nobody can see them there."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).translate(TURNING)


class UploadForm(forms.Form):
    """Name and size in bytes; ``mark`` and ``sha256`` are what the file is known again by."""

    name = FileNameField(max_length=1000, strip=False)
    size = forms.IntegerField(min_value=0, max_value=2**53)
    mark = forms.CharField(max_length=100, required=False)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}\Z", required=False)
    entry = forms.IntegerField(min_value=1, required=False)
