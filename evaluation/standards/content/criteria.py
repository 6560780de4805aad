"""Reading the tree of a standard: dimension, indicator, criterion."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from evaluation.standards.classes import CLASS_KEYS, OLD_TOWN, SUB_CLASSES
from evaluation.standards.content.reader import (
    LONGEST_DIMENSION_CODE,
    LONGEST_TITLE,
    StandardReader,
    read_modifiers,
    read_points,
)
from evaluation.standards.content.shapes import (
    METHODS,
    CriterionContent,
    DimensionContent,
    IndicatorContent,
)
from evaluation.standards.problems import at
from evaluation.standards.reading import ABSENT
from evaluation.standards.scoring_rules import RULES, check_rule


def read_dimensions(reader: StandardReader, value: Any) -> tuple[DimensionContent, ...]:
    return tuple(
        _read_dimension(reader, item, at("dimensions", position))
        for position, item in enumerate(reader.listing(value, "dimensions", least=1, most=50))
    )


def _read_dimension(reader: StandardReader, item: Any, where: str) -> DimensionContent:
    data = reader.mapping(item, where, ("code", "title", "points", "indicators"), ("main_task",))
    listed = reader.listing(data["indicators"], at(where, "indicators"), least=1, most=100)
    main_task = data.get("main_task")
    if main_task is not None:
        main_task = reader.whole(main_task, at(where, "main_task"), lowest=1, highest=999)
    return DimensionContent(
        code=reader.code(data["code"], at(where, "code"), "dimension", LONGEST_DIMENSION_CODE),
        title=reader.pair(data["title"], at(where, "title"), longest=LONGEST_TITLE),
        points=read_points(reader, data["points"], at(where, "points")),
        indicators=tuple(
            _read_indicator(reader, inner, at(at(where, "indicators"), position))
            for position, inner in enumerate(listed)
        ),
        main_task=main_task,
    )


def _read_indicator(reader: StandardReader, item: Any, where: str) -> IndicatorContent:
    data = reader.mapping(item, where, ("code", "title", "points", "criteria"))
    listed = reader.listing(data["criteria"], at(where, "criteria"), least=1, most=200)
    return IndicatorContent(
        code=reader.code(data["code"], at(where, "code"), "indicator", LONGEST_DIMENSION_CODE),
        title=reader.pair(data["title"], at(where, "title"), longest=LONGEST_TITLE),
        points=read_points(reader, data["points"], at(where, "points")),
        criteria=tuple(
            _read_criterion(reader, inner, at(at(where, "criteria"), position))
            for position, inner in enumerate(listed)
        ),
    )


REQUIRED = (
    "code",
    "title",
    "requirement",
    "points",
    "rule",
    "methods",
    "evidence",
    "department",
)
OPTIONAL = ("modifiers", "applies_to", "scored_by", "points_by_class")


def _read_criterion(reader: StandardReader, item: Any, where: str) -> CriterionContent:
    data = reader.mapping(item, where, REQUIRED, OPTIONAL)
    applies_to = reader.words(
        data.get("applies_to", ABSENT), at(where, "applies_to"), CLASS_KEYS, "class_unknown"
    )
    for name in sorted({key.partition(".")[0] for key in applies_to} - set(reader.classes)):
        reader.note("class_not_in_standard", at(where, "applies_to"), value=name)
    criterion = CriterionContent(
        code=reader.code(data["code"], at(where, "code"), "criterion"),
        title=reader.pair(data["title"], at(where, "title"), longest=LONGEST_TITLE),
        requirement=reader.pair(data["requirement"], at(where, "requirement")),
        points=read_points(reader, data["points"], at(where, "points")),
        rule=data["rule"] if isinstance(data["rule"], dict) else {},
        methods=reader.words(data["methods"], at(where, "methods"), METHODS, "method_unknown"),
        evidence=reader.evidence(data["evidence"], at(where, "evidence")),
        department=reader.department(data["department"], at(where, "department")),
        modifiers=read_modifiers(reader, data.get("modifiers", ABSENT), at(where, "modifiers")),
        applies_to=applies_to,
        scored_by=reader.choice(
            data.get("scored_by", ABSENT),
            at(where, "scored_by"),
            ("department",),
            "scored_by_unknown",
        ),
        points_by_class=_read_points_by_class(
            reader, data.get("points_by_class", ABSENT), at(where, "points_by_class")
        ),
    )
    if data["rule"] is not ABSENT:
        _note_rule_problems(reader, criterion, data["rule"], at(where, "rule"))
    return criterion


def _read_points_by_class(
    reader: StandardReader, value: Any, where: str
) -> tuple[tuple[str, Decimal], ...]:
    found = []
    for key, points in reader.mapping(value, where, optional=None).items():
        if key not in CLASS_KEYS:
            reader.note("class_unknown", at(where, key), value=key)
        found.append((key, read_points(reader, points, at(where, key))))
    return tuple(found)


def _note_rule_problems(
    reader: StandardReader, criterion: CriterionContent, rule: Any, where: str
) -> None:
    """Note each problem once, whichever classes it is found for."""
    if isinstance(rule, dict) and rule.get("type") == "bonus_per_unit":
        reader.note("bonus_rule_in_base", at(where, "type"))
        return
    classes = [name for name in reader.classes if _concerns(criterion, name)]
    if not criterion.points_by_class:
        found = check_rule(rule, criterion.points or None, classes=classes)
    else:
        found = []
        for name in _keys_of(classes):
            settled = _rule_for(rule, name)
            points = criterion.points_for(name) or None
            found += [one for one in check_rule(settled, points, classes=()) if one not in found]
    reader.problems += [problem.under(where) for problem in found]


def _concerns(criterion: CriterionContent, community_class: str) -> bool:
    """Whether some community of this class is judged by it."""
    heads = {key.partition(".")[0] for key in criterion.applies_to}
    return not heads or community_class in heads


def _keys_of(classes: Iterable[str]) -> list[str]:
    return [key for name in classes for key in (SUB_CLASSES if name == OLD_TOWN else (name,))]


def _rule_for(rule: Any, community_class: str) -> Any:
    """The rule as it stands for one class, as far as it can be told."""
    name = rule.get("type") if isinstance(rule, dict) else None
    kind = RULES.get(name) if isinstance(name, str) else None
    if kind is None or not isinstance(rule.get(kind.varying_by_class), dict):
        return rule
    return kind.for_class(rule, community_class, None)
