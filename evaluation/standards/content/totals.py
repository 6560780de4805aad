"""Whether the points add up: for each class, against what the standard declares."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evaluation.standards.classes import OLD_TOWN, SUB_CLASSES, without_classes
from evaluation.standards.content.shapes import CriterionContent, StandardContent
from evaluation.standards.content.standard import read_standard
from evaluation.standards.content.writing import to_plain
from evaluation.standards.figures import ZERO, plain
from evaluation.standards.problems import Problem, at

WHOLE = "whole"
COMMON = "common"
CLASS_SPECIFIC = "class_specific"
DIMENSION = "dimension"
INDICATOR = "indicator"


@dataclass(frozen=True)
class Sum:
    """What the criteria of one class add up to, beside what is declared.

    ``level`` is ``whole``, ``common``, ``class_specific``, ``dimension`` or ``indicator``;
    ``code`` is that of the dimension or indicator. ``class_key`` may be a sub-class.
    """

    level: str
    class_key: str
    declared: Decimal
    reached: Decimal
    where: str
    code: str = ""

    @property
    def difference(self) -> Decimal:
        """Positive: too many points; negative: too few."""
        return self.reached - self.declared

    @property
    def meets(self) -> bool:
        return self.reached == self.declared


def class_keys_of(content: StandardContent) -> tuple[str, ...]:
    """The classes to add up for: old town by its sub-classes where something names them."""
    named = {
        key for one in content.criteria for key in (*one.applies_to, *dict(one.points_by_class))
    }
    keys: list[str] = []
    for name in content.classes:
        split = name == OLD_TOWN and not named.isdisjoint(SUB_CLASSES)
        keys += SUB_CLASSES if split else (name,)
    return tuple(keys)


def _is_common(criterion: CriterionContent, content: StandardContent) -> bool:
    return not criterion.applies_to or not without_classes(criterion.applies_to, content.classes)


def _total(criteria: Iterable[CriterionContent], class_key: str) -> Decimal:
    return sum((one.points_for(class_key) for one in criteria if one.applies(class_key)), ZERO)


def sums(content: StandardContent) -> tuple[Sum, ...]:
    """Every sum for every class, in the order of the standard.

    A dimension or indicator that has nothing for a class is not meant for it, and left out.
    """
    found = []
    common = [one for one in content.criteria if _is_common(one, content)]
    specific = [one for one in content.criteria if not _is_common(one, content)]
    for key in class_keys_of(content):
        found += [
            Sum(WHOLE, key, content.base_points, _total(content.criteria, key), "base_points"),
            Sum(
                COMMON,
                key,
                content.common_points,
                _total(common, key),
                "declared_totals.common",
            ),
            Sum(
                CLASS_SPECIFIC,
                key,
                content.class_points,
                _total(specific, key),
                "declared_totals.class_specific",
            ),
        ]
        found += _sums_of_parts(content, key)
    return tuple(found)


def _sums_of_parts(content: StandardContent, key: str) -> Iterable[Sum]:
    for position, dimension in enumerate(content.dimensions):
        where = at("dimensions", position)
        if any(one.applies(key) for one in dimension.criteria):
            reached = _total(dimension.criteria, key)
            place = at(where, "points")
            yield Sum(DIMENSION, key, dimension.points, reached, place, dimension.code)
        for number, indicator in enumerate(dimension.indicators):
            if any(one.applies(key) for one in indicator.criteria):
                reached = _total(indicator.criteria, key)
                place = at(at(at(where, "indicators"), number), "points")
                yield Sum(INDICATOR, key, indicator.points, reached, place, indicator.code)


def publishing_problems(content: StandardContent) -> list[Problem]:
    """Why this standard cannot be published yet; empty when it can."""
    _, problems = read_standard(to_plain(content))
    declared = content.common_points + content.class_points
    if declared != content.base_points:
        params = {"total": plain(declared), "declared": plain(content.base_points)}
        problems.append(Problem("declared_totals_differ", params, "declared_totals"))
    if not content.classes:
        problems.append(Problem("no_classes", {}, "classes"))
    problems += [_slip(one) for one in sums(content) if not one.meets]
    if content.residents_weight:
        problems += _counted_twice(content)
    return problems


def _slip(found: Sum) -> Problem:
    params = {
        "class": found.class_key,
        "code": found.code,
        "reached": plain(found.reached),
        "declared": plain(found.declared),
        "difference": f"{found.difference:+f}",
    }
    return Problem(f"sum_of_{found.level}", params, found.where)


def _counted_twice(content: StandardContent) -> Iterable[Problem]:
    """Residents who have a weight of their own may not decide a criterion's points as well."""
    for position, dimension in enumerate(content.dimensions):
        for number, indicator in enumerate(dimension.indicators):
            for place, criterion in enumerate(indicator.criteria):
                if "questionnaire" in criterion.methods:
                    where = (
                        f"dimensions[{position}].indicators[{number}].criteria[{place}].methods"
                    )
                    yield Problem("residents_counted_twice", {"code": criterion.code}, where)
