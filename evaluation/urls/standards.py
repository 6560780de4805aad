from django.urls import path

from evaluation.views import standard_files, standards

urlpatterns = [
    path("standards/", standards.listing, name="standards"),
    path("standards/import/", standards.take_in, name="standard-import"),
    path("standards/import/confirm/", standards.take_in_confirmed, name="standard-take-in"),
    path("standards/<int:pk>/", standards.standard, name="standard"),
    path("standards/<int:pk>/export.<str:ending>", standard_files.export, name="standard-export"),
    path("standards/<int:pk>/publish/", standards.publish, name="standard-publish"),
    path("standards/<int:pk>/retire/", standards.retire, name="standard-retire"),
    path("standards/<int:pk>/discard/", standards.discard, name="standard-discard"),
    path("standards/<int:pk>/next/", standards.next_version, name="standard-next"),
]
