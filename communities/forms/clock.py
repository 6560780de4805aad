"""Forms that move the date of a sample portal."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmony.shared import clock

MOST_DAYS = 10 * 366
BY_DATE = "date"


class ClockForm(forms.Form):
    """How far: by a step, or to a date. ``day`` is then the day on which the portal will be."""

    step = forms.ChoiceField(
        label=_("Move the date"),
        choices=[
            ("1", _("By one day")),
            ("7", _("By one week")),
            ("28", _("By four weeks")),
            (BY_DATE, _("To the date below")),
        ],
        widget=forms.RadioSelect,
    )
    date = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        step = typed.get("step")
        if not step or self.errors:
            return typed
        if step == BY_DATE and not typed.get("date"):
            raise ValidationError({"date": _("Say which date.")})
        typed["day"] = typed["date"] if step == BY_DATE else _in_days(int(step))
        try:
            later(typed["day"])
        except ValidationError as error:
            self.add_error("date", error)
        return typed


def _in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def later(day: date) -> None:
    """Refuse a day that has come already, and one that is too far away to be meant."""
    if day <= clock.today():
        raise ValidationError(_("The date can only be moved forward."))
    if day > _in_days(MOST_DAYS):
        raise ValidationError(_("This is more than ten years ahead."))


class DayForm(forms.Form):
    """The day that was confirmed. Sent twice, it is reached once."""

    to = forms.DateField(widget=forms.HiddenInput, validators=[later])
