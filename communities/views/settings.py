"""What people set for themselves: their language and their password."""

from django.conf import settings as portal
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from communities.forms.people import LanguageForm, OwnPasswordForm
from communities.forms.verbs import result_of
from communities.people.services import change_password, choose_language
from communities.views.crumbs import trail


@sensitive_post_parameters("old", "password", "again")
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    save = request.POST.get("save", "")
    language = LanguageForm(
        request.POST if save == "language" else None,
        initial={"language": translation.get_language()},
    )
    password = OwnPasswordForm(request.POST if save == "password" else None)
    if language.is_valid() and (reader := result_of(language, choose_language, by=request.user)):
        return _language_saved(request, reader.language)
    if password.is_valid() and (person := result_of(password, change_password, by=request.user)):
        update_session_auth_hash(request, person)
        messages.success(request, _("Your new password is set."))
        return redirect("communities:settings")
    context = {
        "form": password if save == "password" else language,
        "language": language,
        "password": password,
        "crumbs": trail(_("Settings")),
    }
    return render(request, "communities/people/settings.html", context)


def _language_saved(request: HttpRequest, language: str) -> HttpResponse:
    """Say so in the language chosen, and let the sign-in page of this browser speak it too."""
    with translation.override(language):
        messages.success(request, _("Your language is saved."))
    response = redirect("communities:settings")
    response.set_cookie(
        portal.LANGUAGE_COOKIE_NAME,
        language,
        max_age=portal.LANGUAGE_COOKIE_AGE,
        secure=portal.LANGUAGE_COOKIE_SECURE,
        httponly=portal.LANGUAGE_COOKIE_HTTPONLY,
        samesite=portal.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
