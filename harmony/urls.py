"""Every address of the portal."""

from django.contrib.auth import views as auth
from django.urls import include, path

from communities.views import signing_in
from harmony.health import health

handler400 = "harmony.shared.refusals.could_not_be_read"

urlpatterns = [
    path("login/", signing_in.SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("health/", health, name="health"),
    path("i18n/setlang/", signing_in.choose, name="set_language"),
    path("api/", include("evaluation.api.urls")),
    path("", include("communities.urls")),
    path("", include("evaluation.urls")),
    path("", include("tasks.urls")),
]
