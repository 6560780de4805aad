from django.urls import path

from evaluation.views import assigning, moderation, records, review, review_queue

urlpatterns = [
    path("review/", review_queue.queue, name="review"),
    path("review/<int:pk>/", review.detail, name="review-declaration"),
    path("review/<int:pk>/appraisers/", assigning.assign, name="assign-appraisers"),
    path("review/<int:pk>/close/", review.close, name="close-evaluation"),
    path("review/<int:pk>/visits/new/", records.new_visit, name="new-visit"),
    path(
        "review/<int:pk>/visits/<int:visit_pk>/strike/", records.strike_visit, name="strike-visit"
    ),
    path("review/<int:pk>/moderation/", moderation.overview, name="moderation"),
    path("review/<int:pk>/moderation/<str:code>/", moderation.settle, name="settle"),
    path("review/<int:pk>/<slug:kind>/new/", records.new_record, name="new-record"),
    path(
        "review/<int:pk>/<slug:kind>/<int:record_pk>/strike/", records.strike, name="strike-record"
    ),
    path(
        "review/<int:pk>/<slug:kind>/<int:record_pk>/file/",
        records.record_file,
        name="record-file",
    ),
    path("assignments/<int:pk>/end/", assigning.end_assignment, name="end-assignment"),
    path("visits/photos/<int:pk>/", records.photo, name="visit-photo"),
]
