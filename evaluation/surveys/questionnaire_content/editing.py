"""Changes to the questions of a draft, on its plain values.

Every function takes the plain values of a whole questionnaire, leaves them as they are and gives
new ones. Nothing is checked here but that the question exists: whether the outcome can be kept is
what ``read_draft`` tells.

    item_at(plain, key) -> dict                     its plain values
    item_added(plain, dimension) -> (plain, key)    a blank one, at the end of its section
    item_changed(plain, key, fields)                another dimension: at the end of its section
    item_moved(plain, key, by)                      one place up (-1) or down (1) in its section
    item_removed(plain, key)
    sections_of(plain, dimensions=()) -> [Section]  in the order in which residents meet them
    section_moved(plain, dimension, by)             with all its questions
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Plain = dict[str, Any]


class NoSuchItem(LookupError):
    """The questionnaire has no question of this key; somebody may have taken it out."""


@dataclass(frozen=True)
class Section:
    """The questions of one dimension. ``places`` are their positions in the questionnaire."""

    dimension: str
    items: list[Plain] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    @property
    def is_scattered(self) -> bool:
        """Whether questions of another dimension stand between them."""
        return bool(self.places) and self.places[-1] - self.places[0] >= len(self.places)


def item_at(plain: Mapping[str, Any], key: str) -> Plain:
    return plain["items"][_place(plain, key)]


def item_added(plain: Mapping[str, Any], dimension: str) -> tuple[Plain, str]:
    new = deepcopy(dict(plain))
    key = _free_key(new)
    blank = {"en": "", "zh": ""}
    item = {"key": key, "dimension": dimension, "weight": "0", "text": blank}
    new["items"].insert(_end_of_section(new["items"], dimension), item)
    return new, key


def item_changed(plain: Mapping[str, Any], key: str, fields: Mapping[str, Any]) -> Plain:
    """With these keys changed, or taken out where the value is None."""
    new = deepcopy(dict(plain))
    place = _place(new, key)
    item = new["items"][place]
    was = item["dimension"]
    item |= dict(fields)
    for name in [name for name, value in fields.items() if value is None]:
        del item[name]
    if item["dimension"] != was:
        del new["items"][place]
        new["items"].insert(_end_of_section(new["items"], item["dimension"]), item)
    return new


def item_moved(plain: Mapping[str, Any], key: str, by: int) -> Plain:
    """It changes places with its neighbour of the same dimension; at the edge it stays."""
    new = deepcopy(dict(plain))
    items, here = new["items"], _place(new, key)
    row = [n for n, one in enumerate(items) if one["dimension"] == items[here]["dimension"]]
    to = row.index(here) + by
    if 0 <= to < len(row):
        there = row[to]
        items[here], items[there] = items[there], items[here]
    return new


def item_removed(plain: Mapping[str, Any], key: str) -> Plain:
    new = deepcopy(dict(plain))
    del new["items"][_place(new, key)]
    return new


def sections_of(plain: Mapping[str, Any], dimensions: Iterable[str] = ()) -> list[Section]:
    """One for each dimension; those of the standard that are not asked about come last."""
    found: dict[str, Section] = {}
    for place, item in enumerate(plain["items"]):
        section = found.setdefault(item["dimension"], Section(item["dimension"]))
        section.items.append(item)
        section.places.append(place)
    for code in dimensions:
        found.setdefault(code, Section(code))
    return list(found.values())


def section_moved(plain: Mapping[str, Any], dimension: str, by: int) -> Plain:
    """One place up or down. From then on the questions of every section stand together."""
    new = deepcopy(dict(plain))
    sections = sections_of(new)
    names = [section.dimension for section in sections]
    if dimension not in names:
        raise NoSuchItem(dimension)
    here = names.index(dimension)
    to = min(max(here + by, 0), len(sections) - 1)
    sections.insert(to, sections.pop(here))
    new["items"] = [item for section in sections for item in section.items]
    return new


def question_keys(plain: Mapping[str, Any]) -> set[str]:
    """The keys that answers are kept under: none may stand twice."""
    found = {one["key"] for one in (*plain["items"], *plain.get("background", ()))}
    found.add(plain["overall"]["key"])
    return found | ({plain["comment"]["key"]} if plain.get("comment") else set())


def _place(plain: Mapping[str, Any], key: str) -> int:
    for place, item in enumerate(plain["items"]):
        if item["key"] == key:
            return place
    raise NoSuchItem(key)


def _end_of_section(items: list[Plain], dimension: str) -> int:
    places = [n for n, one in enumerate(items) if one["dimension"] == dimension]
    return places[-1] + 1 if places else len(items)


def _free_key(plain: Mapping[str, Any]) -> str:
    taken = question_keys(plain)
    number = len(plain["items"]) + 1
    while f"question_{number}" in taken:
        number += 1
    return f"question_{number}"
