"""What was typed meets what is done: the refusal of a verb becomes an error of the form."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError

from harmony.shared.workflow import TransitionRefused

Result = TypeVar("Result")


def result_of(form: forms.Form, verb: Callable[..., Result], /, *args, **details) -> Result | None:
    """Do it with what the valid form holds; nothing when it is refused, and the form says why."""
    try:
        return verb(*args, **form.cleaned_data, **details)
    except ValidationError as error:
        form.add_error(None, error)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.reason)
    return None
