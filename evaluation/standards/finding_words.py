"""What somebody recorded on a criterion, in words: one line for each thing the rule asks.

    finding_in_words(criterion, finding, community) -> list[Said(text, value, is_met)]

Nothing recorded gives no lines. Half a finding gives the lines there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.models import Place
from evaluation.standards.findings import class_of
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import RULES
from evaluation.standards.wording import Rule, points_word, said, with_unit

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One line of a finding. ``is_met`` is None where nothing is met or missed."""

    text: str
    value: str = ""
    is_met: bool | None = None


def finding_in_words(
    criterion: Criterion, finding: Finding, community: Place | None = None
) -> list[Said]:
    """The lines of a finding that is complete, or of as much of it as there is."""
    if not finding:
        return []
    kind = RULES[criterion.rule["type"]]
    which = class_of(community) if community is not None else {}
    rule = kind.for_class(criterion.rule, **which) if which else criterion.rule
    return WORDS[rule["type"]](rule, finding)


def _count_met(rule: Rule, finding: Finding) -> list[Said]:
    met = set(finding.get("met", ()))
    return [
        Said(said(one["label"]), _yes_no(one["key"] in met), one["key"] in met)
        for one in rule["clauses"]
    ]


def _sum_of_parts(rule: Rule, finding: Finding) -> list[Said]:
    given = finding.get("parts", {})
    lines = []
    for part in rule["parts"]:
        if (points := given.get(part["key"])) is None:
            continue
        words = {"given": points_word(points), "most": points_word(part["points"])}
        value = _("%(given)s of %(most)s") % words
        lines.append(Said(said(part["label"]), value, _is_full(points, part["points"])))
    return lines


def _is_full(given: str, most: str) -> bool:
    return Decimal(given) == Decimal(most)


def _deduct_per_unit(rule: Rule, finding: Finding) -> list[Said]:
    if "misses" not in finding:
        return []
    return [Said(said(rule["unit"]), _times(finding["misses"]), int(finding["misses"]) == 0)]


def _deduct_listed(rule: Rule, finding: Finding) -> list[Said]:
    found = finding.get("failings")
    if found is None:
        return []
    if not any(int(times) for times in found.values()):
        return [Said(_("None of the failings was found."), is_met=True)]
    return [
        Said(said(one["label"]), _times(found[one["key"]]), False)
        for one in rule["failings"]
        if int(found.get(one["key"], 0))
    ]


def _measured(rule: Rule, finding: Finding) -> list[Said]:
    if "value" not in finding:
        return []
    return [Said(said(rule["measure"]), with_unit(finding["value"], rule["unit"]))]


def _sampled_grades(rule: Rule, finding: Finding) -> list[Said]:
    return [
        Said(place.get("name") or "–", _passed(place.get("passed")), place.get("passed"))
        for place in finding.get("places", ())
    ]


def _passed(value: bool | None) -> str:
    if value is None:
        return _("not looked at yet")
    return _("passed") if value else _("not passed")


def _pass_fail(rule: Rule, finding: Finding) -> list[Said]:
    met = finding.get("passed")
    if met is None:
        return []
    return [Said(_("Met as a whole") if met else _("Not met"), is_met=met)]


def _judgement(rule: Rule, finding: Finding) -> list[Said]:
    lines = []
    if "points" in finding:
        lines.append(Said(_("Points as judged"), points_word(finding["points"])))
    if finding.get("reason"):
        lines.append(Said(finding["reason"]))
    return lines


def _bonus_per_unit(rule: Rule, finding: Finding) -> list[Said]:
    return [Said(said(rule["unit"]), _times(finding["count"]))] if "count" in finding else []


def _yes_no(value: bool) -> str:
    return _("met") if value else _("not met")


def _times(count: Any) -> str:
    number = int(count)
    if not number:
        return pgettext("found or done", "0 times")
    return ngettext("%(n)s time", "%(n)s times", number) % {"n": number}


WORDS: dict[str, Callable[[Rule, Finding], list[Said]]] = {
    "count_met": _count_met,
    "sum_of_parts": _sum_of_parts,
    "deduct_per_unit": _deduct_per_unit,
    "deduct_listed": _deduct_listed,
    "deduct_per_step": _measured,
    "ratio": _measured,
    "bands": _measured,
    "sampled_grades": _sampled_grades,
    "pass_fail": _pass_fail,
    "judgement": _judgement,
    "bonus_per_unit": _bonus_per_unit,
}
