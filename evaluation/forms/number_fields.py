"""Fields for exact numbers as people type them: ４７．５, “95 %”, “300平方米”."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evaluation.standards.figures import plain
from harmony.shared.wording import plain_points

WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
LARGEST = Decimal(10**12)
"""More than any standard needs, and no number is kept that is as large (``read_decimal``)."""


def in_plain_digits(text: str) -> str:
    """The digits, point and sign of the keyboard, whichever width they were typed in."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def _number(text: str) -> Decimal | None:
    """The number that is written, however long: the bounds are told, not that it is none."""
    return Decimal(text) if WRITTEN.fullmatch(text) else None


class WrittenNumber(forms.CharField):
    """One number or several, kept as written but in plain digits; what they may be is checked
    with the standard."""

    def to_python(self, value) -> str:
        return in_plain_digits(super().to_python(value))


class PlainDecimalField(forms.DecimalField):
    """A number of a filter or a trial, in digits of either width."""

    def to_python(self, value):
        return super().to_python(in_plain_digits(value) if isinstance(value, str) else value)


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
        text = in_plain_digits(text)
        for unit in self.units:
            text = text.removesuffix(unicodedata.normalize("NFKC", unit)).strip()
        return text

    def read(self, text: str) -> Decimal:
        number = _number(text)
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
        if number >= LARGEST:
            raise ValidationError(_("Enter at most %(most)s.") % {"most": plain(LARGEST - 1)})
        if number != round(number, self.places):
            raise ValidationError(
                _("Enter at most %(places)s decimal places.") % {"places": self.places}
            )
        return Decimal(text[: text.index(".") + 1 + self.places] if "." in text else text)


class CountField(NumberField):
    """A whole number of 0 or more."""

    def __init__(self, **options) -> None:
        options.setdefault("highest", Decimal(999_999))
        super().__init__(**options)
        self.widget.attrs["inputmode"] = "numeric"

    def read(self, text: str) -> Decimal:
        number = _number(text)
        if number is None or number != number.to_integral_value():
            raise ValidationError(_("Enter a whole number."))
        return Decimal(int(super().read(text)))
