from django.urls import path

from evaluation.views import comparing, standards, trying_out

urlpatterns = [
    path("standards/", standards.listing, name="standards"),
    path("standards/import/", standards.take_in, name="standard-import"),
    path("standards/import/confirm/", standards.take_in_confirmed, name="standard-take-in"),
    path("standards/<int:pk>/", standards.standard, name="standard"),
    path("standards/<int:pk>/compare/", comparing.compare_versions, name="standard-compare"),
    path("standards/<int:pk>/tried/", trying_out.tried, name="standard-tried"),
    path("standards/<int:pk>/sample/", trying_out.sample, name="standard-sample"),
    path("standards/<int:pk>/publish/", standards.publish, name="standard-publish"),
    path("standards/<int:pk>/retire/", standards.retire, name="standard-retire"),
    path("standards/<int:pk>/discard/", standards.discard, name="standard-discard"),
    path("standards/<int:pk>/next/", standards.next_version, name="standard-next"),
]
