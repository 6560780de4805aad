from django.urls import path

from evaluation.views import classifying, communities, community

urlpatterns = [
    path("communities/", communities.listing, name="communities"),
    path("communities/classify/", classifying.classifying, name="classify"),
    path("communities/classify/figures/", classifying.figures, name="classify-figures"),
    path("communities/<str:code>/", community.place, name="community"),
]
