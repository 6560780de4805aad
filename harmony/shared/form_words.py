"""What every form says of a text or a number that cannot be taken, in our own words.

Django's own sentences speak of variables and null characters. They stand in the classes of its
validators, from which every field of every form and model takes them; so they are put there once,
when the portal starts (``SharedConfig.ready``).
"""

import re
from typing import Any

from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""What no text needs: everything but the tab and the ends of lines, and what turns the direction
of writing, with which a text can be made to read otherwise than it is."""

TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""The latter, for ``str.translate``, where a text is tidied and not refused."""

TOO_LONG = ngettext_lazy(
    "The text may have %(limit_value)d character; it has %(show_value)d.",
    "The text may have %(limit_value)d characters; it has %(show_value)d.",
    "limit_value",
)
TOO_SHORT = ngettext_lazy(
    "The text must have at least %(limit_value)d character; it has %(show_value)d.",
    "The text must have at least %(limit_value)d characters; it has %(show_value)d.",
    "limit_value",
)
TOO_SMALL = _("Enter %(limit_value)s or more.")
TOO_LARGE = _("Enter at most %(limit_value)s.")
FORBIDDEN = _(
    "The text holds invisible characters that cannot be kept, often from pasting. Delete them and"
    " type that place anew."
)


def _refuse_control_characters(validator: Any, value: Any) -> None:
    """In the place of Django's look at the null character alone."""
    if CONTROL.search(str(value)):
        raise ValidationError(validator.message, code=validator.code, params={"value": value})


def speak_our_words() -> None:
    """Put our sentences, and our look at control characters, where every form takes them from."""
    validators.MaxLengthValidator.message = TOO_LONG
    validators.MinLengthValidator.message = TOO_SHORT
    validators.MinValueValidator.message = TOO_SMALL
    validators.MaxValueValidator.message = TOO_LARGE
    # In the class itself: fields that were made before the portal started use it as well.
    null_characters: Any = validators.ProhibitNullCharactersValidator
    null_characters.message = FORBIDDEN
    null_characters.__call__ = _refuse_control_characters
