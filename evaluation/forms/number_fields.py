"""Fields for exact numbers as people type them: ４７．５, “95 %”, “300平方米”."""

import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evaluation.standards.figures import plain, read_decimal
from harmony.shared.wording import plain_points


class NumberField(forms.CharField):
    """An exact number within bounds, given back as JSON keeps it (``"47.5"``)."""

    def __init__(
        self,
        *,
        lowest: Decimal = Decimal(0),
        highest: Decimal | None = None,
        places: int = 6,
        units: tuple[str, ...] = (),
        **options,
    ) -> None:
        self.lowest, self.highest, self.places = lowest, highest, places
        self.units = tuple(filter(None, units))
        options.setdefault("max_length", 60)
        options.setdefault("required", False)
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value) -> str:
        text = self.alone(super().clean(value))
        return plain(self.read(text)) if text else ""

    def alone(self, text: str) -> str:
        """The number without its unit and without spaces."""
        text = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
        for unit in self.units:
            text = text.removesuffix(unicodedata.normalize("NFKC", unit)).strip()
        return text

    def read(self, text: str) -> Decimal:
        number = read_decimal(text)
        if number is None:
            raise ValidationError(_("Enter a number, for instance 47.5."))
        if number < self.lowest:
            raise ValidationError(
                _("Enter %(least)s or more.") % {"least": plain_points(self.lowest)}
            )
        if self.highest is not None and number > self.highest:
            raise ValidationError(
                _("Enter at most %(most)s.") % {"most": plain_points(self.highest)}
            )
        if number != round(number, self.places):
            raise ValidationError(
                _("Enter at most %(places)s decimal places.") % {"places": self.places}
            )
        return number


class CountField(NumberField):
    """A whole number of 0 or more."""

    def __init__(self, **options) -> None:
        options.setdefault("highest", Decimal(999_999))
        super().__init__(**options)
        self.widget.attrs["inputmode"] = "numeric"

    def read(self, text: str) -> Decimal:
        number = read_decimal(text)
        if number is None or number != int(number):
            raise ValidationError(_("Enter a whole number."))
        return Decimal(int(super().read(text)))
