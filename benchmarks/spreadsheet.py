"""A standard of 300 criteria as a spreadsheet: written, read, and taken in as a draft."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from benchmarks.timing import milliseconds
from communities.models import Place, Role, Tier, User
from evaluation.models import Standard
from evaluation.standards.content import read_standard, to_plain
from evaluation.standards.services import import_standard
from evaluation.standards.sheets import read_sheets, read_workbook
from evaluation.standards.spreadsheet import spreadsheet_of

CRITERIA = 300


def measure(folder: Path) -> None:
    """Reading is everything up to the preview, with the check of every rule."""
    plain = _large(Standard.objects.latest("pk").content)
    file = spreadsheet_of(plain)
    office = User.objects.filter(posts__role=Role.OFFICE_REVIEWER)[0]
    district = Place.objects.get(tier=Tier.DISTRICT)

    print(f"\nspreadsheet of {CRITERIA} criteria, {len(file) // 1024} KB")
    _told("written", milliseconds(lambda: spreadsheet_of(plain), 5))
    _told("read and checked", milliseconds(lambda: _read(file), 5))

    def taken_in() -> None:
        content = _read(file)
        content["edition"] = str(Standard.objects.count())  # each time another content
        import_standard(content, district=district, by=office)

    _told("read, checked and taken in as a draft", milliseconds(taken_in, 5))


def _told(what: str, took: float) -> None:
    print(f"{what:<44} {took:8.0f} ms")


def _read(file: bytes) -> dict[str, Any]:
    content, problems = read_sheets(read_workbook(file)).read()
    if content is None or problems:
        raise SystemExit(f"not read: {problems}")
    return to_plain(content)


def _large(plain: dict[str, Any]) -> dict[str, Any]:
    """The same dimensions with their indicators again and again, until there are enough."""
    made = deepcopy(plain) | {"key": "large"}
    content, _ = read_standard(plain)
    count = len(content.criteria) if content else 0
    number = 0
    while count < CRITERIA:
        number += 1
        for dimension, like in zip(made["dimensions"], plain["dimensions"], strict=True):
            for indicator in deepcopy(like["indicators"]):
                indicator["code"] += f"-{number}"
                indicator["criteria"] = indicator["criteria"][: CRITERIA - count]
                count += len(indicator["criteria"])
                for criterion in indicator["criteria"]:
                    criterion["code"] += f"-{number}"
                if indicator["criteria"]:
                    dimension["indicators"].append(indicator)
    content, problems = read_standard(made)
    if content is None or problems:
        raise SystemExit(f"no standard: {problems}")
    return to_plain(content)
