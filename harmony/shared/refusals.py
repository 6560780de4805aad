"""What somebody meets who is turned away before any page of ours could tell them why.

MIDDLEWARE = [… "harmony.shared.refusals.SignInLeadsBack", "….WrongMethodIsTold"]
CSRF_FAILURE_VIEW = "harmony.shared.refusals.page_was_open_too_long"
handler400 = "harmony.shared.refusals.could_not_be_read"
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

Answer = Callable[[HttpRequest], HttpResponse]
NEW_EACH_TIME = "csrfmiddlewaretoken"
SAVES_ITSELF = "X-Autosave"
NEVER_REPEATED = ("password", "passphrase", "secret", "share")
"""Part of a field's name; what such a field holds is written on no page, and typed once more."""


class SignInLeadsBack:
    """Whoever pressed a button while signed out comes back to the page that it was on.

    The address of the button itself would often show nothing: it takes what a button sends.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        to_sign_in = f"{settings.LOGIN_URL}?{REDIRECT_FIELD_NAME}="
        if request.method != "POST" or not response.get("Location", "").startswith(to_sign_in):
            return response
        page = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
            return response
        parts = urlsplit(page)
        response["Location"] = redirect_to_login(
            f"{parts.path}?{parts.query}" if parts.query else parts.path
        ).url
        return response


class WrongMethodIsTold:
    """A page with words in the place of Django's empty one, for whoever opens an address that
    only takes what a button sends."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Only for people: a program that asks the wrong way, perhaps while the database is down,
        # gets the plain answer.
        is_empty = response.status_code == 405 and not response.streaming and not response.content
        takes_pages = request.method == "GET" or "text/html" in request.headers.get("Accept", "")
        if not (is_empty and takes_pages):
            return response
        told = render(request, "405.html", status=405)
        told["Allow"] = response["Allow"]
        return told


def could_not_be_read(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is sent is broken; or it is more text than is taken, which has words of its own."""
    if not isinstance(exception, RequestDataTooBig):
        return bad_request(request, exception)
    if SAVES_ITSELF in request.headers:
        most = most_text()
        told = _("Not saved: this is more text than the %(most)s MB that are taken.") % {
            "most": most
        }
        return HttpResponse(told, status=413, content_type="text/plain; charset=utf-8")
    return render(request, "413.html", {"most": most_text()}, status=413)


def most_text() -> int:
    """How much may be typed into one form, in MB; files are not counted."""
    return (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024**2


def page_was_open_too_long(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of the form is old: somebody signed in again in another window meanwhile.

    Nothing was done. Where the form is certainly ours, all that was typed is offered again with
    a fresh token, to be sent with one press; files cannot be kept. It is said in whose name that
    is done: on a shared computer it may be another one's.
    """
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != NEW_EACH_TIME
    ]
    typed = [(name, value) for name, value in sent if not _is_secret(name)]
    context = {
        "typed": typed if _can_be_repeated(request) else [],
        "had_secrets": len(typed) < len(sent),
        "had_files": any(file.size for file in request.FILES.values()),
        "address": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=403)


def _is_secret(name: str) -> bool:
    return any(secret in name for secret in NEVER_REPEATED)


def _can_be_repeated(request: HttpRequest) -> bool:
    """Only for somebody signed in, and from a page of this portal."""
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return is_ours and request.user.is_authenticated
