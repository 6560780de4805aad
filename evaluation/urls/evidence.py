from django.urls import path

from evaluation.views import evidence, evidence_keeping, uploading

urlpatterns = [
    path(
        "declarations/<int:pk>/criteria/<str:code>/evidence/",
        evidence.choose,
        name="criterion-evidence",
    ),
    path("communities/<slug:code>/evidence/", evidence.library, name="evidence-library"),
    path("communities/<slug:code>/evidence/uploads/", uploading.begin, name="evidence-uploads"),
    path("uploads/<slug:key>/", uploading.upload, name="evidence-upload"),
    path("uploads/<slug:key>/cancel/", uploading.cancel, name="evidence-upload-cancel"),
    path("evidence/<int:pk>/", evidence.file, name="evidence-file"),
    path("evidence/<int:pk>/thumbnail/", evidence.thumbnail, name="evidence-thumbnail"),
    path("evidence/<int:pk>/details/", evidence.details, name="evidence-details"),
    path(
        "evidence/<int:pk>/new-version/",
        evidence_keeping.new_version,
        name="evidence-new-version",
    ),
    path("communities/<slug:code>/evidence/room/", evidence_keeping.room, name="evidence-room"),
    path("evidence/room/", evidence_keeping.rooms, name="evidence-rooms"),
    path("evidence/<int:pk>/discard/", evidence.discard, name="evidence-discard"),
]
