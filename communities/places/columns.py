"""The columns of a list of places: their names, and how a cell of each is read."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.places.models import CODE_LENGTHS, CommunityClass, Tier, Title
from harmony.shared.wording import listed, together

REQUIRED = ("district_code", "district", "street_code", "street", "community_code", "community")
OPTIONAL = (
    "district_en",
    "street_en",
    "community_en",
    "class",
    "title",
    "households",
    "population",
)

ALSO_CALLED = {
    "区代码": "district_code",
    "区": "district",
    "街道代码": "street_code",
    "街道": "street",
    "社区代码": "community_code",
    "社区": "community",
    "区英文名": "district_en",
    "街道英文名": "street_en",
    "社区英文名": "community_en",
    "类别": "class",
    "称号": "title",
    "户数": "households",
    "人口": "population",
}

DIGITS = {tier: digits for digits, tier in CODE_LENGTHS.items()}
MOST_LETTERS = 100
MOST_PEOPLE = 10_000_000


class Unreadable(Exception):
    """A cell does not hold what its column asks for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def column_of(heading: str) -> str:
    """The column that a heading means; the heading itself when it means none of ours."""
    name = heading.strip().lower()
    return ALSO_CALLED.get(name, name)


def code(tier: Tier) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if re.fullmatch(rf"[0-9]{{{DIGITS[tier]}}}", cell):
            return cell
        if not cell:
            raise Unreadable(_("The code is missing."))
        reason = _("“%(cell)s” is not a code of %(digits)s digits.") % {
            "cell": cell,
            "digits": DIGITS[tier],
        }
        if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", cell):
            hint = _("Excel shortens long numbers: set the column to text first.")
            reason = together([reason, hint])
        raise Unreadable(reason)

    return read


def name(cell: str) -> str:
    if not cell:
        raise Unreadable(_("The name is missing."))
    return english_name(cell)


def english_name(cell: str) -> str:
    if len(cell) > MOST_LETTERS:
        raise Unreadable(
            _("The name has %(count)s letters; %(most)s is the most.")
            % {"count": len(cell), "most": MOST_LETTERS}
        )
    if any(not letter.isprintable() for letter in cell):
        raise Unreadable(_("The name contains a line break or a letter that cannot be shown."))
    return cell


def one_of(choices: Any) -> Callable[[str], str]:
    """A value, or its label in one of the portal's languages; empty when nothing is said."""

    def read(cell: str) -> str:
        if not cell:
            return ""
        meanings = _meanings(choices)
        if cell.casefold() in meanings:
            return meanings[cell.casefold()]
        raise Unreadable(
            _("“%(cell)s” is not known here. Known are: %(values)s.")
            % {"cell": cell, "values": listed(choices.values)}
        )

    return read


def _meanings(choices: Any) -> dict[str, str]:
    meanings = {value: value for value in choices.values}
    for language, _label in settings.LANGUAGES:
        with override(language):
            meanings |= {str(label).casefold(): value for value, label in choices.choices}
    return meanings


def count(cell: str) -> int | None:
    """A number of households or people; thousands may be set apart."""
    if not cell:
        return None
    digits = re.sub(r"[,，\s]", "", cell)
    if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) > MOST_PEOPLE:
        raise Unreadable(_("“%(cell)s” is not a whole number of that size.") % {"cell": cell})
    return int(digits)


READERS: dict[str, Callable[[str], Any]] = {
    "district_code": code(Tier.DISTRICT),
    "district": name,
    "district_en": english_name,
    "street_code": code(Tier.STREET),
    "street": name,
    "street_en": english_name,
    "community_code": code(Tier.COMMUNITY),
    "community": name,
    "community_en": english_name,
    "class": one_of(CommunityClass),
    "title": one_of(Title),
    "households": count,
    "population": count,
}


def missing(headings: Iterable[str]) -> list[str]:
    return [column for column in REQUIRED if column not in set(headings)]
