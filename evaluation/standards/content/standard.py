"""Reading a whole standard, and writing it down again."""

from collections.abc import Collection
from typing import Any

from evaluation.standards.classes import CLASSES
from evaluation.standards.content.criteria import read_dimensions
from evaluation.standards.content.reader import LONGEST_TITLE, StandardReader
from evaluation.standards.content.shapes import ModerationContent, StandardContent
from evaluation.standards.content.surroundings import (
    read_bonus,
    read_levels,
    read_moderation,
    read_otherwise,
    read_penalties,
    read_vetoes,
    read_weights,
)
from evaluation.standards.figures import ZERO
from evaluation.standards.plain_text import plain_from_text, plain_problems
from evaluation.standards.problems import Problem
from evaluation.standards.reading import TextPair
from evaluation.standards.scoring_rules import MODIFIER_ORDER

MOST_PROBLEMS = 200
LANGUAGES = ("zh", "en")

REQUIRED = (
    "key",
    "edition",
    "title",
    "base_points",
    "declared_totals",
    "classes",
    "dimensions",
    "weights",
    "levels",
)
OPTIONAL = (
    "notice",
    "languages",
    "language_note",
    "modifier_order",
    "bonus",
    "penalties",
    "vetoes",
    "moderation",
    "otherwise",
)


def read_standard(
    plain: Any, *, departments: Collection[str] | None = None
) -> tuple[StandardContent | None, list[Problem]]:
    """The standard that these plain values hold, and everything wrong with them.

    Never raises. Where there are problems the standard is as much of it as could be read, and
    None where nothing could. ``departments`` are the known keys; without them any will do.
    """
    if problems := plain_problems(plain):
        return None, problems
    if not isinstance(plain, dict):
        return None, [Problem("not_a_mapping")]
    reader = StandardReader(departments)
    content = _read(reader, reader.mapping(plain, "", REQUIRED, OPTIONAL))
    return content, first_problems(reader.problems)


def read_standard_text(
    text: str | bytes, *, departments: Collection[str] | None = None
) -> tuple[StandardContent | None, list[Problem]]:
    """The same from a YAML or JSON file."""
    plain, problems = plain_from_text(text)
    return (None, problems) if problems else read_standard(plain, departments=departments)


def first_problems(problems: list[Problem]) -> list[Problem]:
    """As many as somebody can work through, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    return [*problems[:MOST_PROBLEMS], Problem("more_problems", {"count": more})]


def _read(reader: StandardReader, data: dict[str, Any]) -> StandardContent:
    # The order in which a person reads the file is the order of the problems.
    key = reader.key(data["key"], "key")
    edition = reader.text(data["edition"], "edition", longest=20)
    title = reader.pair(data["title"], "title", longest=LONGEST_TITLE)
    leading, others = _read_languages(reader, data)
    classes = reader.words(data["classes"], "classes", CLASSES, "class_unknown")
    reader.classes = classes or CLASSES
    totals = reader.mapping(
        data["declared_totals"], "declared_totals", ("common", "class_specific")
    )
    _check_modifier_order(reader, data)
    dimensions = read_dimensions(reader, data["dimensions"])
    criteria = reader.codes.get("criterion", set()) - {""}
    bonus_cap, bonuses = (
        read_bonus(reader, data["bonus"], criteria) if "bonus" in data else (ZERO, ())
    )
    penalty_cap, penalties = (
        read_penalties(reader, data["penalties"]) if "penalties" in data else (ZERO, ())
    )
    professional, residents = read_weights(reader, data["weights"])
    otherwise = (
        read_otherwise(reader, data["otherwise"])
        if "otherwise" in data
        else ("not_accepted", TextPair("Not yet", "未达标"))
    )
    return StandardContent(
        key=key,
        edition=edition,
        title=title,
        notice=_optional_pair(reader, data, "notice"),
        leading_language=leading,
        other_languages=others,
        language_note=_optional_pair(reader, data, "language_note"),
        base_points=reader.positive(data["base_points"], "base_points", places=2) or ZERO,
        common_points=reader.number(totals["common"], "declared_totals.common", places=2) or ZERO,
        class_points=reader.number(
            totals["class_specific"], "declared_totals.class_specific", places=2
        )
        or ZERO,
        classes=classes,
        dimensions=dimensions,
        bonus_cap=bonus_cap,
        bonuses=bonuses,
        penalty_cap=penalty_cap,
        penalties=penalties,
        vetoes=read_vetoes(reader, data["vetoes"]) if "vetoes" in data else (),
        professional_weight=professional,
        residents_weight=residents,
        moderation=read_moderation(reader, data["moderation"])
        if "moderation" in data
        else ModerationContent(),
        levels=read_levels(reader, data["levels"], reader.codes.get("dimension", set())),
        otherwise_key=otherwise[0],
        otherwise_title=otherwise[1],
    )


def _optional_pair(reader: StandardReader, data: dict[str, Any], key: str) -> TextPair | None:
    return reader.pair(data[key], key) if data.get(key) is not None else None


def _read_languages(reader: StandardReader, data: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Which text leads, and which others say the same."""
    if "languages" not in data:
        return "zh", ("en",)
    found = reader.mapping(data["languages"], "languages", ("leading",), ("also",))
    leading = reader.choice(found["leading"], "languages.leading", LANGUAGES, "language_unknown")
    also = reader.words(found.get("also", []), "languages.also", LANGUAGES, "language_unknown")
    return leading or "zh", also


def _check_modifier_order(reader: StandardReader, data: dict[str, Any]) -> None:
    """The order is fixed; a standard may state it, but not another one."""
    if "modifier_order" not in data:
        return
    order = reader.listing(data["modifier_order"], "modifier_order")
    if order and tuple(map(str, order)) != MODIFIER_ORDER:
        reader.note("modifier_order_fixed", "modifier_order", order=", ".join(MODIFIER_ORDER))
