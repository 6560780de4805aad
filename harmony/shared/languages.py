"""Texts that are kept in both languages, shown in the reader's."""

from typing import Any

from django.utils.translation import get_language


def in_language(zh: str, en: str) -> str:
    """The text for the language that is active now, or the other one when it is empty."""
    first, second = (zh, en) if reads_chinese() else (en, zh)
    return first or second


def reads_chinese() -> bool:
    """Whether the page is being made for somebody who reads Chinese."""
    return (get_language() or "").startswith("zh")


class Bilingual:
    """``name = Bilingual("name")`` shows ``name_zh`` or ``name_en``, whichever fits."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        return in_language(getattr(row, f"{self.field}_zh"), getattr(row, f"{self.field}_en"))
