"""What a confirmation page carries along."""

from collections.abc import Mapping

from django import forms


def hidden_form(values: Mapping[str, str | list[str]]) -> forms.Form:
    """The values as hidden inputs, to be sent again when the person says yes."""
    form = forms.Form()
    for name, value in values.items():
        many = isinstance(value, list)
        widget = forms.MultipleHiddenInput if many else forms.HiddenInput
        form.fields[name] = forms.Field(widget=widget, initial=value, required=False)
    return form
