"""Signing in, being locked out for a while, and the language one reads in."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.i18n import set_language

from communities.forms.people import LanguageForm, SignInForm
from communities.models import Post, User
from communities.people.services import choose_language
from harmony.shared import clock


class SignIn(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, sample_accounts=sample_accounts())


def sample_accounts() -> list[dict[str, str]]:
    """Who can sign in to the sample; nobody outside one."""
    if not settings.SAMPLE_MODE:
        return []
    posts = Post.objects.in_force(clock.today()).select_related("place", "department")
    accounts = User.objects.people().filter(is_sample=True, is_active=True).order_by("pk")
    return [
        {
            "username": account.username,
            "name": account.name,
            "post": _("; ").join(post.in_words for post in account.posts_now),
        }
        for account in accounts.prefetch_related(
            Prefetch("posts", queryset=posts, to_attr="posts_now")
        )
    ]


def locked_out(request: HttpRequest, response, credentials) -> HttpResponse:
    """The sign-in page again, saying for how long, and what can be done meanwhile."""
    minutes = int(timedelta(hours=settings.AXES_COOLOFF_TIME).total_seconds() // 60)
    form = SignInForm(request, data=None, initial={"username": request.POST.get("username", "")})
    context = {
        "form": form,
        "locked_out": _(
            "There were too many wrong passwords for this user name. Please try again in"
            " %(minutes)s minutes, or ask your administrator for a new password."
        )
        % {"minutes": minutes},
        "next": request.POST.get("next", ""),
        "sample_accounts": sample_accounts(),
    }
    return render(request, "registration/login.html", context, status=429)


@csrf_exempt
def choose(request: HttpRequest) -> HttpResponse:
    """Show the portal in another language from now on; for somebody signed in, everywhere.

    Whoever is not signed in needs no token for it, so that public pages set no cookie.
    """
    return (_choose_for_good if request.user.is_authenticated else set_language)(request)


@csrf_protect
def _choose_for_good(request: HttpRequest) -> HttpResponse:
    response = set_language(request)
    form = LanguageForm(request.POST)
    if request.method == "POST" and form.is_valid():
        choose_language(by=request.user, **form.cleaned_data)
    return response
