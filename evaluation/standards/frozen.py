"""Frozen values as JSON keeps them, and the same again.

    plain_of(value) -> dict          numbers as strings, tuples as lists
    frozen_from(kind, plain) -> kind

For frozen dataclasses made of text, whole numbers, yes and no, Decimal, tuples, values that
may be None, plain dicts and other such dataclasses. What is written can be read back equal.
"""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from evaluation.standards.figures import plain

Kind = TypeVar("Kind")


def plain_of(value: Any) -> Any:
    """The value as JSON keeps it."""
    if isinstance(value, Decimal):
        return plain(value)
    if is_dataclass(value):
        return {one.name: plain_of(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [plain_of(inner) for inner in value]
    if isinstance(value, dict):
        return {key: plain_of(inner) for key, inner in value.items()}
    return value


def frozen_from(kind: type[Kind], value: dict[str, Any]) -> Kind:
    """The value that ``plain_of`` wrote. Raises where something else is given."""
    return _read(kind, value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    choices = get_args(kind)
    if NoneType in choices:
        inner = next(one for one in choices if one is not NoneType)
        return None if value is None else _read(inner, value)
    if kind is Decimal:
        return Decimal(value)
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _read(hint, value[name]) for name, hint in _hints(kind).items()})
    if get_origin(kind) is tuple:
        if len(choices) == 2 and choices[1] is Ellipsis:
            return tuple(_read(choices[0], inner) for inner in value)
        return tuple(_read(one, inner) for one, inner in zip(choices, value, strict=True))
    return value
