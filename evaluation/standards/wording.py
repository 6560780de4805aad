"""A scoring rule in words: what is looked at, and which points follow.

    rule_in_words(criterion, community=None) -> RuleWords(sentences, parts)
    modifiers_in_words(criterion) -> list[str]

Without a community, values that differ by class are all told, each with its class.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Place, Title
from evaluation.standards.findings import class_of
from evaluation.standards.messages import CLASSES
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import (
    EXCLUDED,
    EXEMPT_BY_TITLE,
    NO_EVIDENCE_ZERO,
    NOT_OCCURRED,
    RULES,
)
from harmony.shared.languages import in_language
from harmony.shared.wording import plain_points

Rule = Mapping[str, Any]
Pair = Mapping[str, str]


@dataclass(frozen=True)
class RuleWords:
    """Sentences, and the parts they speak of: a label, and what it earns or costs."""

    sentences: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)


def said(pair: Pair) -> str:
    """The text of a pair in the reader's language."""
    return in_language(pair.get("zh", ""), pair.get("en", ""))


def points_word(number: Any) -> str:
    """“1 point”, “0.5 points”."""
    text = plain_points(number)
    return ngettext("%(points)s point", "%(points)s points", _count(number)) % {"points": text}


def with_unit(value: Any, unit: Pair) -> str:
    """“50%”, “300 m²”."""
    words = {"value": plain_points(value), "unit": said(unit)}
    if unit.get("en") in {"%", "‰"}:
        return "{value}{unit}".format(**words)
    return _("%(value)s %(unit)s") % words


def _count(number: Any) -> int:
    """For choosing between one and many: only 1 itself is one."""
    return 1 if Decimal(str(number)) == 1 else 2


# ------------------------------------------------------------------ the rules
def rule_in_words(criterion: Criterion, community: Place | None = None) -> RuleWords:
    """The rule of a criterion, for one community or for all classes."""
    rule, kind = criterion.rule, RULES[criterion.rule["type"]]
    if community is not None:
        settled = kind.for_class(rule, **class_of(community))
        return _words(settled, criterion.points_for(community))
    if kind.varying == "target" or kind.varying_by_class not in rule:
        return _words(rule, criterion.points)
    return _words_by_class(rule, criterion)


def _words_by_class(rule: Rule, criterion: Criterion) -> RuleWords:
    """The words for each class that has a value of its own, then for the others."""
    kind = RULES[rule["type"]]
    found = RuleWords()
    keys = list(rule[kind.varying_by_class])
    for key in [*keys, ""] if kind.varying in rule else keys:
        settled = kind.for_class(dict(rule), key or None, None)
        label = CLASSES[key] if key else _("Other classes")
        points = Decimal(str(criterion.points_by_class.get(key, criterion.points)))
        words = _words(settled, points)
        found.sentences.extend(
            _("%(class)s: %(sentence)s") % {"class": label, "sentence": each}
            for each in words.sentences
        )
        found.parts.extend(
            (_("%(class)s: %(sentence)s") % {"class": label, "sentence": text}, earned)
            for text, earned in words.parts
        )
    return found


def _words(rule: Rule, points: Decimal) -> RuleWords:
    return WORDS[rule["type"]](rule, points)


def _count_met(rule: Rule, points: Decimal) -> RuleWords:
    rows = _("; ").join(
        ngettext("%(count)s met: %(points)s", "%(count)s met: %(points)s", count)
        % {"count": count, "points": points_word(earned)}
        for count, earned in enumerate(rule["table"])
    )
    return RuleWords(
        [_("The number of clauses met gives the points (%(rows)s).") % {"rows": rows}],
        [(said(clause["label"]), "") for clause in rule["clauses"]],
    )


def _sum_of_parts(rule: Rule, points: Decimal) -> RuleWords:
    return RuleWords(
        [_("The points of the parts are added up.")],
        [(said(part["label"]), points_word(part["points"])) for part in rule["parts"]],
    )


def _deduct_per_unit(rule: Rule, points: Decimal) -> RuleWords:
    per = rule["per"]
    sentence = ngettext(
        "%(per)s point off for each %(unit)s.",
        "%(per)s points off for each %(unit)s.",
        _count(per),
    )
    sentences = [sentence % {"per": plain_points(per), "unit": said(rule["unit"])}]
    if "expected" in rule:
        sentences.append(_("Expected: %(expected)s.") % {"expected": rule["expected"]})
    return RuleWords(sentences + _cap(rule))


def _deduct_listed(rule: Rule, points: Decimal) -> RuleWords:
    parts = []
    for failing in rule["failings"]:
        minus = points_word(failing["minus"])
        each = _("%(points)s off each time") if failing["each"] else _("%(points)s off, once")
        parts.append((said(failing["label"]), each % {"points": minus}))
    sentences = [_("Points are taken off for what is found.")]
    return RuleWords(sentences + _cap(rule), parts)


def _cap(rule: Rule) -> list[str]:
    if "cap" not in rule:
        return []
    return [_("At most %(points)s are taken off.") % {"points": points_word(rule["cap"])}]


def _targets(rule: Rule) -> str:
    """“Target: 300 m²”, or the target of each class."""
    if "target" in rule and "targets_by_class" not in rule:
        return with_unit(rule["target"], rule["unit"])
    targets: dict[Any, Any] = {
        CLASSES[key]: value for key, value in rule["targets_by_class"].items()
    }
    if "target" in rule:
        targets[_("Other classes")] = rule["target"]
    return _("; ").join(
        _("%(class)s %(target)s") % {"class": name, "target": with_unit(value, rule["unit"])}
        for name, value in targets.items()
    )


def _measured(rule: Rule) -> str:
    return _("%(measure)s – target: %(target)s.") % {
        "measure": said(rule["measure"]),
        "target": _targets(rule),
    }


def _deduct_per_step(rule: Rule, points: Decimal) -> RuleWords:
    per = rule["per"]
    sentence = ngettext(
        "%(per)s point off for each whole %(step)s below the target.",
        "%(per)s points off for each whole %(step)s below the target.",
        _count(per),
    )
    step = with_unit(rule["step"], rule["unit"])
    return RuleWords([_measured(rule), sentence % {"per": plain_points(per), "step": step}])


def _ratio(rule: Rule, points: Decimal) -> RuleWords:
    return RuleWords(
        [
            _measured(rule),
            _("Full points from the target on; below it, the share of the target reached."),
        ]
    )


def _bands(rule: Rule, points: Decimal) -> RuleWords:
    sentences = [_("%(measure)s: the band gives the points.") % {"measure": said(rule["measure"])}]
    parts = []
    for band in rule["bands"]:
        words = {"from": plain_points(band["at_least"])}
        if "below" in band:
            words["below"] = with_unit(band["below"], rule["unit"])
            text = _("%(from)s to less than %(below)s") % words
        else:
            words["from"] = with_unit(band["at_least"], rule["unit"])
            text = _("%(from)s and more") % words
        parts.append((text, points_word(band["points"])))
    return RuleWords(sentences, parts)


def _sampled_grades(rule: Rule, points: Decimal) -> RuleWords:
    sample = _("Sample: %(sample)s (%(place)s). Where there are fewer, all of them.") % {
        "sample": rule["sample"],
        "place": said(rule["place"]),
    }
    lines = _("; ").join(said(line) for line in rule["passes_when"])
    grades = [
        (
            _("Grade %(grade)s: at least %(share)s%% pass")
            % {
                "grade": grade["grade"],
                "share": plain_points(Decimal(str(grade["share_at_least"])) * 100),
            },
            points_word(grade["points"]),
        )
        for grade in rule["grades"]
    ]
    return RuleWords([sample, _("One passes when: %(lines)s.") % {"lines": lines}], grades)


def _pass_fail(rule: Rule, points: Decimal) -> RuleWords:
    return RuleWords([_("All or nothing: %(points)s.") % {"points": points_word(points)}])


def _judgement(rule: Rule, points: Decimal) -> RuleWords:
    sentence = _("0 to %(points)s as judged, with a written reason.")
    return RuleWords([sentence % {"points": points_word(points)}, said(rule["guide"])])


def _bonus_per_unit(rule: Rule, points: Decimal) -> RuleWords:
    per = rule["per"]
    sentence = ngettext(
        "%(per)s bonus point for each %(unit)s, %(cap)s at most.",
        "%(per)s bonus points for each %(unit)s, %(cap)s at most.",
        _count(per),
    )
    words = {
        "per": plain_points(per),
        "unit": said(rule["unit"]),
        "cap": plain_points(rule["cap"]),
    }
    return RuleWords([sentence % words])


WORDS: dict[str, Callable[[Rule, Decimal], RuleWords]] = {
    "count_met": _count_met,
    "sum_of_parts": _sum_of_parts,
    "deduct_per_unit": _deduct_per_unit,
    "deduct_listed": _deduct_listed,
    "deduct_per_step": _deduct_per_step,
    "ratio": _ratio,
    "bands": _bands,
    "sampled_grades": _sampled_grades,
    "pass_fail": _pass_fail,
    "judgement": _judgement,
    "bonus_per_unit": _bonus_per_unit,
}


# ------------------------------------------------------------------ what stands above a rule
def modifiers_in_words(criterion: Criterion) -> list[str]:
    """When something other than the rule decides, in the order in which it is asked."""
    return [_modifier(modifier) for modifier in criterion.modifiers]


def _modifier(modifier: Mapping[str, Any]) -> str:
    name = modifier["type"]
    if name == NO_EVIDENCE_ZERO:
        return _("Without written evidence: 0 points.")
    if name == EXEMPT_BY_TITLE:
        titles = " / ".join(str(Title(title).label) for title in modifier["titles"])
        return _("Full points for holders of the title: %(titles)s.") % {"titles": titles}
    sentence = {
        EXCLUDED: _("Left out of the count where this holds: %(when)s"),
        NOT_OCCURRED: _("Full points, but no bonus, where this holds: %(when)s"),
    }[name]
    return sentence % {"when": said(modifier["when"])}
