from django.urls import path

from evaluation.views import classifying, communities, community, place_grids

urlpatterns = [
    path("communities/", communities.listing, name="communities"),
    path("communities/classify/", classifying.classifying, name="classify"),
    path("communities/classify/figures/", place_grids.figures, name="classify-figures"),
    path("communities/classify/names/", place_grids.names, name="classify-names"),
    path("communities/<str:code>/", community.place, name="community"),
]
