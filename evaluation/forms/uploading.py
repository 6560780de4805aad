"""What a browser announces before it sends a file piece by piece."""

from django import forms


class UploadForm(forms.Form):
    """Name and size in bytes; ``mark`` and ``sha256`` are what the file is known again by."""

    name = forms.CharField(max_length=1000, strip=False)
    size = forms.IntegerField(min_value=0, max_value=2**53)
    mark = forms.CharField(max_length=100, required=False)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}\Z", required=False)
    entry = forms.IntegerField(min_value=1, required=False)
