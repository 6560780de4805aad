"""Many rows at once, for the opening of a box: ten times as fast as through the models.

Only for tables that nothing listens to, and for values that are checked already.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

ROWS = 100
"""In one statement; every database takes as many values as they have together."""


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows with these fields, in the order given. JSON is given as text."""
    fields = [model._meta.get_field(name) for name in columns]
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    line = f"({', '.join(_place_of(field) for field in fields)})"
    table = connection.ops.quote_name(model._meta.db_table)
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while piece := list(islice(waiting, ROWS)):
            lines = ", ".join([line] * len(piece))
            values = [value for row in piece for value in row]
            cursor.execute(f"INSERT INTO {table} ({quoted}) VALUES {lines}", values)  # noqa: S608


def _place_of(field: Any) -> str:
    is_json = isinstance(field, models.JSONField) and connection.vendor == "postgresql"
    return "%s::jsonb" if is_json else "%s"
