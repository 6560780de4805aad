"""What is typed about evidence."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.models import Evidence
from harmony.shared import clock

UNUSED, USED = "no", "yes"


class EvidenceFilter(FilterForm):
    """Kind, use and free text of a library."""

    q = forms.CharField(label=_("Title or file name"))
    kind = forms.ChoiceField(label=_("Kind"))
    used = forms.ChoiceField(label=_("Use"))

    def __init__(self, query) -> None:
        super().__init__(query)
        self.fields["kind"].choices = [("", _t("Any kind")), *Evidence.Kind.choices]
        self.fields["used"].choices = [
            ("", _t("Used or not")),
            (USED, _t("Proves something")),
            (UNUSED, _t("Proves nothing yet")),
        ]
        self.full_clean()

    def narrow(self, evidence):
        """The files that match; ``uses_count`` is annotated on them."""
        chosen = self.chosen()
        if text := chosen.get("q"):
            evidence = evidence.matching(text)
        if kind := chosen.get("kind"):
            evidence = evidence.filter(kind=kind)
        if used := chosen.get("used"):
            condition = {"uses_count": 0}
            evidence = (
                evidence.filter(**condition) if used == UNUSED else evidence.exclude(**condition)
            )
        return evidence


class EvidenceForm(forms.Form):
    """What a file is, as people call it."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        error_messages={"required": _("Give the file a title.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Evidence.Kind.choices)
    event_date = forms.DateField(
        label=_("Date of the event"), widget=forms.DateInput, required=False
    )
    issued_by = forms.CharField(label=_("Issuing body"), max_length=120, required=False)

    def clean_event_date(self):
        day = self.cleaned_data["event_date"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_t("This day has not come yet."))
        return day
