"""What reading a standard needs beyond plain reading: codes, departments, evidence, modifiers."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from evaluation.standards.classes import CLASSES
from evaluation.standards.content.shapes import EVIDENCE_TYPES, STREET, EvidenceContent
from evaluation.standards.figures import ZERO
from evaluation.standards.problems import at
from evaluation.standards.reading import Reader
from evaluation.standards.scoring_rules import (
    EXCLUDED,
    EXEMPT_BY_TITLE,
    MODIFIER_ORDER,
    NO_EVIDENCE_ZERO,
    NOT_OCCURRED,
)

TITLES = ("municipal_civilised", "district_civilised")
LONGEST_TITLE = 200
LONGEST_DIMENSION_CODE = 10
LONGEST_CODE = 12


class StandardReader(Reader):
    """A reader that knows which departments, classes and codes there are."""

    def __init__(self, departments: Collection[str] | None = None) -> None:
        super().__init__()
        self.departments = departments
        self.classes: tuple[str, ...] = CLASSES
        self.codes: dict[str, set[str]] = {}

    def code(self, value: Any, where: str, kind: str, longest: int = LONGEST_CODE) -> str:
        """A code, used once among its kind."""
        code = self.key(value, where)
        if len(code) > longest:
            self.note("text_too_long", where, most=longest)
        used = self.codes.setdefault(kind, set())
        if code and code in used:
            self.note("used_twice", where, value=code)
        used.add(code)
        return code

    def evidence(self, value: Any, where: str) -> tuple[EvidenceContent, ...]:
        """What is asked for as proof, each with its type and label."""
        entries = []
        for position, item in enumerate(self.listing(value, where, most=50)):
            place = at(where, position)
            entry = self.mapping(item, place, ("type", "label"))
            kind = self.choice(
                entry["type"], at(place, "type"), EVIDENCE_TYPES, "evidence_type_unknown"
            )
            label = self.pair(entry["label"], at(place, "label"), longest=LONGEST_TITLE)
            entries.append(EvidenceContent(kind, label))
        return tuple(entries)

    def words(self, value: Any, where: str, known: Iterable[str], code: str) -> tuple[str, ...]:
        """A list of known words, each once."""
        found: list[str] = []
        for position, item in enumerate(self.listing(value, where, most=50)):
            word = self.choice(item, at(where, position), tuple(known), code)
            if word and word in found:
                self.note("used_twice", at(where, position), value=word)
            elif word:
                found.append(word)
        return tuple(found)

    def department(self, value: Any, where: str) -> str:
        key = self.key(value, where)
        known = self.departments
        if key and known is not None and key != STREET and key not in known:
            self.note("department_unknown", where, value=key)
        return key


def read_points(reader: Reader, value: Any, where: str) -> Decimal:
    """Points of a criterion, indicator or dimension: above zero, in steps of 0.1."""
    return reader.positive(value, where, places=1, highest=Decimal(9999)) or ZERO


NEEDED_BY_MODIFIER = {
    EXCLUDED: ("when",),
    EXEMPT_BY_TITLE: ("titles",),
    NOT_OCCURRED: ("when",),
    NO_EVIDENCE_ZERO: (),
}


def read_modifiers(reader: Reader, value: Any, where: str) -> tuple[dict[str, Any], ...]:
    """The modifiers of a criterion: each type once, with when it holds."""
    found: list[dict[str, Any]] = []
    for position, item in enumerate(reader.listing(value, where, most=len(MODIFIER_ORDER))):
        place = at(where, position)
        kind = item.get("type") if isinstance(item, dict) else None
        needed = NEEDED_BY_MODIFIER.get(kind) if isinstance(kind, str) else None
        data = reader.mapping(
            item, place, ("type", *(needed or ())), None if needed is None else ()
        )
        kind = reader.choice(data["type"], at(place, "type"), MODIFIER_ORDER, "modifier_unknown")
        if kind and kind in [one["type"] for one in found]:
            reader.note("used_twice", at(place, "type"), value=kind)
        if needed and "when" in data:
            reader.pair(data["when"], at(place, "when"))
        if needed and "titles" in data:
            titles = reader.listing(data["titles"], at(place, "titles"), least=1)
            for number, title in enumerate(titles):
                reader.choice(title, at(at(place, "titles"), number), TITLES, "title_unknown")
        if kind:
            found.append(item)
    return tuple(found)
