"""How dates and numbers are written, in English and in Chinese (docs/interface.md).

Dates: 24 November 2026 and 2026年11月24日; in tables 24 Nov and 11月24日, with the
year where it is not this one; 24-hour clock
(the forms themselves are in ``harmony/formats``).
Numbers: rounded half-up in decimal arithmetic, with the true minus sign (−). What is missing
is a dash (–), so that a table never shows an empty cell or the word None.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from harmony.shared import clock
from harmony.shared.languages import reads_chinese

MISSING = "–"
MINUS = "−"
MEGABYTE = 1024 * 1024
ROUNDED_FROM = 100 * MEGABYTE


def day(value: Any) -> str:
    """24 November 2026"""
    return _written(value, "DATE_FORMAT")


def short_day(value: Any) -> str:
    """24 Nov, for tables; 24 Nov 2027 in another year than the portal's today"""
    return _written(value, "SHORT_DATE" + _of_its_year(value))


def moment(value: Any) -> str:
    """24 November 2026, 14:32"""
    return _written(value, "DATETIME_FORMAT")


def short_moment(value: Any) -> str:
    """24 Nov, 14:32; 24 Nov 2027, 14:32 in another year than the portal's today"""
    return _written(value, "SHORT_DATETIME" + _of_its_year(value))


def time_of_day(value: Any) -> str:
    """14:32"""
    return _written(value, "TIME_FORMAT")


def local_date(value: Any) -> date | None:
    """The day of a date or a moment in the portal's time zone, None for anything else."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def days_left_text(days: int) -> str:
    """“6 days left”, “today”, “2 days late”."""
    if days > 0:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    if days == 0:
        return _("today")
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


def points(value: Any, places: int = 2) -> str:
    """Points and scores with a fixed number of decimals, two unless told."""
    number = _number(value)
    return MISSING if number is None else _signed_text(_rounded(number, int(places)))


def plain_points(value: Any) -> str:
    """Points without decimals that say nothing: 5, 4.5, 0.25."""
    number = _number(value)
    if number is None:
        return MISSING
    text = f"{_rounded(number, 2):f}"
    return text.rstrip("0").rstrip(".").replace("-", MINUS)


def signed(value: Any, places: int = 2) -> str:
    """A difference with its sign: +1.60, −0.25, 0.00."""
    number = _number(value)
    if number is None:
        return MISSING
    rounded = _rounded(number, int(places))
    return ("+" if rounded > 0 else "") + _signed_text(rounded)


def percent(value: Any, places: int = 1) -> str:
    """A value that is already in per cent: 84.1 is written 84.1%."""
    number = _number(value)
    return MISSING if number is None else f"{_signed_text(_rounded(number, int(places)))}%"


def share(value: Any, places: int = 1) -> str:
    """A part of one: 0.841 is written 84.1%."""
    number = _number(value)
    return MISSING if number is None else percent(number * 100, places)


def whole(value: Any) -> str:
    """A count with thousands set apart: 3,412."""
    number = _number(value)
    return MISSING if number is None else f"{_rounded(number, 0):,}".replace("-", MINUS)


def size(value: int) -> str:
    """Bytes as people say them: 908.0 KB, 2.5 MB; from 100 MB on whole ones, 1,000 MB."""
    if value < ROUNDED_FROM:
        return filesizeformat(value)
    return f"{whole((value + MEGABYTE // 2) // MEGABYTE)}\xa0MB"


def money(value: Any) -> str:
    """An amount to the hundredth with thousands set apart: 1,234.50."""
    number = _number(value)
    return MISSING if number is None else f"{_rounded(number, 2):,}".replace("-", MINUS)


def listed(words: Iterable[Any]) -> str:
    """A list within a sentence: A, B, C and A、B、C."""
    return pgettext("between names", ", ").join(str(word) for word in words)


def labelled(label: Any, text: Any) -> str:
    """What it is about, a colon, and what is said: P1.1: text and P1.1：text."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def signs() -> tuple[str, str]:
    """What follows a label and what stands between names, for charts, which know no language."""
    return labelled("", ""), listed(["", ""])


def together(sentences: Iterable[Any]) -> str:
    """Whole sentences after one another; Chinese has no space between them."""
    return gap().join(str(sentence) for sentence in sentences if sentence)


def gap() -> str:
    """What stands between a text and the next: a space, and in Chinese nothing."""
    return "" if reads_chinese() else " "


def in_brackets(text: Any) -> str:
    """What stands in brackets after a text: " (text)" and "（text）"."""
    return f"（{text}）" if reads_chinese() else f" ({text})"


def _written(value: Any, named_format: str) -> str:
    """In the form that ``harmony/formats`` names for the reader's language; a moment as the
    portal's own clocks show it, whoever asks: a view or a template."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, named_format) if isinstance(value, date) else MISSING


def _of_its_year(value: Any) -> str:
    """Which of the two short forms: a day in December seen in November needs no year."""
    date_here = local_date(value)
    is_now = date_here is None or date_here.year == clock.today().year
    return "_FORMAT" if is_now else "_OF_ANOTHER_YEAR"


def _number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed_text(number: Decimal) -> str:
    text = f"{number:f}"
    is_zero = not number
    return text.lstrip("-") if is_zero else text.replace("-", MINUS)
