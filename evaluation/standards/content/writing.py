"""A standard as plain values again, in the order and form of its file."""

from copy import deepcopy
from typing import Any

from evaluation.standards.content.shapes import (
    BonusContent,
    CriterionContent,
    DimensionContent,
    EvidenceContent,
    IndicatorContent,
    LevelContent,
    PenaltyContent,
    StandardContent,
    VetoContent,
)
from evaluation.standards.figures import plain
from evaluation.standards.reading import TextPair
from evaluation.standards.scoring_rules import MODIFIER_ORDER


def to_plain(content: StandardContent) -> dict[str, Any]:
    """The standard as plain values; reading them gives the same standard again."""
    return {
        "key": content.key,
        "edition": content.edition,
        "title": pair(content.title),
        **_given(notice=pair(content.notice)),
        "languages": {
            "leading": content.leading_language,
            "also": list(content.other_languages),
        },
        **_given(language_note=pair(content.language_note)),
        "base_points": plain(content.base_points),
        "declared_totals": {
            "common": plain(content.common_points),
            "class_specific": plain(content.class_points),
        },
        "classes": list(content.classes),
        "modifier_order": list(MODIFIER_ORDER),
        "dimensions": [_dimension(one) for one in content.dimensions],
        "bonus": {
            "cap": plain(content.bonus_cap),
            "items": [_bonus(one) for one in content.bonuses],
        },
        "penalties": {
            "cap": plain(content.penalty_cap),
            "items": [_penalty(one) for one in content.penalties],
        },
        "vetoes": [_veto(one) for one in content.vetoes],
        "weights": {
            "professional": plain(content.professional_weight),
            "residents": plain(content.residents_weight),
        },
        "moderation": {
            "appraisers_at_least": content.moderation.appraisers_at_least,
            "agreed_score": "mean",
            "tolerance_percent_of_points": plain(content.moderation.tolerance_percent),
            "beyond_tolerance": "moderate_with_reason",
        },
        "levels": [_level(one) for one in content.levels],
        "otherwise": {"key": content.otherwise_key, "title": pair(content.otherwise_title)},
    }


def pair(text: TextPair | None) -> dict[str, str] | None:
    return None if text is None else {"en": text.en, "zh": text.zh}


def _given(**values: Any) -> dict[str, Any]:
    """Only what is there: keys without a value are left out."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _evidence(items: tuple[EvidenceContent, ...]) -> list[dict[str, Any]]:
    return [{"type": one.type, "label": pair(one.label)} for one in items]


def _dimension(dimension: DimensionContent) -> dict[str, Any]:
    return {
        "code": dimension.code,
        "main_task": dimension.main_task,
        "title": pair(dimension.title),
        "points": plain(dimension.points),
        "indicators": [_indicator(one) for one in dimension.indicators],
    }


def _indicator(indicator: IndicatorContent) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "title": pair(indicator.title),
        "points": plain(indicator.points),
        "criteria": [criterion_to_plain(one) for one in indicator.criteria],
    }


def criterion_to_plain(criterion: CriterionContent) -> dict[str, Any]:
    """One criterion as in the file; its rule is a copy that may be changed."""
    by_class = {key: plain(points) for key, points in criterion.points_by_class}
    return {
        "code": criterion.code,
        "title": pair(criterion.title),
        "requirement": pair(criterion.requirement),
        "points": plain(criterion.points),
        **_given(points_by_class=by_class, applies_to=list(criterion.applies_to)),
        "rule": deepcopy(criterion.rule),
        "methods": list(criterion.methods),
        "evidence": _evidence(criterion.evidence),
        "department": criterion.department,
        **_given(scored_by=criterion.scored_by, modifiers=deepcopy(list(criterion.modifiers))),
    }


def _bonus(bonus: BonusContent) -> dict[str, Any]:
    return {
        "code": bonus.code,
        "title": pair(bonus.title),
        "requirement": pair(bonus.requirement),
        **_given(criterion=bonus.criterion),
        "rule": deepcopy(bonus.rule),
        **_given(look_back_months=bonus.look_back_months),
        "evidence": _evidence(bonus.evidence),
    }


def _penalty(penalty: PenaltyContent) -> dict[str, Any]:
    return {
        "code": penalty.code,
        "title": pair(penalty.title),
        "ground": pair(penalty.ground),
        "unit": pair(penalty.unit),
        "per": plain(penalty.per),
        **_given(cap=None if penalty.cap is None else plain(penalty.cap)),
        **_given(look_back_months=penalty.look_back_months),
        "evidence": _evidence(penalty.evidence),
    }


def _veto(veto: VetoContent) -> dict[str, Any]:
    return {
        "code": veto.code,
        "title": pair(veto.title),
        "ground": pair(veto.ground),
        **_given(look_back_months=veto.look_back_months),
        "established_by": pair(veto.established_by),
        "evidence": _evidence(veto.evidence),
    }


def level_to_plain(level: LevelContent) -> dict[str, Any]:
    """One level as in the file; conditions that are not asked for are left out."""
    numbers = {
        "composite_at_least": level.composite_at_least,
        "satisfaction_rate_at_least": level.satisfaction_rate_at_least,
    }
    asked = {key: plain(number) for key, number in numbers.items() if number is not None}
    if level.dimension_share_at_least:
        floors = {code: plain(share) for code, share in level.dimension_share_at_least}
        asked["dimension_share_at_least"] = floors  # type: ignore[assignment]
    if level.valid_answers_at_least is not None:
        asked["valid_answers_at_least"] = level.valid_answers_at_least  # type: ignore[assignment]
    return {
        "key": level.key,
        "title": pair(level.title),
        "conditions": {
            **asked,
            "vetoes_at_most": level.vetoes_at_most,
            "quota": deepcopy(level.quota),
        },
    }


_level = level_to_plain
