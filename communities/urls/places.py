from django.urls import path

from communities.views import places

urlpatterns = [
    path("places/import/", places.import_places, name="import-places"),
    path("places/import/<int:pk>/", places.import_places_preview, name="import-places-preview"),
]
