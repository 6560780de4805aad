"""Two people at one part of a draft, where one of them may have taken another type of rule.

marks_of_part(form, rule) -> str
met(form, rule, stored, stored_rule, marks) -> form, rule and the Meeting to show
"""

from django.utils.translation import gettext as _

from evaluation.forms.meanwhile import (
    Clash,
    Meeting,
    in_words,
    is_untouched,
    marks_of,
    merged,
    read_marks,
    take_over,
)
from evaluation.forms.rule_forms import NAMES, RuleForm, rule_form
from evaluation.forms.standard_parts import PartForm
from harmony.shared.wording import labelled, listed

TYPE = "rule_type"


def marks_of_part(form: PartForm, rule: RuleForm | None) -> str:
    """The marks of both forms, and the type of rule that the page showed."""
    return marks_of(form) + (f" {TYPE}={rule.type} {marks_of(rule)}" if rule else "")


def met(
    form: PartForm,
    rule: RuleForm | None,
    stored: PartForm,
    stored_rule: RuleForm | None,
    marks: str,
) -> tuple[PartForm, RuleForm | None, Meeting]:
    """What was sent beside what is stored by now; the forms given back show both together."""
    before = read_marks(marks)
    meeting = merged(form, stored, before)
    if rule is None or stored_rule is None:
        return stored, None, meeting
    if rule.type == stored_rule.type:
        meeting.add(merged(rule, stored_rule, before))
        return stored, stored_rule, meeting
    label = _("Scoring rule")
    if _is_as_before(rule, before):
        meeting.taken.append(label)
        return stored, stored_rule, meeting
    if not _is_as_before(stored_rule, before):
        meeting.clashes.append(Clash(label, _words(stored_rule), _words(rule)))
    shown = rule_form(rule.type)
    take_over(rule, shown)
    return stored, shown, meeting


def _is_as_before(rule: RuleForm, before: dict[str, str]) -> bool:
    return before.get(TYPE) == rule.type and is_untouched(rule, before)


def _words(rule: RuleForm) -> list[str]:
    filled = [(str(place.label), in_words(rule[name])) for name, place in rule.fields.items()]
    return [
        str(NAMES[rule.type]),
        *(labelled(label, listed(lines)) for label, lines in filled if lines != ["–"]),
    ]
