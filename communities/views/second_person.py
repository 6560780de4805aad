"""A second person at the same screen, who confirms with their own name and password."""

from dataclasses import dataclass
from datetime import timedelta

from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from communities.models import User
from harmony.addresses import client_address


@dataclass(frozen=True)
class SecondPerson:
    """Who confirmed; or nobody, and why."""

    user: User | None
    problem: str = ""


@sensitive_variables()
def second_person(request: HttpRequest, username: str, password: str) -> SecondPerson:
    """Whose name and password these are, without signing them in.

    Wrong ones are counted and lock the name out, as at the sign-in.
    """
    username = username.replace("\0", "")  # PostgreSQL takes no NUL
    if not username or not password:
        return SecondPerson(None, _("A second person confirms with their user name and password."))
    found = authenticate(request, username=username, password=password)
    is_locked = getattr(request, "axes_locked_out", False)
    request.axes_locked_out = False  # type: ignore[attr-defined] # this page tells it, in place
    if is_locked:
        minutes = int(timedelta(hours=settings.AXES_COOLOFF_TIME).total_seconds() // 60)
        text = _(
            "There were too many wrong passwords for this user name. Please try again in"
            " %(minutes)s minutes, or ask your administrator for a new password."
        )
        return SecondPerson(None, text % {"minutes": minutes})
    if not isinstance(found, User):
        text = _("The user name or the password is not right. Please try again.")
        return SecondPerson(None, text)
    if found.pk == request.user.pk:
        return SecondPerson(None, _("Somebody else than you has to confirm."))
    if settings.AXES_ENABLED:
        reset(ip=client_address(request), username=username)
    return SecondPerson(found)
