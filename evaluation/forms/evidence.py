"""What is typed about evidence."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.models import Evidence
from harmony.shared import clock

UNUSED, USED = "no", "yes"
ALL_VERSIONS = "all"
FIRST_YEAR = 1949
"""No event that proves anything was earlier; what is, was mistyped."""


class EvidenceFilter(FilterForm):
    """Kind, use and free text of a library."""

    q = forms.CharField(label=_("Title or file name"))
    kind = forms.ChoiceField(label=_("Kind"))
    used = forms.ChoiceField(label=_("Use"))
    versions = forms.ChoiceField(label=_("Versions"))

    def __init__(self, query) -> None:
        super().__init__(query)
        self.fields["kind"].choices = [("", _t("Any kind")), *Evidence.Kind.choices]
        self.fields["used"].choices = [
            ("", _t("Used or not")),
            (USED, _t("Proves something")),
            (UNUSED, _t("Proves nothing yet")),
        ]
        self.fields["versions"].choices = [
            ("", _t("Newest only")),
            (ALL_VERSIONS, _t("All versions")),
        ]
        self.full_clean()

    def narrow(self, evidence):
        """The files that match; ``uses_count`` is annotated on them."""
        chosen = self.chosen()
        if chosen.get("versions") != ALL_VERSIONS:
            evidence = evidence.newest()
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


class ReplaceForm(forms.Form):
    """A newer version of a file, and the criteria being written that shall use it."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("The new version"),
        error_messages={
            "required": _("Choose the new version."),
            "empty": _("The file is empty."),
        },
    )
    entries = forms.TypedMultipleChoiceField(
        label=_("Where it takes the place of the old one"),
        help_text=_("These criteria are being written. What is not ticked keeps the old version."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data=None, files=None, *, uses) -> None:
        choices = {use.entry_id: use_in_words(use) for use in uses}
        super().__init__(data, files, initial={"entries": list(choices)})
        kinds = _t(
            "PDF, Word, Excel, PowerPoint, JPG, PNG, WebP, TXT or CSV, up to %(most)s MB each."
        )
        self.fields["file"].help_text = kinds % {"most": settings.UPLOAD_MB}
        if choices:
            self.fields["entries"].choices = list(choices.items())
        else:
            del self.fields["entries"]


def use_in_words(use) -> str:
    """“2026 · A1.1 Meetings are held”."""
    criterion = use.entry.criterion
    return f"{use.entry.declaration.stage.year} · {criterion.code} {criterion.title}"


class RoomForm(forms.Form):
    """Room for one community, in all, with the reason."""

    megabytes = forms.IntegerField(
        label=_("Room in all, in MB"), min_value=1, max_value=1_000_000, widget=forms.TextInput
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )


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
        if day is not None and day.year < FIRST_YEAR:
            raise forms.ValidationError(
                _t("Enter a day of %(year)s or later.") % {"year": FIRST_YEAR}
            )
        return day
