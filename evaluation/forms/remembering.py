"""Forms that save only what the person at the screen changed."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.safestring import SafeString


class RememberingForm(forms.Form):
    """Each field carries along what it showed when the page was made.

    What somebody else changed meanwhile, and this person did not touch, is left alone: only
    ``changes`` go to the service. The template writes ``hidden_initials`` into the form.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def changes(self) -> dict[str, Any]:
        """What this person changed, by field."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def hidden_initials(self) -> list[SafeString]:
        """What each field showed, as hidden inputs; written out, because a page of a grid has
        a hundred of them and each template costs."""
        return [
            format_html('<input type="hidden" name="{}" value="{}">', name, self._showed(field))
            for field in self
            for name in [field.html_initial_name]
        ]

    def _showed(self, field: BoundField) -> str:
        if field.html_initial_name in self.data:
            return self.data[field.html_initial_name]
        shown = field.field.hidden_widget().format_value(field.value())
        return "" if shown is None else str(shown)

    def say_nothing(self) -> None:
        """Show what was typed, without a word about what is missing: it is not to be saved yet."""
        self.cleaned_data = {}
        self._errors = ErrorDict()
