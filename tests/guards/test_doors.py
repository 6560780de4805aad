"""Every page is behind the login, unless it is on this list."""

import re

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

PUBLIC = {
    "",
    "notices/",
    "notices/<int:pk>/",
    "accepted/",
    "boxes/",
    "boxes/promises/",
    "boxes/<slug:uid>/",
    "boxes/<slug:uid>/bundle.json",
    "receipt/",
    "verify/",
    "verify/<str:reference>/",
    "q",
    "q/",
    "q/complaint",
    "q/kiosk/<str:token>/",
    "login/",
    "health/",
    "i18n/setlang/",
}


def routes(resolver, prefix=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        else:
            yield route


def path_for(route):
    """A path of the right shape: ones wherever the route takes a value."""
    route = re.sub(r"\(\?P<[^>]+>[^)]*\)", "1" * 12, route)
    return "/" + re.sub(r"[\^$]|\\Z", "", re.sub(r"<[^>]+>", "1", route))


PRIVATE = sorted(set(routes(get_resolver())) - PUBLIC)


def test_public_pages_are_all_there():
    assert set(routes(get_resolver())) >= PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("route", PRIVATE)
def test_stranger_is_turned_away(client, route, method):
    response = getattr(client, method)(path_for(route))

    is_sent_to_login = response.status_code == 302 and response.url.startswith(settings.LOGIN_URL)
    is_home_after_leaving = route == "logout/" and response.status_code == 302
    assert is_sent_to_login or is_home_after_leaving or response.status_code in {401, 403, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(PUBLIC - {"login/", "i18n/setlang/"}))
def test_public_page_sets_no_cookie(client, route):
    assert not client.get(path_for(route)).cookies
