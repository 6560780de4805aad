"""What the office writes down while it evaluates: visits, penalties, vetoes, settlements."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.forms.checked_files import CheckedFileField, PhotosField
from evaluation.forms.number_fields import NumberField
from evaluation.models import Entry, PenaltyItem, VetoItem, Visit
from evaluation.standards.wording import points_word
from harmony.shared import clock
from harmony.shared.wording import plain_points


class DayField(forms.DateField):
    """A day that is not in the future."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        if day and day > clock.today():
            raise forms.ValidationError(_t("The date lies in the future."))
        return day


class VisitForm(forms.Form):
    """The report heard, or the site visited."""

    kind = forms.ChoiceField(
        label=_("What took place"),
        choices=Visit.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the report was heard or the site visited.")},
    )
    date = DayField(label=_("Date"))
    people = forms.CharField(
        label=_("People present"),
        help_text=_("Names or posts, for example: evaluation team, street office, committee."),
        max_length=300,
    )
    findings = forms.CharField(
        label=_("Findings"),
        help_text=_("The appraisers of this declaration read them."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("JPG, PNG or WebP, at most ten at once. Without people’s faces if possible."),
    )


class RecordForm(forms.Form):
    """A penalty or a veto: which item, on what ground, when, with what evidence."""

    item = forms.ModelChoiceField(
        label=_("Item"),
        queryset=None,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the item of the standard.")},
    )
    count = forms.IntegerField(
        label=_("Cases"),
        min_value=1,
        max_value=100,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    date = DayField(label=_("Date of the case"))
    ground = forms.CharField(
        label=_("Ground"),
        help_text=_("What happened, and who established it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = CheckedFileField(
        label=_("Evidence"),
        help_text=_("The paper that establishes it."),
        error_messages={"required": _("Add the paper that establishes it.")},
    )

    def __init__(self, *args, items, has_count: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["item"].label_from_instance = _item_in_words  # type: ignore[attr-defined]
        if not has_count:
            del self.fields["count"]

    def values(self) -> dict:
        """What the service takes."""
        given = dict(self.cleaned_data)
        file, content_type, _digest = given.pop("evidence")
        return given | {"evidence": (file, content_type)}


def _item_in_words(item: PenaltyItem | VetoItem) -> str:
    """The item as the standard says it, with what it costs and how far back it counts."""
    facts = []
    if isinstance(item, PenaltyItem):
        facts.append(_t("%(points)s off each time") % {"points": points_word(item.per)})
    if item.look_back_months:
        facts.append(_t("cases of the last %(months)s months") % {"months": item.look_back_months})
    words = {"item": item, "ground": item.ground, "facts": _t("; ").join(facts)}
    if not facts:
        return _t("%(item)s. %(ground)s") % words
    return _t("%(item)s. %(ground)s (%(facts)s)") % words


class ModerationForm(forms.Form):
    """The points that count, and why; or the community's claim confirmed."""

    claim = forms.ChoiceField(
        label=_("The community’s claim"), widget=forms.RadioSelect, required=False
    )
    points = NumberField(label=_("Points"), places=2)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stands beside the result, for everybody who may read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, most: Decimal, claimed: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        points = self.fields["points"]
        points.highest = most  # type: ignore[attr-defined]
        points.help_text = _t("0 to %(points)s") % {"points": plain_points(most)}
        if not claimed:
            del self.fields["claim"]
            return
        label = {"claim": Entry.Modifier(claimed).label}
        self.fields["claim"].choices = [  # type: ignore[attr-defined]
            ("", _t("It does not hold; these points count:")),
            (claimed, _t("It holds: %(claim)s") % label),
        ]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        is_missing = not cleaned.get("points") and "points" not in self.errors
        if is_missing and not cleaned.get("claim"):
            self.add_error("points", _t("Enter the points."))
        return cleaned

    def values(self) -> dict:
        """What the service takes."""
        return {
            "points": Decimal(self.cleaned_data["points"] or 0),
            "modifier": self.cleaned_data.get("claim", ""),
            "reason": self.cleaned_data["reason"],
        }
