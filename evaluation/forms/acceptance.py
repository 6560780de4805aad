"""Forms of the last steps: public notice and decision."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.chosen import ChosenField
from communities.models import Programme
from evaluation.acceptance.services import check_period
from evaluation.models import Declaration, Level
from harmony.shared import clock
from harmony.shared.wording import points
from harmony.shared.workflow import TransitionRefused

LONGEST_NOTICE = timedelta(days=365)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NoticeForm(forms.Form):
    """The communities on a notice, its dates and its words."""

    declarations = ChosenField(
        label=_("Communities"),
        queryset=Declaration.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one community for the notice."),
            "invalid_choice": _("One of these no longer waits for a notice. Choose again."),
            "invalid_pk_value": _("One of these no longer waits for a notice. Choose again."),
        },
    )
    first_day = DayField(label=_("First day"))
    last_day = DayField(
        label=_("Last day"),
        help_text=_("At least 7 calendar days and at least 5 working days, both days counted."),
    )
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    text_zh = forms.CharField(
        label=_("Text in Chinese"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, waiting, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        field = self.fields["declarations"]
        field.queryset = waiting  # type: ignore[attr-defined]
        field.label_from_instance = _named  # type: ignore[attr-defined]

    def clean_first_day(self) -> date:
        first = self.cleaned_data["first_day"]
        if first < clock.today():
            raise forms.ValidationError(_t("A notice cannot begin in the past."))
        return first

    def clean_last_day(self) -> date:
        last = self.cleaned_data["last_day"]
        if last > clock.today() + LONGEST_NOTICE:
            raise forms.ValidationError(_t("A notice does not last longer than a year."))
        return last

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if not first or not last:
            return cleaned
        if last < first:
            self.add_error("last_day", _t("The last day lies before the first."))
            return cleaned
        cleaned["opens_at"] = _midnight(first)
        cleaned["closes_at"] = _midnight(last + timedelta(days=1)) - timedelta(seconds=1)
        try:
            check_period(self.programme, cleaned["opens_at"], cleaned["closes_at"])
        except TransitionRefused as refusal:
            self.add_error("last_day", str(refusal.reason))
        return cleaned

    def values(self) -> dict:
        """What the service takes, beside the declarations."""
        names = ("opens_at", "closes_at", "title_zh", "title_en", "text_zh", "text_en")
        return {name: self.cleaned_data[name] for name in names}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _named(declaration: Declaration) -> str:
    result = declaration.result
    return _t("%(community)s, %(street)s: %(level)s, %(composite)s") % {
        "community": declaration.community.name,
        "street": declaration.community.parent.name,
        "level": Level(result.level).label,
        "composite": points(result.composite),
    }


LEVEL_DECISIONS = [
    (Level.EXCELLENT.value, _("Accept as excellent")),
    (Level.GOOD.value, _("Accept as good")),
    (Level.QUALIFIED.value, _("Accept as qualified")),
    (Level.NOT_YET.value, _("Do not accept")),
]


class DecisionForm(forms.Form):
    """Accept at a level, or do not accept. Where a veto stands, only the latter."""

    level = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=LEVEL_DECISIONS,
        error_messages={
            "required": _("Choose the decision."),
            "invalid_choice": _("Choose the decision."),
        },
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Needed where the decision differs from the proposed level."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, proposed: str, has_veto: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        if has_veto:
            self.fields["level"].choices = LEVEL_DECISIONS[-1:]  # type: ignore[attr-defined]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        level = cleaned.get("level")
        if level and level != self.proposed and not cleaned.get("note"):
            self.add_error("note", _t("Say why the level differs from the proposed one."))
        return cleaned
