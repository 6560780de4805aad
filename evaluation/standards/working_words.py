"""The working of a score in words: each step, and the points it adds or takes away.

working_in_words(outcome) -> list[Line(text, amount)]
decided_in_words(outcome) -> str        the modifier that decided, or empty
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.standards.findings import Outcome
from evaluation.standards.scoring_rules import (
    EXCLUDED,
    EXEMPT_BY_TITLE,
    NO_EVIDENCE_ZERO,
    NOT_OCCURRED,
    Step,
)
from evaluation.standards.wording import points_word, said, with_unit
from harmony.shared.wording import plain_points, points

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of a working; ``amount`` is negative where points are taken off."""

    text: str
    amount: Decimal


def working_in_words(outcome: Outcome) -> list[Line]:
    """Line by line how the points came about; nothing where a modifier decided alone."""
    if outcome.working is None:
        return []
    return [Line(step_in_words(step), step.amount) for step in outcome.working.steps]


def decided_in_words(outcome: Outcome) -> str:
    """Why the rule did not decide, in one sentence; empty where it did."""
    return {
        EXCLUDED: _("Claimed as not applying here: it leaves the count."),
        EXEMPT_BY_TITLE: _("Full points because of the title held."),
        NOT_OCCURRED: _("Claimed as not occurred: full points, no bonus."),
        NO_EVIDENCE_ZERO: _("No written evidence is attached: 0 points."),
    }.get(outcome.applied, "")


def step_in_words(step: Step) -> str:
    return STEPS[step.code](step.params)


def _off_each(params: Params, what: str) -> str:
    sentence = ngettext(
        "%(what)s: %(count)s × %(per)s point",
        "%(what)s: %(count)s × %(per)s points",
        1 if Decimal(params["per"]) == 1 else 2,
    )
    return sentence % {
        "what": what,
        "count": params["count"],
        "per": plain_points(params["per"]),
    }


def _clauses_met(params: Params) -> str:
    return _("%(met)s of %(of)s clauses met") % params


def _part(params: Params) -> str:
    return _("%(label)s (of %(points)s)") % {
        "label": said(params["label"]),
        "points": points_word(params["points"]),
    }


def _steps_below(params: Params) -> str:
    sentence = ngettext(
        "%(value)s is %(count)s whole step of %(step)s below the target of %(target)s",
        "%(value)s is %(count)s whole steps of %(step)s below the target of %(target)s",
        params["count"],
    )
    return sentence % {
        "value": with_unit(params["value"], params["unit"]),
        "count": params["count"],
        "step": with_unit(params["step"], params["unit"]),
        "target": with_unit(params["target"], params["unit"]),
    }


def _no_step_below(params: Params) -> str:
    if Decimal(params["value"]) >= Decimal(params["target"]):
        return _value_and_target(_("%(value)s: the target of %(target)s is reached"), params)
    return _value_and_target(_("%(value)s: no whole step below the target of %(target)s"), params)


def _value_and_target(sentence: str, params: Params) -> str:
    return sentence % {
        "value": with_unit(params["value"], params["unit"]),
        "target": with_unit(params["target"], params["unit"]),
    }


def _band(params: Params) -> str:
    words = {key: plain_points(params[key]) for key in ("at_least", "below") if key in params}
    words["value"] = with_unit(params["value"], params["unit"])
    if "below" in words:
        return _("%(value)s lies from %(at_least)s to less than %(below)s") % words
    return _("%(value)s is %(at_least)s or more") % words


def _grade(params: Params) -> str:
    return _("%(passed)s of %(of)s passed: grade %(grade)s") % params


STEPS: dict[str, Callable[[Params], str]] = {
    "full_points": lambda params: _("Full points"),
    "clauses_met": _clauses_met,
    "part": _part,
    "misses": lambda params: _off_each(params, said(params["unit"])),
    "failing": lambda params: _off_each(params, said(params["label"])),
    "deduction_capped": lambda params: (
        _("At most %(points)s are taken off") % {"points": points_word(params["cap"])}
    ),
    "steps_below_target": _steps_below,
    "no_step_below_target": _no_step_below,
    "share_of_target": lambda params: _value_and_target(_("%(value)s of %(target)s"), params),
    "target_reached": lambda params: _value_and_target(
        _("%(value)s: the target of %(target)s is reached"), params
    ),
    "band_between": _band,
    "band_open": _band,
    "grade": _grade,
    "passed": lambda params: _("Met as a whole"),
    "not_passed": lambda params: _("Not met"),
    "judged": lambda params: _("As judged"),
    "bonus_count": lambda params: _off_each(params, said(params["unit"])),
    "bonus_capped": lambda params: (
        _("At most %(points)s") % {"points": points_word(params["cap"])}
    ),
    "not_below_zero": lambda params: _("Never below 0: the rest is not taken off"),
    "not_above": lambda params: _("Never above %(points)s") % {"points": points(params["points"])},
}
