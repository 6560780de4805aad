"""What an appraiser types in for one criterion: a finding, the claim confirmed, a reason."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.declarations.models import Entry
from evaluation.forms.findings import finding_form
from evaluation.models import Score
from evaluation.standards.findings import score_finding


class ScoreForm(forms.Form):
    """The finding has a form of its own, by the type of the rule; both are valid together."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    modifier = forms.BooleanField(required=False)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed where you depart from the self-score. The community will read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data, *, score: Score, entry: Entry) -> None:
        initial = {
            "version": score.version,
            "modifier": bool(score.modifier),
            "reason": score.reason,
        }
        super().__init__(data, initial=initial)
        self.score, self.entry = score, entry
        self.finding = finding_form(
            score.criterion,
            entry.declaration.community,
            data,
            score.finding,
        )
        if entry.modifier:
            label = Entry.Modifier(entry.modifier).label
            self.fields["modifier"].label = _t("I confirm the claim “%(claim)s”") % {
                "claim": label
            }
        else:
            del self.fields["modifier"]

    def is_valid(self) -> bool:
        return self.finding.is_valid() and super().is_valid()

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.finding.is_valid() and self._departs(cleaned) and not cleaned.get("reason"):
            self.add_error("reason", _t("Say why you depart from the self-score."))
        return cleaned

    def _departs(self, cleaned: dict) -> bool:
        outcome = score_finding(
            self.score.criterion,
            self.finding.finding,
            community=self.entry.declaration.community,
            modifier=self._confirmed(cleaned),
            has_evidence=bool(self.entry.n_files),  # type: ignore[attr-defined]
        )
        return outcome.is_complete and outcome.points != (self.entry.points or 0)

    def _confirmed(self, cleaned: dict) -> str:
        return self.entry.modifier if cleaned.get("modifier") else ""

    def values(self) -> dict:
        """What the service takes."""
        return {
            "version": self.cleaned_data["version"],
            "finding": self.finding.finding,
            "modifier": self._confirmed(self.cleaned_data),
            "reason": self.cleaned_data["reason"],
        }

    def as_claimed(self) -> dict:
        """What the service takes from an appraiser who agrees with the claim as it stands."""
        typed = self.data.get("version", "")
        return {
            "version": int(typed) if typed.isdecimal() and len(typed) < 10 else -1,
            "finding": self.entry.finding,
            "modifier": self.entry.modifier,
            "reason": "",
        }

    def take_version(self, version: int) -> None:
        """Show the form again on top of what is stored meanwhile."""
        self.data = self.data.copy()
        self.data["version"] = str(version)
