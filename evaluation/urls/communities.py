from django.urls import path

from evaluation.views import communities

urlpatterns = [
    path("communities/", communities.listing, name="communities"),
]
