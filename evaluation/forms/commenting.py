"""What the office decides about comments."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.models import Comment

MOST_AT_ONCE = 100
LONGEST_KEY = 32


class ReviewForm(forms.Form):
    """The decision and its reason. ``one`` carries both a decision and a single comment: the
    buttons beside each; otherwise ``act`` is for those that are ticked."""

    reason = forms.CharField(
        label=_("Reason for withholding"),
        max_length=200,
        required=False,
        help_text=_(
            "For example: names a person, insults somebody. Needed for withholding, kept with it."
        ),
    )

    def __init__(self, data=None) -> None:
        super().__init__(data)
        one_act, _dot, one = (data.get("one", "") if data else "").partition(".")
        self.act = one_act or (data.get("act", "") if data else "")
        ticked = data.getlist("chosen")[:MOST_AT_ONCE] if data else []
        keys = [one] if one else ticked
        self.chosen = [key for key in keys if key.isalnum() and len(key) <= LONGEST_KEY]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.chosen:
            raise forms.ValidationError(_t("Choose at least one comment first."))
        is_withheld = self.act == Comment.Review.WITHHELD
        if is_withheld and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _t("Say why these comments are withheld."))
        return cleaned
