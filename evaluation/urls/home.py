from django.urls import path

from evaluation.views import home

urlpatterns = [
    path("home/", home.home, name="home"),
    path("gallery/", home.gallery, name="gallery"),
]
