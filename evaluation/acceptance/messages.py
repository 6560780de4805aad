"""The result in words: conditions, what is lacking, and why there is no result.

condition_in_words(condition, dimension_title="") -> str     “Dimension E, share of its points”
reason_in_words(condition) -> str                            “Nobody answered validly.”, or empty
gap_in_words(condition) -> str                               “1.60 points short”, or empty
refusal_in_words(problem) -> str                             for ``CannotCompute.problem``
"""

from collections.abc import Callable

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluation.acceptance.calculation import (
    ALL_HOUSEHOLDS,
    COMPOSITE,
    DIMENSION_SHARE,
    NO_VALID_ANSWERS,
    NOBODY_RATED,
    SATISFACTION_RATE,
    VALID_ANSWERS,
    VETOES,
    Condition,
)
from evaluation.standards.problems import Problem
from harmony.shared.wording import listed

CONDITIONS = {
    COMPOSITE: _("Composite score"),
    SATISFACTION_RATE: _("Satisfaction rate"),
    DIMENSION_SHARE: _("Dimension %(code)s, share of its points"),
    VALID_ANSWERS: _("Valid answers"),
    VETOES: _("Established vetoes, at most"),
}

REASONS = {
    NO_VALID_ANSWERS: _("There is no valid answer from residents."),
    NOBODY_RATED: _("Nobody rated the overall question."),
    ALL_HOUSEHOLDS: _("All households, because there are so few."),
}

REFUSALS = {
    "nothing_applies": _("No criterion applies to this community, so there is no score."),
    "criteria_missing": _("There is no score yet for: %(codes)s."),
    "score_unknown": _("%(code)s is not a criterion for this class of community."),
    "listed_twice": _("%(code)s has two scores."),
    "out_of_bounds": _("The points of %(code)s lie outside what the standard allows."),
    "bonus_unknown": _("%(code)s is not a bonus of this standard."),
    "penalty_unknown": _("%(code)s is not a penalty of this standard."),
}


def condition_in_words(condition: Condition, dimension_title: str = "") -> str:
    """What is asked for; ``dimension_title`` stands behind the dimension's code."""
    named = f"{condition.dimension} {dimension_title}".strip()
    return str(CONDITIONS[condition.key]) % {"code": named}


def reason_in_words(condition: Condition) -> str:
    """Why there is nothing to compare, or why less is asked for; mostly empty."""
    return str(REASONS[condition.reason]) if condition.reason else ""


def _points(number: str, count: int) -> str:
    return ngettext("%(number)s point short", "%(number)s points short", count) % {
        "number": number
    }


def _answers(number: str, count: int) -> str:
    return ngettext("%(number)s answer short", "%(number)s answers short", count) % {
        "number": number
    }


def _vetoes(number: str, count: int) -> str:
    return ngettext("%(number)s veto too many", "%(number)s vetoes too many", count) % {
        "number": number
    }


def _percentage_points(number: str, count: int) -> str:
    return ngettext(
        "%(number)s percentage point short", "%(number)s percentage points short", count
    ) % {"number": number}


GAPS: dict[str, Callable[[str, int], str]] = {
    COMPOSITE: _points,
    SATISFACTION_RATE: _percentage_points,
    DIMENSION_SHARE: _percentage_points,
    VALID_ANSWERS: _answers,
    VETOES: _vetoes,
}


def gap_in_words(condition: Condition) -> str:
    """How far a condition is from being met; empty where it is."""
    if condition.met:
        return ""
    if condition.gap is None:
        return _t("nothing to compare")
    # Only 1 itself is one: 0.50 and 1.00 points are several.
    return GAPS[condition.key](format(condition.gap, "f"), 1 if str(condition.gap) == "1" else 2)


def refusal_in_words(problem: Problem) -> str:
    """Why the result cannot be computed."""
    params = dict(problem.params)
    if "codes" in params:
        params["codes"] = listed(params["codes"].split(", "))
    return str(REFUSALS[problem.code]) % params
