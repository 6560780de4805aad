"""What the office fills in to open a kiosk."""

from django import forms
from django.utils.translation import gettext_lazy as _


class KioskForm(forms.Form):
    """Where the screen stands."""

    place = forms.CharField(
        label=_("Where the screen stands"),
        max_length=60,
        help_text=_("For example: service hall, counter 2."),
    )
