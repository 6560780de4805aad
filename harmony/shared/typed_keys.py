"""Primary keys as they come from a form or an address, where anything may have been typed.

keys_in(texts) -> list[int]        what can be a key, in order; the rest is passed over
"""

from collections.abc import Iterable

DIGITS = 18
"""So many always fit the column of a primary key, in SQLite and in PostgreSQL."""


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS


def keys_in(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if is_key(text)]
