from django.urls import path

from evaluation.views import evidence

urlpatterns = [
    path(
        "declarations/<int:pk>/criteria/<str:code>/evidence/",
        evidence.choose,
        name="criterion-evidence",
    ),
    path("communities/<slug:code>/evidence/", evidence.library, name="evidence-library"),
    path("evidence/<int:pk>/", evidence.file, name="evidence-file"),
    path("evidence/<int:pk>/thumbnail/", evidence.thumbnail, name="evidence-thumbnail"),
    path("evidence/<int:pk>/details/", evidence.details, name="evidence-details"),
    path("evidence/<int:pk>/discard/", evidence.discard, name="evidence-discard"),
]
