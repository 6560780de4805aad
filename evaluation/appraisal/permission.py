"""Whether somebody may do something in an evaluation now, said in one way for every verb."""

from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from evaluation.declarations.models import Declaration
from evaluation.declarations.states import State
from harmony.shared.workflow import TransitionRefused


def require(by, permission: str, declaration: Declaration) -> None:
    """Go on only where this person may do this to the declaration as it stands.

    Raises TransitionRefused while it is not in evaluation, which a page made before may not know
    of, and PermissionDenied where it is none of this person's business.
    """
    if not by.has_perm(f"evaluation.{permission}", declaration):
        refuse(declaration)


def refuse(declaration: Declaration) -> NoReturn:
    """Say that it is not possible any more, or yet; otherwise that it is not allowed."""
    if declaration.state != State.RECEIVED:
        raise TransitionRefused(
            _("Not possible while “%(state)s”.") % {"state": declaration.get_state_display()}
        )
    raise PermissionDenied
