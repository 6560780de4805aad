"""Reading plain values that somebody wrote, without ever raising.

A ``Reader`` walks through dicts and lists, notes each problem with its place, and hands back
a harmless value instead, so that one mistake does not hide the next.
"""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from evaluation.standards.figures import LONG_NUMBER, plain, read_decimal, read_whole
from evaluation.standards.problems import MISSING, Problem, at

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")
# Nothing a keyboard makes, nothing a database column or a page can hold, and nothing that turns
# the direction of writing.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
LONGEST_TEXT = 4000
MOST_ITEMS = 500


class _Absent:
    """Stands where a required key is missing: its problem is noted already."""


ABSENT: Any = _Absent()


class TextPair(NamedTuple):
    """One text in both languages; both are always there in what could be read."""

    en: str = ""
    zh: str = ""


def shown(value: Any) -> str:
    """What was written, short enough to repeat in a message."""
    text = value if isinstance(value, str) else repr(value)[:80]
    return text if len(text) <= 40 else f"{text[:39]}…"


def _why_no_number(value: Any) -> str:
    """The problem with what ``read_decimal`` does not take."""
    if isinstance(value, float):
        return "number_without_quotes"
    is_long = isinstance(value, int) or (
        isinstance(value, str) and LONG_NUMBER.fullmatch(value.strip())
    )
    return "number_too_long" if is_long and not isinstance(value, bool) else "not_a_number"


class Reader:
    """Collects problems. Every method returns something usable, whatever it is given."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def note(self, code: str, where: str, **params: Any) -> None:
        self.problems.append(Problem(code, params, where))

    def mapping(
        self,
        value: Any,
        where: str,
        required: Iterable[str] = (),
        optional: Collection[str] | None = (),
    ) -> dict[str, Any]:
        """A dict with these keys and no others (any others where ``optional`` is None)."""
        required = tuple(required)
        if value is ABSENT:
            return dict.fromkeys(required, ABSENT)
        if not isinstance(value, dict):
            self.note("not_a_mapping", where)
            return dict.fromkeys(required, ABSENT)
        found = {}
        for key, inner in value.items():
            if not isinstance(key, str):
                self.note("key_not_text", where, key=shown(key))
            elif optional is not None and key not in required and key not in optional:
                self.note("unknown_key", at(where, shown(key)), key=shown(key))
            else:
                found[key] = inner
        for key in required:
            if key not in found:
                self.note(MISSING, at(where, key), key=key)
                found[key] = ABSENT
        return found

    def listing(
        self, value: Any, where: str, *, least: int = 0, most: int = MOST_ITEMS
    ) -> list[Any]:
        if value is ABSENT:
            return []
        if not isinstance(value, list):
            self.note("not_a_list", where)
            return []
        if len(value) < least:
            self.note("too_few_items", where, least=least)
        if len(value) > most:
            self.note("too_many_items", where, most=most)
        return value[:most]

    def text(self, value: Any, where: str, *, longest: int = LONGEST_TEXT) -> str:
        """A text of one to ``longest`` characters."""
        if value is ABSENT:
            return ""
        if not isinstance(value, str):
            self.note("not_text", where, value=shown(value))
            return ""
        if FORBIDDEN.search(value):
            self.note("text_forbidden", where)
            return ""
        if not value.strip():
            self.note("text_blank", where)
        if len(value) > longest:
            self.note("text_too_long", where, most=longest)
        return value

    def pair(self, value: Any, where: str, *, longest: int = LONGEST_TEXT) -> TextPair:
        """A text in both languages: ``{en: …, zh: …}``."""
        data = self.mapping(value, where, required=("en", "zh"))
        return TextPair(
            self.text(data["en"], at(where, "en"), longest=longest),
            self.text(data["zh"], at(where, "zh"), longest=longest),
        )

    def key(self, value: Any, where: str) -> str:
        """A code that never changes: letters, digits, point, hyphen and underscore."""
        if value is ABSENT:
            return ""
        if not isinstance(value, str) or not KEY.fullmatch(value):
            self.note("not_a_key", where, value=shown(value))
            return ""
        return value

    def choice(self, value: Any, where: str, choices: Collection[str], code: str) -> str:
        """One of the known words; ``code`` is the problem when it is another."""
        if value is ABSENT:
            return ""
        if not isinstance(value, str) or value not in choices:
            self.note(code, where, value=shown(value))
            return ""
        return value

    def flag(self, value: Any, where: str) -> bool:
        if value is ABSENT:
            return False
        if not isinstance(value, bool):
            self.note("not_yes_or_no", where, value=shown(value))
            return False
        return value

    def number(
        self,
        value: Any,
        where: str,
        *,
        lowest: Decimal | None = Decimal(0),
        highest: Decimal | None = None,
        places: int = 6,
    ) -> Decimal | None:
        """An exact number within bounds (both inside), or None with a problem noted."""
        if value is ABSENT:
            return None
        if isinstance(value, str) and not value.strip():
            self.note(MISSING, where)
            return None
        number = read_decimal(value)
        if number is None:
            self.note(_why_no_number(value), where, value=shown(value))
            return None
        if lowest is not None and number < lowest:
            code = "negative" if lowest == 0 else "too_small"
            self.note(code, where, value=shown(value), least=plain(lowest))
            return None
        if highest is not None and number > highest:
            self.note("too_large", where, value=shown(value), most=plain(highest))
            return None
        if number != round(number, places):
            self.note("too_many_places", where, value=shown(value), places=places)
            return None
        return number

    def positive(self, value: Any, where: str, **bounds: Any) -> Decimal | None:
        """A number above zero."""
        number = self.number(value, where, **bounds)
        if number is not None and number <= 0:
            self.note("not_above_zero", where, value=shown(value))
            return None
        return number

    def whole(
        self, value: Any, where: str, *, lowest: int = 0, highest: int | None = None
    ) -> int | None:
        """A count within bounds (both inside), or None with a problem noted."""
        if value is ABSENT:
            return None
        if isinstance(value, str) and not value.strip():
            self.note(MISSING, where)
            return None
        number = read_whole(value)
        if number is None:
            self.note("not_a_count", where, value=shown(value))
            return None
        if number < lowest:
            self.note("too_small", where, value=shown(value), least=str(lowest))
            return None
        if highest is not None and number > highest:
            self.note("too_large", where, value=shown(value), most=str(highest))
            return None
        return number
