from django.urls import path

from evaluation.views import (
    comparing,
    standard_editor,
    standard_files,
    standards,
    trying_out,
)

urlpatterns = [
    path("standards/", standards.listing, name="standards"),
    path("standards/import/", standards.take_in, name="standard-import"),
    path("standards/import/confirm/", standards.take_in_confirmed, name="standard-take-in"),
    path("standards/<int:pk>/", standards.standard, name="standard"),
    path("standards/<int:pk>/export.<str:ending>", standard_files.export, name="standard-export"),
    path("standards/<int:pk>/compare/", comparing.compare_versions, name="standard-compare"),
    path("standards/<int:pk>/tried/", trying_out.tried, name="standard-tried"),
    path("standards/<int:pk>/sample/", trying_out.sample, name="standard-sample"),
    path("standards/<int:pk>/publish/", standards.publish, name="standard-publish"),
    path("standards/<int:pk>/retire/", standards.retire, name="standard-retire"),
    path("standards/<int:pk>/discard/", standards.discard, name="standard-discard"),
    path("standards/<int:pk>/next/", standards.next_version, name="standard-next"),
    path("standards/<int:pk>/edit/", standard_editor.outline, name="standard-edit"),
    path("standards/<int:pk>/edit/head/", standard_editor.head, name="standard-edit-head"),
    path("standards/<int:pk>/edit/levels/", standard_editor.levels, name="standard-edit-levels"),
    path("standards/<int:pk>/edit/add/<str:kind>/", standard_editor.add, name="standard-add"),
    path(
        "standards/<int:pk>/edit/<str:kind>/<str:code>/",
        standard_editor.part,
        name="standard-edit-part",
    ),
    path(
        "standards/<int:pk>/edit/<str:kind>/<str:code>/copy/",
        standard_editor.copy,
        name="standard-copy-part",
    ),
    path(
        "standards/<int:pk>/edit/<str:kind>/<str:code>/move/",
        standard_editor.move,
        name="standard-move-part",
    ),
    path(
        "standards/<int:pk>/edit/<str:kind>/<str:code>/remove/",
        standard_editor.remove,
        name="standard-remove-part",
    ),
]
