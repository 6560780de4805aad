"""What is typed in for a criterion: one form for each type of rule.

    finding_form(criterion, community, data=None, finding=None, prefix="finding") -> FindingForm

A form is valid when nothing in it is wrong; something may still be missing, so that a draft can
be saved. ``form.finding`` then has the shape of the rule. What nobody has touched is ``{}``.
"""

from communities.models import Place
from evaluation.forms.counting_forms import (
    BonusPerUnitForm,
    CountMetForm,
    DeductListedForm,
    DeductPerUnitForm,
    SumOfPartsForm,
)
from evaluation.forms.finding_form import Finding, FindingForm
from evaluation.forms.judging_forms import (
    JudgementForm,
    MeasuredForm,
    PassFailForm,
    SampledGradesForm,
)
from evaluation.standards.models import Criterion

FORMS: dict[str, type[FindingForm]] = {
    "count_met": CountMetForm,
    "sum_of_parts": SumOfPartsForm,
    "deduct_per_unit": DeductPerUnitForm,
    "deduct_listed": DeductListedForm,
    "deduct_per_step": MeasuredForm,
    "ratio": MeasuredForm,
    "bands": MeasuredForm,
    "sampled_grades": SampledGradesForm,
    "pass_fail": PassFailForm,
    "judgement": JudgementForm,
    "bonus_per_unit": BonusPerUnitForm,
}


def finding_form(
    criterion: Criterion,
    community: Place,
    data=None,
    finding: Finding | None = None,
    prefix: str = "finding",
) -> FindingForm:
    """The form that this criterion needs, with what is stored or was typed in it."""
    form = FORMS[criterion.rule["type"]]
    return form(
        data, criterion=criterion, community=community, finding=finding or {}, prefix=prefix
    )
