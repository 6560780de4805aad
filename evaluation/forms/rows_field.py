"""A table to be filled in: some rows of small fields, with blank ones at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from evaluation.forms.number_fields import in_plain_digits
from harmony.shared.typed_keys import is_key

SPARE_ROWS = 2
MOST_ROWS = 100


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, number, choice or check. ``width`` in characters."""

    name: str
    label: Any
    kind: str = "text"
    choices: Sequence[tuple[str, Any]] = ()
    width: int = 24


class RowsWidget(forms.Widget):
    template_name = "evaluation/standards/rows.html"
    is_table = True
    """Shown as a group of fields, not as one control."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns, self.spare = columns, SPARE_ROWS

    def value_from_datadict(self, data, files, name: str) -> list[dict[str, Any]]:
        count = data.get(f"{name}-count", "")
        rows = min(int(count), MOST_ROWS) if is_key(count) else 0
        return [self._row(data, name, number) for number in range(rows)]

    def _row(self, data: Mapping[str, Any], name: str, number: int) -> dict[str, Any]:
        row = {"key": data.get(f"{name}-{number}-key", "")}
        for column in self.columns:
            typed = data.get(f"{name}-{number}-{column.name}", "")
            if column.kind == "number":
                typed = in_plain_digits(typed)
            row[column.name] = bool(typed) if column.kind == "check" else typed.strip()
        return row

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return f"{name}-count" not in data

    def get_context(self, name, value, attrs) -> dict[str, Any]:
        rows = [*(value or []), *({} for _spare in range(self.spare))][:MOST_ROWS]
        context = super().get_context(name, value, attrs)
        context["columns"] = self.columns
        context["count"] = len(rows)
        context["rows"] = [
            {
                "number": number,
                "key": row.get("key", ""),
                "cells": [(column, row.get(column.name, "")) for column in self.columns],
            }
            for number, row in enumerate(rows)
        ]
        return context

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_0_{self.columns[0].name}" if id_ else id_


class RowsField(forms.Field):
    """Gives the rows in which something stands; a blank one is passed over."""

    def __init__(self, *, columns: Sequence[Column], **options) -> None:
        options.setdefault("required", False)
        super().__init__(widget=RowsWidget(columns), **options)
        self.columns = columns

    def filled(self, value) -> list[dict[str, Any]]:
        """The rows that say something, whatever was chosen in the others."""
        told = [column.name for column in self.columns if column.kind in {"text", "number"}]
        return [row for row in value or [] if any(row.get(name) for name in told)]

    def clean(self, value) -> list[dict[str, Any]]:
        rows = self.filled(value)
        if self.required and not rows:
            raise forms.ValidationError(_("Fill in at least one row."))
        return rows
