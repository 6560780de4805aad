"""What an appraiser types in for one criterion: a finding, the claim confirmed, a reason."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.appraisal.services import departs
from evaluation.declarations.models import Entry
from evaluation.forms.findings import finding_form
from evaluation.models import Score
from evaluation.standards.findings import Outcome, score_finding

HOLDS, DOES_NOT_HOLD = "yes", "no"


class ScoreForm(forms.Form):
    """The finding has a form of its own, by the type of the rule; both are valid together."""

    use_required_attribute = False
    says_only = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=999_999)
    claim = forms.ChoiceField(
        label=_("Does the claim hold?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the claim holds.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed where you depart from the self-score. The community will read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data, *, score: Score, entry: Entry, start=None) -> None:
        """``start``: a finding to begin from where nothing is stored yet."""
        super().__init__(data, initial=_stored(score))
        self.score, self.entry = score, entry
        finding = score.finding or start or {}
        self.finding = finding_form(score.criterion, entry.declaration.community, data, finding)
        self.is_judged = score.criterion.rule["type"] == "judgement"
        if self.is_judged:
            del self.fields["reason"]  # a judgement carries its own
        if not entry.modifier:
            del self.fields["claim"]
            return
        claim = {"claim": Entry.Modifier(entry.modifier).label}
        self.fields["claim"].choices = [  # type: ignore[attr-defined]
            (HOLDS, _t("It holds: %(claim)s") % claim),
            (DOES_NOT_HOLD, _t("It does not hold; I record below what I found")),
        ]

    def is_valid(self) -> bool:
        # Both are asked, so that every mistake is told at once.
        both = [self.finding.is_valid(), super().is_valid()]
        return both[1] and (both[0] or self.claim_holds)

    @property
    def claim_holds(self) -> bool:
        return getattr(self, "cleaned_data", {}).get("claim") == HOLDS

    @property
    def finding_counts(self) -> bool:
        """Whether what is wrong with the finding has to be put right."""
        return not self.claim_holds and not self.says_only

    @property
    def found(self) -> dict:
        """The finding typed in; nothing where it is not right, or not needed."""
        return self.finding.finding if self.finding.is_valid() else {}

    def clean(self) -> dict:
        self.cleaned_data = super().clean() or self.cleaned_data
        if self.errors or self.claim_holds or not self.finding.is_valid():
            return self.cleaned_data
        if not self.found and not self.score.criterion.is_bonus:
            self.add_error(None, _t("Record what you found, or agree with the claim."))
        elif departs(self.entry, self._outcome()) and not self._reason():
            self.add_error("reason", _t("Say why you depart from the self-score."))
        return self.cleaned_data

    def _outcome(self) -> Outcome:
        return score_finding(
            self.score.criterion,
            self.found,
            community=self.entry.declaration.community,
            modifier=self._confirmed(),
            has_evidence=bool(self.entry.n_files),  # type: ignore[attr-defined]
        )

    def _confirmed(self) -> str:
        return self.entry.modifier if self.claim_holds else ""

    def _reason(self) -> str:
        if self.is_judged:
            return self.found.get("reason", "")
        return self.cleaned_data.get("reason", "")

    def values(self) -> dict:
        """What the service takes."""
        return {
            "version": self.cleaned_data["version"],
            "finding": self.found,
            "modifier": self._confirmed(),
            "reason": self._reason(),
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

    def say_only(self, text: str, *, version: int | None = None) -> None:
        """Show what was typed, with this and nothing else said; on top of a newer version."""
        self.data = self.data.copy()
        if version is not None:
            self.data["version"] = str(version)
        self.says_only = True
        self.full_clean()
        self.errors.clear()
        self.add_error(None, text)


def _stored(score: Score) -> dict:
    claim = HOLDS if score.modifier else DOES_NOT_HOLD
    return {
        "version": score.version,
        "claim": claim if score.version else None,
        "reason": score.reason,
    }
