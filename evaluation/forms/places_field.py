"""Choosing places by their codes."""

from django import forms

LONGEST_CODE = 12


class PlacesField(forms.ModelMultipleChoiceField):
    """Any number of the places of a queryset, each named by its code.

    What cannot be a code is refused before the database is asked, which would stumble over it.
    """

    def __init__(self, queryset, **options) -> None:
        super().__init__(queryset, to_field_name="code", **options)

    def clean(self, value):
        for code in value or []:
            if not (code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE):
                shown = code.replace("\x00", "")
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": shown},
                )
        return super().clean(value)
