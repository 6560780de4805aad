"""Choosing several records by their keys."""

from typing import Any

from django import forms

from harmony.shared.typed_keys import is_key


class ChosenField(forms.ModelMultipleChoiceField):
    """Any number of the records of a queryset.

    What cannot be a key is refused before the database is asked, which would stumble over it.
    """

    def clean(self, value: Any) -> Any:
        for text in value or []:
            if "\x00" in text or not (self.to_field_name or is_key(text)):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": text.replace("\x00", "")[:20]},
                )
        return super().clean(value)
