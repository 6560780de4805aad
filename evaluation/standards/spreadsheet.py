"""A standard as an office's spreadsheet: the rules in words beside the rules in structure.

spreadsheet_of(plain) -> bytes
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from evaluation.standards.models import Criterion
from evaluation.standards.sheets import sheets_of, write_workbook
from evaluation.standards.wording import rule_in_words

Plain = Mapping[str, Any]


def spreadsheet_of(plain: Plain) -> bytes:
    """The XLSX file of a standard that can be read; the same standard gives the same bytes."""
    return write_workbook(sheets_of(plain, _words(plain)))


def _words(plain: Plain) -> dict[str, tuple[str, str]]:
    """By code: what the rule says in Chinese and in English."""
    rows = [_row(one) for one in (*_criteria(plain), *plain["bonus"]["items"])]
    told = []
    for language in ("zh-hans", "en"):
        with override(language):
            told.append({row.code: _rule(row) for row in rows})
    chinese, english = told
    return {code: (chinese[code], english[code]) for code in chinese}


def _criteria(plain: Plain) -> Iterator[Plain]:
    for dimension in plain["dimensions"]:
        for indicator in dimension["indicators"]:
            yield from indicator["criteria"]


def _row(written: Plain) -> Criterion:
    """The criterion as wording knows it; it is never saved."""
    return Criterion(
        code=written["code"],
        points=Decimal(str(written.get("points", written["rule"].get("cap", 0)))),
        points_by_class=written.get("points_by_class", {}),
        rule=written["rule"],
    )


def _rule(row: Criterion) -> str:
    """The sentences, then the parts: one line each."""
    words = rule_in_words(row)
    parts = [f"– {label}  {earned}".rstrip() for label, earned in words.parts]
    return "\n".join([*words.sentences, *parts])
