"""Every address of the portal."""

from django.contrib.auth import views as auth
from django.urls import include, path

from harmony.health import health

urlpatterns = [
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("health/", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("evaluation.api.urls")),
    path("", include("communities.urls")),
    path("", include("evaluation.urls")),
]
