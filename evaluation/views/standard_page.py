"""A standard as people read it: dimension, indicator, criterion, and what surrounds them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from evaluation.models import Criterion, Standard
from evaluation.standards.classes import applies
from evaluation.standards.criterion_words import (
    CriterionWords,
    criterion_in_words,
    departments_of,
    look_back_in_words,
)
from evaluation.standards.messages import CLASSES
from evaluation.standards.wording import points_word, said
from harmony.shared.wording import percent, plain_points, together, whole


@dataclass(frozen=True)
class Section:
    """An indicator with its criteria; ``opens`` is set on the first of a dimension."""

    code: str
    title: str
    points: Decimal
    criteria: list[CriterionWords]


@dataclass(frozen=True)
class Chapter:
    """A dimension, with the sum of what is shown of it."""

    code: str
    title: str
    points: Decimal
    worth: str
    sections: list[Section] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(section.criteria) for section in self.sections)


@dataclass(frozen=True)
class StandardPage:
    """What the page of a standard shows, for all classes or for one."""

    chapters: list[Chapter]
    bonuses: list[CriterionWords]
    penalties: list[dict[str, Any]]
    vetoes: list[dict[str, Any]]
    levels: list[dict[str, Any]]
    facts: list[tuple[str, str]]
    classes: list[dict[str, Any]]


def standard_page(standard: Standard, chosen: str) -> StandardPage:
    """Two queries: the criteria with what they stand in, and the departments."""
    departments = departments_of(standard.district_id)
    rows = standard.criteria.select_related("indicator__dimension")
    shown = [row for row in rows if not chosen or applies(row.applies_to, chosen, None)]
    words = {row.pk: criterion_in_words(row, departments) for row in shown}
    return StandardPage(
        chapters=list(_chapters([row for row in shown if not row.is_bonus], words)),
        bonuses=[words[row.pk] for row in shown if row.is_bonus],
        penalties=[_ground(one) for one in _items(standard, "penalties")],
        vetoes=[_ground(one) for one in standard.content.get("vetoes", ())],
        levels=[_level(one) for one in standard.levels],
        facts=_facts(standard),
        classes=_classes(standard, chosen),
    )


def _chapters(rows: list[Criterion], words: dict[int, CriterionWords]) -> Iterator[Chapter]:
    for dimension, in_dimension in groupby(rows, key=lambda row: row.indicator.dimension):
        sections = []
        for indicator, criteria in groupby(in_dimension, key=lambda row: row.indicator):
            found = [words[row.pk] for row in criteria]
            sections.append(Section(indicator.code, indicator.title, indicator.points, found))
        yield Chapter(
            dimension.code,
            dimension.title,
            dimension.points,
            points_word(dimension.points),
            sections,
        )


def _items(standard: Standard, key: str) -> list[dict[str, Any]]:
    return standard.content.get(key, {}).get("items", [])


def _ground(written: dict[str, Any]) -> dict[str, Any]:
    """A penalty or a veto in words."""
    found = {
        "code": written["code"],
        "title": said(written["title"]),
        "ground": said(written["ground"]),
        "look_back": look_back_in_words(written.get("look_back_months")),
    }
    if "established_by" in written:
        found["established_by"] = said(written["established_by"])
    if "per" in written:
        words = {"points": points_word(written["per"]), "unit": said(written["unit"])}
        found["costs"] = _("%(points)s off for each %(unit)s.") % words
    if written.get("cap") is not None:
        cap = _("At most %(points)s are taken off.") % {"points": points_word(written["cap"])}
        found["costs"] = together([found["costs"], cap])
    return found


def _level(written: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": written["key"],
        "title": said(written["title"]),
        "conditions": list(_conditions(written["conditions"])),
    }


def _conditions(asked: dict[str, Any]) -> Iterator[str]:
    """Each condition of a level as a short sentence."""
    if asked.get("composite_at_least") is not None:
        yield _("Composite score at least %(n)s") % {
            "n": plain_points(asked["composite_at_least"])
        }
    if asked.get("satisfaction_rate_at_least") is not None:
        rate = percent(asked["satisfaction_rate_at_least"], 0)
        yield _("Satisfaction rate at least %(rate)s") % {"rate": rate}
    yield from _floors(asked.get("dimension_share_at_least") or {})
    if asked.get("valid_answers_at_least") is not None:
        answers = whole(asked["valid_answers_at_least"])
        yield _("At least %(n)s valid answers, or all households where there are fewer") % {
            "n": answers
        }
    if asked.get("vetoes_at_most") == 0:
        yield _("No veto")
    if asked.get("quota"):
        share = percent(asked["quota"]["percent_of_stage"], 0)
        yield _("At most %(share)s of the communities evaluated in the stage") % {"share": share}


def _floors(floors: dict[str, str]) -> Iterator[str]:
    shares = set(floors.values())
    if len(shares) == 1:
        share = percent(shares.pop(), 0)
        yield _("In every dimension at least %(share)s of its points") % {"share": share}
        return
    for code, share in floors.items():
        words = {"code": code, "share": percent(share, 0)}
        yield _("In dimension %(code)s at least %(share)s of its points") % words


def _facts(standard: Standard) -> list[tuple[str, str]]:
    weights = _("professional appraisal %(professional)s, residents %(residents)s") % {
        "professional": percent(standard.professional_weight * 100, 0),
        "residents": percent(standard.residents_weight * 100, 0),
    }
    return [
        (_("Edition"), standard.edition),
        (_("Version"), str(standard.version)),
        (_("Base points"), plain_points(standard.base_points)),
        (_("Bonus, at most"), plain_points(standard.bonus_cap)),
        (_("Penalties, at most"), plain_points(standard.penalty_cap)),
        (_("Weights"), weights),
        (_("Appraisers, at least"), str(standard.appraisers_needed)),
        (
            _("Tolerance"),
            _("%(share)s of a criterion’s points")
            % {"share": percent(standard.tolerance_percent, 0)},
        ),
    ]


def _classes(standard: Standard, chosen: str) -> list[dict[str, Any]]:
    """The tabs: all classes, and each the standard names."""
    keys = ["", *standard.content.get("classes", ())]
    return [
        {"key": key, "label": CLASSES.get(key, _("All classes")), "is_current": key == chosen}
        for key in keys
    ]
