"""Reading a list of places from a CSV file: what it says, and everything wrong with it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from communities.places.columns import OPTIONAL, READERS, REQUIRED, Unreadable, column_of, missing
from communities.places.models import Tier
from communities.places.plain_text import MEGABYTE, NotText, text_of

MOST_BYTES = 5 * MEGABYTE
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the line of the file (from 1) and the name of the column.

    ``column`` is empty when it is the whole line, or the file.
    """

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class ListedPlace:
    """One place as the list names it. What the list does not say is empty or None."""

    line: int
    tier: str
    code: str
    official_name: str
    parent_code: str = ""
    name_en: str = ""
    community_class: str = ""
    title: str = ""
    households: int | None = None
    population: int | None = None


@dataclass(frozen=True)
class PlaceList:
    """What a file says: its places, each after the one it lies in, and its problems."""

    rows: tuple[ListedPlace, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()

    def of(self, tier: str) -> list[ListedPlace]:
        return [row for row in self.rows if row.tier == tier]


def read_places(content: bytes) -> PlaceList:
    """Read the bytes of a file. Nothing is raised for a bad file: its problems are listed."""
    try:
        text = text_of(content, most_bytes=MOST_BYTES)
    except NotText as error:
        return PlaceList(problems=(Problem(error.line, "", error.reason),))
    return _Reader().read(text)


@dataclass
class _Reader:
    """Goes through the file once and remembers what it has seen."""

    problems: list[Problem] = field(default_factory=list)
    places: dict[str, ListedPlace] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)

    def read(self, text: str) -> PlaceList:
        records = self._records(text)
        first_line, headings = next(records, (1, []))
        self.columns = [column_of(heading) for heading in headings]
        if self._headings_are_good(first_line):
            for line, cells in records:
                self._read_record(line, cells)
            if not self.places and not self.problems:
                self._object(
                    first_line, "", _("The file names its columns, but no place follows.")
                )
        order = {Tier.DISTRICT: 0, Tier.STREET: 1, Tier.COMMUNITY: 2}
        rows = sorted(
            self.places.values(), key=lambda place: (order[Tier(place.tier)], place.line)
        )
        known = {*REQUIRED, *OPTIONAL, ""}
        ignored = [
            h for h, column in zip(headings, self.columns, strict=True) if column not in known
        ]
        return PlaceList(tuple(rows), tuple(self.problems), tuple(ignored))

    def _object(self, line: int, column: str, reason: str) -> None:
        self.problems.append(Problem(line, column, reason))

    def _records(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Each line that says something, with its number, its cells without blanks around."""
        first = text.lstrip().partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        line = 1
        try:
            for cells in reader:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield line, stripped
                line = reader.line_num + 1
        except csv.Error:
            reason = _("From here on this is no CSV; often a quotation mark is missing.")
            self._object(line, "", reason)

    def _headings_are_good(self, line: int) -> bool:
        if self.problems:
            return False
        for column in missing(self.columns):
            self._object(
                line, column, _("This column is missing. The first line names the columns.")
            )
        for column in READERS:
            if self.columns.count(column) > 1:
                self._object(line, column, _("There are several columns of this name."))
        return not self.problems

    def _read_record(self, line: int, cells: list[str]) -> None:
        if len(cells) < len(self.columns) or any(cells[len(self.columns) :]):
            self._object(
                line,
                "",
                _("This line has %(cells)s cells, but there are %(columns)s columns.")
                % {"cells": len(cells), "columns": len(self.columns)},
            )
            return
        before = len(self.problems)
        values = self._values(line, dict(zip(self.columns, cells, strict=False)))
        if len(self.problems) == before and self._fits_together(line, values):
            self._keep(line, values)

    def _values(self, line: int, cells: dict[str, str]) -> dict[str, Any]:
        values = {}
        for column, read in READERS.items():
            try:
                values[column] = read(cells[column]) if column in cells else read_nothing(column)
            except Unreadable as error:
                self._object(line, column, error.reason)
        return values

    def _fits_together(self, line: int, values: dict[str, Any]) -> bool:
        """Whether the codes lie in one another and agree with the lines before."""
        district, street = values["district_code"], values["street_code"]
        before = len(self.problems)
        if not street.startswith(district):
            self._object(line, "street_code", _lies_elsewhere(street, district))
        elif not values["community_code"].startswith(street):
            self._object(line, "community_code", _lies_elsewhere(values["community_code"], street))
        self._agrees(line, values, "district")
        self._agrees(line, values, "street")
        first = next(iter(self.places.values()), None)
        if first is not None and district != first.code:
            self._object(
                line,
                "district_code",
                _("The list begins with the district %(code)s. One list holds one district.")
                % {"code": first.code},
            )
        if known := self.places.get(values["community_code"]):
            self._object(
                line,
                "community_code",
                _("This code stands on line %(line)s already.") % {"line": known.line},
            )
        return len(self.problems) == before

    def _agrees(self, line: int, values: dict[str, Any], column: str) -> None:
        known = self.places.get(values[f"{column}_code"])
        if known is None:
            return
        said = ((column, known.official_name), (f"{column}_en", known.name_en))
        for name, earlier in said:
            if values[name] and earlier and values[name] != earlier:
                self._object(
                    line,
                    name,
                    _("On line %(line)s this code belongs to “%(name)s”.")
                    % {"line": known.line, "name": earlier},
                )

    def _keep(self, line: int, values: dict[str, Any]) -> None:
        district, street = values["district_code"], values["street_code"]
        self._keep_above(line, values, "district", Tier.DISTRICT, parent="")
        self._keep_above(line, values, "street", Tier.STREET, parent=district)
        self.places[values["community_code"]] = ListedPlace(
            line=line,
            tier=Tier.COMMUNITY,
            code=values["community_code"],
            official_name=values["community"],
            parent_code=street,
            name_en=values["community_en"],
            community_class=values["class"],
            title=values["title"],
            households=values["households"],
            population=values["population"],
        )

    def _keep_above(
        self, line: int, values: dict[str, Any], column: str, tier: Tier, *, parent: str
    ) -> None:
        code = values[f"{column}_code"]
        known = self.places.get(code)
        if known is None or (values[f"{column}_en"] and not known.name_en):
            self.places[code] = ListedPlace(
                line=known.line if known else line,
                tier=tier,
                code=code,
                official_name=values[column],
                parent_code=parent,
                name_en=values[f"{column}_en"],
            )


def read_nothing(column: str) -> Any:
    """What a column that the file does not have says."""
    return READERS[column]("")


def _lies_elsewhere(code: str, parent: str) -> str:
    return _("%(code)s does not lie in %(parent)s: a code begins with the code above it.") % {
        "code": code,
        "parent": parent,
    }
