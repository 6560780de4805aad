"""The comparison of two versions in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.acceptance.models import Level
from evaluation.models import Standard
from evaluation.standards.content import EvidenceContent, StandardContent, TextPair
from evaluation.standards.content.comparing import (
    BONUS,
    CRITERION,
    DIMENSION,
    INDICATOR,
    PENALTY,
    VETO,
    Change,
    Comparison,
    ItemChange,
    Movement,
)
from evaluation.standards.criterion_words import (
    CriterionWords,
    criterion_in_words,
    departments_of,
)
from evaluation.standards.messages import CLASSES
from evaluation.standards.wording import points_word
from harmony.shared.languages import in_language
from harmony.shared.wording import MISSING, labelled, listed, percent, plain_points

FIELDS = {
    "place": gettext_lazy("Place in the standard"),
    "title": gettext_lazy("Title"),
    "requirement": gettext_lazy("Requirement"),
    "points": gettext_lazy("Points"),
    "points_by_class": gettext_lazy("Points by class"),
    "rule": gettext_lazy("Scoring rule"),
    "modifiers": gettext_lazy("Modifiers"),
    "applies_to": gettext_lazy("Applies to"),
    "methods": gettext_lazy("Looked at by"),
    "evidence": gettext_lazy("Evidence"),
    "department": gettext_lazy("Responsible"),
    "scored_by": gettext_lazy("Scored by"),
    "main_task": gettext_lazy("Main task"),
    "ground": gettext_lazy("Ground"),
    "unit": gettext_lazy("Counted by"),
    "per": gettext_lazy("Points off each time"),
    "cap": gettext_lazy("At most"),
    "look_back_months": gettext_lazy("Looks back, in months"),
    "established_by": gettext_lazy("Established by"),
    "criterion": gettext_lazy("Bound to the criterion"),
}
FIGURES = {
    "edition": gettext_lazy("Edition"),
    "title": gettext_lazy("Title"),
    "notice": gettext_lazy("Notice"),
    "base_points": gettext_lazy("Base points"),
    "common_points": gettext_lazy("Points for all classes"),
    "class_points": gettext_lazy("Points for the class alone"),
    "classes": gettext_lazy("Classes"),
    "bonus_cap": gettext_lazy("Bonus, at most"),
    "penalty_cap": gettext_lazy("Penalties, at most"),
    "professional_weight": gettext_lazy("Weight of the professional appraisal"),
    "residents_weight": gettext_lazy("Weight of the residents’ evaluation"),
    "otherwise_title": gettext_lazy("Name of no level"),
    "appraisers_at_least": gettext_lazy("Appraisers, at least"),
    "tolerance_percent": gettext_lazy("Tolerance"),
    "level": gettext_lazy("The level itself"),
    "composite_at_least": gettext_lazy("Composite score, at least"),
    "satisfaction_rate_at_least": gettext_lazy("Satisfaction rate, at least"),
    "dimension_share_at_least": gettext_lazy("Share of the dimension’s points, at least"),
    "valid_answers_at_least": gettext_lazy("Valid answers, at least"),
    "vetoes_at_most": gettext_lazy("Established vetoes, at most"),
    "quota": gettext_lazy("Share of the stage, at most"),
}
KINDS = {
    DIMENSION: gettext_lazy("Dimension"),
    INDICATOR: gettext_lazy("Indicator"),
    CRITERION: gettext_lazy("Criterion"),
    BONUS: gettext_lazy("Bonus"),
    PENALTY: gettext_lazy("Penalty"),
    VETO: gettext_lazy("Veto"),
}
SHARES = {"professional_weight", "residents_weight"}
PERCENTS = {"tolerance_percent", "satisfaction_rate_at_least", "dimension_share_at_least"}


@dataclass(frozen=True)
class Line:
    """One thing that differs: each side is a list of short texts."""

    label: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class Item:
    """Something with a code that came, went or changed."""

    kind: str
    code: str
    title: str
    worth: str
    lines: list[Line]


@dataclass(frozen=True)
class Moved:
    """The points of a dimension; None where a version has none."""

    title: str
    class_name: str
    movement: Movement


class ComparisonPage:
    """What the page shows; three queries, however many criteria."""

    def __init__(
        self,
        comparison: Comparison,
        before: tuple[Standard, StandardContent],
        after: tuple[Standard, StandardContent],
    ) -> None:
        self._before = _rows_in_words(before[0], comparison, "before")
        self._after = _rows_in_words(after[0], comparison, "after")
        self._titles = {
            one.code: one.title for content in (before[1], after[1]) for one in content.dimensions
        }
        self.is_empty = comparison.is_empty
        self.added = [self._item(one) for one in comparison.added()]
        self.removed = [self._item(one) for one in comparison.removed()]
        self.changed = [self._item(one) for one in comparison.changed()]
        self.moved = [self._moved(one) for one in comparison.movements]
        self.surroundings = [self._figure(one) for one in comparison.surroundings]
        self.tells_classes = any(one.class_key for one in comparison.movements)

    def _item(self, change: ItemChange) -> Item:
        placed = change.after or change.before
        value = placed.value
        return Item(
            kind=str(KINDS[change.kind]),
            code=change.code,
            title=_said(value.title),
            worth=_worth(value),
            lines=[self._line(change, name) for name in change.fields],
        )

    def _line(self, change: ItemChange, name: str) -> Line:
        before = self._texts(change, name, self._before, change.before)
        after = self._texts(change, name, self._after, change.after)
        if before == after:
            before, after = [MISSING], [_("Changed in the other language only.")]
        return Line(str(FIELDS.get(name, name)), before, after)

    def _texts(self, change: ItemChange, name: str, rows, placed) -> list[str]:
        if name == "place":
            return [listed(placed.place)]
        if change.kind in {CRITERION, BONUS} and name in TEXTS and change.code in rows:
            return TEXTS[name](rows[change.code]) or [MISSING]
        return _told(getattr(placed.value, name, None))

    def _moved(self, movement: Movement) -> Moved:
        title = f"{movement.code} {_said(self._titles[movement.code])}"
        name = CLASSES[movement.class_key] if movement.class_key else _("All classes")
        return Moved(title, str(name), movement)

    def _figure(self, change: Change) -> Line:
        label = str(FIGURES.get(change.field, change.field))
        if change.part:
            label = labelled(change.part, label)
        if change.level:
            label = labelled(Level(change.level).label, label)
        return Line(
            label, _figure(change.field, change.before), _figure(change.field, change.after)
        )


def _rows_in_words(
    standard: Standard, comparison: Comparison, side: str
) -> dict[str, CriterionWords]:
    """The changed criteria of one side in words."""
    codes = [one.code for one in comparison.changed(CRITERION, BONUS)]
    departments = departments_of(standard.district_id)
    rows = standard.criteria.filter(code__in=codes)
    return {row.code: criterion_in_words(row, departments) for row in rows}


def _rule(words: CriterionWords) -> list[str]:
    parts = [labelled(text, earned) if earned else text for text, earned in words.rule.parts]
    return [*words.rule.sentences, *parts]


TEXTS: Mapping[str, Callable[[CriterionWords], list[str]]] = {
    "points": lambda words: [words.worth],
    "rule": _rule,
    "modifiers": lambda words: words.modifiers,
    "applies_to": lambda words: words.classes or [_("All classes")],
    "methods": lambda words: [words.methods] if words.methods else [],
    "evidence": lambda words: words.evidence,
    "department": lambda words: [words.department] if words.department else [],
}


def _said(pair: TextPair) -> str:
    return in_language(pair.zh, pair.en)


def _worth(value: Any) -> str:
    points = getattr(value, "points", None)
    return "" if points is None else points_word(points)


def _told(value: Any) -> list[str]:
    """Any value of a standard, as short texts."""
    if isinstance(value, TextPair):
        return [_said(value)]
    if isinstance(value, EvidenceContent):
        return [_said(value.label)]
    if isinstance(value, Decimal):
        return [plain_points(value)]
    if isinstance(value, tuple):
        return [text for one in value for text in _member(one)] or [MISSING]
    if value == "department":
        return [_("the department")]
    return [MISSING if value in (None, "") else str(value)]


def _member(one: Any) -> Iterable[str]:
    """One of several: a class, the points of a class, a piece of evidence."""
    if isinstance(one, TextPair | EvidenceContent):
        return _told(one)
    if isinstance(one, tuple):
        return [labelled(CLASSES.get(one[0], one[0]), plain_points(one[1]))]
    return [str(CLASSES.get(one, one))]


def _figure(name: str, value: Any) -> list[str]:
    if isinstance(value, Decimal) and name in SHARES:
        return [percent(value * 100, 0)]
    if isinstance(value, Decimal) and name in PERCENTS:
        return [percent(value, 0)]
    if name == "quota" and value:
        return [percent(Decimal(str(value["percent_of_stage"])), 0)]
    return _told(value)
