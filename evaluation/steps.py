"""The verb behind each move of a declaration. Pages, commands and the sample come through here."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from evaluation.acceptance import results
from evaluation.acceptance import services as acceptance
from evaluation.declarations import services as declarations
from evaluation.models import Declaration

STEPS: dict[str, Callable[..., Any]] = {
    "begin": declarations.begin,
    "submit": declarations.submit,
    "return": declarations.return_for_correction,
    "pass": declarations.pass_on,
    "return_to_street": declarations.return_to_street,
    "receive": declarations.receive,
    "appraise": results.appraise,
    "notice": acceptance.notice,
    "accept": acceptance.accept,
    "not_accept": acceptance.not_accept,
}


@transaction.atomic
def take_step(declaration: Declaration, name: str, *, by, note: str = "", **more) -> None:
    """Take the named step: all of it, or none of it.

    ``more`` is what the verb asks for besides: ``reasons`` of a return, ``notice`` of a notice,
    ``level`` of an acceptance. Raises TransitionRefused with the reason.
    """
    STEPS[name](declaration, by=by, note=note, **more)
