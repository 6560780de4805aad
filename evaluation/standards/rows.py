"""From a standard as it is written in a file to the rows that keep it.

What is written has been checked by ``evaluation.standards.content`` before it comes here.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from evaluation.standards.models import (
    Criterion,
    Dimension,
    Indicator,
    PenaltyItem,
    Standard,
    VetoItem,
)

Written = Mapping[str, Any]


def texts(written: Written, *fields: str) -> dict[str, str]:
    """``{"title": {"zh": …, "en": …}}`` as ``title_zh`` and ``title_en``."""
    return {
        f"{field}_{language}": written.get(field, {}).get(language, "")
        for field in fields
        for language in ("zh", "en")
    }


def standard_fields(content: Written) -> dict[str, Any]:
    """The columns of the standard itself."""
    return {
        "key": content["key"],
        "edition": content["edition"],
        **texts(content, "title", "notice"),
        "base_points": Decimal(str(content["base_points"])),
        "declared_totals": content.get("declared_totals", {}),
        "bonus_cap": Decimal(str(content.get("bonus", {}).get("cap", 0))),
        "penalty_cap": Decimal(str(content.get("penalties", {}).get("cap", 0))),
        "professional_weight": Decimal(str(content["weights"]["professional"])),
        "residents_weight": Decimal(str(content["weights"]["residents"])),
        "moderation": content.get("moderation", {}),
        "levels": content["levels"],
        "content": dict(content),
    }


def create_parts(standard: Standard, content: Written) -> None:
    """Every dimension, indicator, criterion, bonus, penalty and veto of a standard that has none
    yet; each kind in one statement."""
    written = content["dimensions"]
    dimensions = Dimension.objects.bulk_create(
        Dimension(standard=standard, position=position, **_dimension(each))
        for position, each in enumerate(written, 1)
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(standard=standard, dimension=dimension, position=position, **_indicator(each))
        for dimension, whole in zip(dimensions, written, strict=True)
        for position, each in enumerate(whole["indicators"], 1)
    )
    criteria = chain(_criteria(indicators, written), _bonuses(content))
    Criterion.objects.bulk_create(
        Criterion(standard=standard, position=position, **fields)
        for position, fields in enumerate(criteria, 1)
    )
    PenaltyItem.objects.bulk_create(
        PenaltyItem(standard=standard, position=position, **_penalty(written))
        for position, written in enumerate(content.get("penalties", {}).get("items", ()), 1)
    )
    VetoItem.objects.bulk_create(
        VetoItem(standard=standard, position=position, **_veto(written))
        for position, written in enumerate(content.get("vetoes", ()), 1)
    )


def _criteria(indicators: Iterable[Indicator], dimensions: Iterable[Written]) -> Iterator[dict]:
    """The columns of each criterion, in the order of the standard."""
    written = (each for dimension in dimensions for each in dimension["indicators"])
    for indicator, each in zip(indicators, written, strict=True):
        for criterion in each["criteria"]:
            points = Decimal(str(criterion["points"]))
            yield {"indicator": indicator, "points": points, **_criterion(criterion)}


def _bonuses(content: Written) -> Iterator[dict]:
    """A bonus is a criterion without an indicator; its points are its own cap."""
    for written in content.get("bonus", {}).get("items", ()):
        yield {
            "kind": Criterion.Kind.BONUS,
            "points": Decimal(str(written["rule"]["cap"])),
            "bound_to": written.get("criterion", ""),
            **_criterion(written),
        }


def _indicator(written: Written) -> dict[str, Any]:
    return {
        "code": written["code"],
        "points": Decimal(str(written["points"])),
        **texts(written, "title"),
    }


def _dimension(written: Written) -> dict[str, Any]:
    return {
        "code": written["code"],
        "points": Decimal(str(written["points"])),
        "main_task": written.get("main_task"),
        **texts(written, "title"),
    }


def _criterion(written: Written) -> dict[str, Any]:
    return {
        "code": written["code"],
        **texts(written, "title", "requirement"),
        "rule": written["rule"],
        "modifiers": written.get("modifiers", []),
        "points_by_class": written.get("points_by_class", {}),
        "methods": written.get("methods", []),
        "applies_to": written.get("applies_to", []),
        "evidence": written.get("evidence", []),
        "department_key": written.get("department", ""),
        "scored_by": written.get("scored_by", ""),
        "look_back_months": written.get("look_back_months"),
    }


def _penalty(written: Written) -> dict[str, Any]:
    return {
        "code": written["code"],
        **texts(written, "title", "ground", "unit"),
        "per": Decimal(str(written["per"])),
        "cap": Decimal(str(written["cap"])) if written.get("cap") is not None else None,
        "look_back_months": written.get("look_back_months"),
    }


def _veto(written: Written) -> dict[str, Any]:
    return {
        "code": written["code"],
        **texts(written, "title", "ground", "established_by"),
        "look_back_months": written.get("look_back_months"),
    }
