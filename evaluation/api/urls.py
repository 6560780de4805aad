"""Addresses of the interface for programs, with its schema and a page to browse it."""

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from communities.api.places import PlaceViewSet
from evaluation.api.accepted import AcceptedViewSet
from evaluation.api.declarations import DeclarationViewSet

router = SimpleRouter()
router.register("places", PlaceViewSet, basename="place")
router.register("declarations", DeclarationViewSet, basename="declaration")
router.register("accepted", AcceptedViewSet, basename="accepted")

# Swagger writes style attributes; only this page, for people who are signed in, allows them.
browse = csp_update({"style-src": "'unsafe-inline'"})(
    login_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))
)

app_name = "api"
urlpatterns = [
    path("", browse, name="browse"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    *router.urls,
]
