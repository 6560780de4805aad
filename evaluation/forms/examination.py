"""What an examiner types: agree or ask, criterion by criterion, and an opinion on the whole."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.declarations.answers import Chapter
from evaluation.declarations.examining import Said
from evaluation.models import Remark

LONGEST_REASON = 1000
LONGEST_OPINION = 2000


class ExaminationForm(forms.Form):
    """A verdict and a reason for each criterion that was handed up."""

    use_required_attribute = False
    round_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, chapters: list[Chapter], remarks: list[Remark], rounds: int):
        known = {remark.criterion_id: remark for remark in remarks}
        super().__init__(data, initial={"round_seen": rounds})
        self.criteria: dict[int, str] = {}
        for chapter in chapters:
            for answer in chapter.answers:
                criterion = answer.entry.criterion
                self.criteria[criterion.pk] = criterion.code
                self._add(criterion, known.get(criterion.pk))

    def _add(self, criterion, remark: Remark | None) -> None:
        words = {"code": criterion.code}
        self.fields[f"verdict_{criterion.pk}"] = forms.ChoiceField(
            label=_t("What do you say of %(code)s?") % words,
            choices=Remark.Verdict.choices,
            widget=forms.RadioSelect,
            required=False,
            initial=remark.verdict if remark else "",
        )
        self.fields[f"reason_{criterion.pk}"] = forms.CharField(
            label=_t("What is to be corrected in %(code)s") % words,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
            initial=remark.reason if remark else "",
        )

    def clean(self) -> dict:
        typed = super().clean() or {}
        for pk, code in self.criteria.items():
            verdict, reason = typed.get(f"verdict_{pk}"), typed.get(f"reason_{pk}", "").strip()
            if verdict == Remark.Verdict.ASK and not reason and f"reason_{pk}" not in self.errors:
                message = _t("Say what is to be corrected in %(code)s.") % {"code": code}
                self.add_error(f"reason_{pk}", message)
        return typed

    @property
    def said(self) -> dict[int, Said]:
        """What stands in the form. A reason without a verdict asks."""
        found = {}
        for pk in self.criteria:
            verdict = self.cleaned_data.get(f"verdict_{pk}", "")
            reason = self.cleaned_data.get(f"reason_{pk}", "").strip()
            if reason and not verdict:
                verdict = Remark.Verdict.ASK
            found[pk] = Said(verdict, reason if verdict == Remark.Verdict.ASK else "")
        return found

    def fields_of(self, pk: int) -> dict:
        return {"verdict": self[f"verdict_{pk}"], "reason": self[f"reason_{pk}"]}


class OpinionForm(forms.Form):
    """The opinion with which the street passes a declaration on."""

    note = forms.CharField(
        label=_("Opinion of the street"),
        help_text=_("What was checked, and what the office should know."),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the opinion of the street.")},
    )


class ReturnForm(forms.Form):
    """The reason that goes for the whole; needed where no criterion is named."""

    note = forms.CharField(
        label=_("Reason for the whole"),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def __init__(self, data=None, *, has_reasons: bool) -> None:
        super().__init__(data)
        self.has_reasons = has_reasons
        if not has_reasons:
            self.fields["note"].required = True
            self.fields["note"].help_text = _t(
                "No criterion is named, so everything can be written again."
            )
            self.fields["note"].error_messages["required"] = _t("Give a reason for the return.")


class QueueFilter(FilterForm):
    q = forms.CharField(label=_("Community"))
