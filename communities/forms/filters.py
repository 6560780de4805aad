"""Filters of a list: a GET form, so that they live in the address."""

from typing import Any

from django import forms


class FilterForm(forms.Form):
    """What narrows a list. A value that is none is passed over, and said beside its field."""

    use_required_attribute = False

    def __init__(self, query: Any) -> None:
        super().__init__(query, auto_id="filter_%s")
        for field in self.fields.values():
            field.required = False
        self.is_valid()

    def chosen(self) -> dict[str, Any]:
        """The filters that are on."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chips(self) -> list[dict[str, str]]:
        """Each filter that is on, in words, with the parameter that takes it away."""
        return [{"label": self._in_words(name), "key": name} for name in self.chosen()]

    def _in_words(self, name: str) -> str:
        value = self.cleaned_data[name]
        choices = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(self.fields[name], forms.ModelChoiceField):
            return str(value)
        return str(choices.get(value, value))
