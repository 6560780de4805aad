"""Looking into an XLSX file before anything opens it.

look_into(content) -> list[SheetFacts]      raises WorkbookRefused with the problem

An XLSX file is a ZIP of XML parts. Sizes are taken from its directory first, and each part is
then read no further than that. No row or column may lie so far out that holding the sheet would
take the memory of the machine; there may be no macros, no password and no document type.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from evaluation.standards.sheets.cells import CellProblem, Range, Spot, column_number

LARGEST_FILE = 2_000_000
MOST_UNPACKED = 30 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_MERGED = 1_000
BLOCK = 64 * 1024
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
CONTENT_TYPES = "[content_types].xml"


class WorkbookRefused(Exception):
    """A file that is not read, with the one reason."""

    def __init__(self, code: str, spot: Spot | None = None, **params: Any) -> None:
        super().__init__(code)
        self.problem = CellProblem(code, params, spot=spot)


@dataclass
class SheetFacts:
    """What the values of a sheet do not tell. Cells are (row, column), from 1."""

    name: str = ""
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)


def look_into(content: bytes) -> list[SheetFacts]:
    """The sheets of the workbook in their order. Raises WorkbookRefused."""
    if len(content) > LARGEST_FILE:
        raise WorkbookRefused("file_too_long")
    if content.startswith(OLE):
        raise WorkbookRefused("workbook_old_or_locked")
    if not content.startswith(b"PK\x03\x04"):
        raise WorkbookRefused("not_a_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _look_through(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise WorkbookRefused("workbook_damaged") from error
    except (expat.ExpatError, ValueError, KeyError, RuntimeError, OSError) as error:
        raise WorkbookRefused("workbook_damaged") from error


def _look_through(package: zipfile.ZipFile) -> list[SheetFacts]:
    parts = _parts(package)
    if CONTENT_TYPES not in parts or WORKBOOK not in parts or RELATIONS not in parts:
        raise WorkbookRefused("not_a_workbook")
    _refuse_macros(package, parts)
    # Every part is looked through, also one that no sheet seems to lead to: the reader that
    # comes after this one decides for itself which it opens.
    looks = {name: _look(package, part, name) for name, part in parts.items() if _is_xml(name)}
    relations = {one["Id"]: one["Target"] for one in looks[RELATIONS].relations}
    sheets = []
    for listed in looks[WORKBOOK].sheets:
        look = looks.get(_path(relations[listed["id"]]))
        if look is None:
            raise WorkbookRefused("workbook_damaged")
        sheets.append(SheetFacts(listed["name"], look.formulas, look.merged))
    return sheets


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _path(target: str) -> str:
    """Where a relation of the workbook leads, as a name in the ZIP."""
    return posixpath.normpath(posixpath.join("xl", target)).removeprefix("/").lower()


def _parts(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by name in small letters, once their sizes are known to be harmless."""
    listed = package.infolist()
    if sum(part.file_size for part in listed) > MOST_UNPACKED or len(listed) > MOST_PARTS:
        raise WorkbookRefused("workbook_too_large_inside")
    if any(part.flag_bits & 1 for part in listed):
        raise WorkbookRefused("workbook_old_or_locked")
    parts = {part.filename.lower(): part for part in listed}
    if len(parts) < len(listed):
        raise WorkbookRefused("workbook_damaged")
    return parts


def _refuse_macros(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> None:
    kinds = b"".join(_blocks(package, parts[CONTENT_TYPES])).lower()
    has_macros = any("vbaproject" in name or "/activex/" in name for name in parts)
    if has_macros or b"macroenabled" in kinds or b"vbaproject" in kinds:
        raise WorkbookRefused("workbook_macros")


def _blocks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part unpacked; a size that the directory understates ends in BadZipFile."""
    with package.open(part) as opened:
        while block := opened.read(BLOCK):
            yield block


class _Look:
    """Goes through one XML part, and refuses what would be too much."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.formulas: set[tuple[int, int]] = set()
        self.merged: list[Range] = []
        self.sheets: list[dict[str, str]] = []
        self.relations: list[dict[str, str]] = []
        self._row = self._column = 0
        self._steps = {
            "row": self._row_begins,
            "c": self._cell_begins,
            "f": self._formula,
            "mergeCell": self._merged,
            "sheet": self.sheets.append,
            "Relationship": self.relations.append,
        }

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        step = self._steps.get(tag.rpartition(":")[2])
        if step is not None:
            step({key.rpartition(":")[2]: value for key, value in attributes.items()})

    def refuse_doctype(self, *_: Any) -> None:
        raise WorkbookRefused("workbook_damaged")

    def _row_begins(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        if self._row > MOST_ROWS:
            raise WorkbookRefused("workbook_too_many_rows", most=MOST_ROWS)

    def _cell_begins(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r", "")
        name = place.rstrip("0123456789")
        if place:
            self._row, self._column = int(place[len(name) :]), column_number(name)
        else:
            self._column += 1
        if self._row > MOST_ROWS:
            raise WorkbookRefused("workbook_too_many_rows", most=MOST_ROWS)
        if self._column > MOST_COLUMNS:
            raise WorkbookRefused("workbook_too_many_columns", most=MOST_COLUMNS)

    def _formula(self, _: dict[str, str]) -> None:
        self.formulas.add((self._row, self._column))

    def _merged(self, attributes: dict[str, str]) -> None:
        corners = attributes["ref"].split(":")
        if len(self.merged) < MOST_MERGED and len(corners) == 2:
            (top, left), (bottom, right) = map(_corner, corners)
            self.merged.append((top, left, bottom, right))


def _corner(place: str) -> tuple[int, int]:
    name = place.rstrip("0123456789")
    return int(place[len(name) :]), column_number(name)


def _look(package: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> _Look:
    look = _Look(name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = look.begin
    parser.StartDoctypeDeclHandler = look.refuse_doctype
    for block in _blocks(package, part):
        parser.Parse(block, False)
    parser.Parse(b"", True)
    return look
