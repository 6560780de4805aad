"""What two of the staff fill in to replace one slip."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.models import SlipBatch
from evaluation.surveys.codes import LONGEST_TYPED
from evaluation.surveys.replacing import most_lost, originals


class BatchField(forms.ModelChoiceField):
    def label_from_instance(self, batch: SlipBatch) -> str:
        words = {"label": batch.label, "lost": batch.n_lost, "most": most_lost(batch)}
        return _t("%(label)s (%(lost)d of at most %(most)d lost slips replaced)") % words


class ReplaceForm(forms.Form):
    """The code of the slip that was brought back, or of which batch the lost one was; and the
    second person, whose name and password the view checks."""

    old_code = forms.CharField(
        label=_("Code of the slip that was brought back"),
        max_length=LONGEST_TYPED,
        required=False,
        help_text=_("It becomes void. Leave it empty when the slip is lost."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    batch = BatchField(
        SlipBatch.objects.none(),
        label=_("Batch of the lost slip"),
        required=False,
        help_text=_("Only when the slip is lost: it cannot be made void, so few are replaced."),
    )
    is_large = forms.BooleanField(label=_("One slip on each page, in large print"), required=False)
    second = forms.CharField(
        label=_("User name of the second person"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    second_password = forms.CharField(
        label=_("Password of the second person"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        lost = Count("replacements", filter=Q(replacements__was_returned=False))
        self.fields["batch"].queryset = originals(survey).annotate(n_lost=lost).order_by("pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("old_code") and cleaned.get("batch"):
            self.add_error("batch", _t("Either the code of a slip, or the batch of a lost one."))
        return cleaned
