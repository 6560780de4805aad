from django.urls import path

from communities.views import programme_import

urlpatterns = [
    path("programme/import/", programme_import.programme_import, name="import-programme"),
    path(
        "programme/import/<int:pk>/",
        programme_import.programme_import_preview,
        name="import-programme-preview",
    ),
]
