"""Surveys and ballot boxes, as those who run and follow them see them."""

from django.urls import path

from evaluation.views import (
    audit_draw,
    ballot_boxes,
    commenting,
    desk,
    integrity,
    key_proofs,
    kiosks,
    survey_comparison,
    survey_files,
    survey_planner,
    surveys,
)

urlpatterns = [
    path("ballot-boxes/", ballot_boxes.listing, name="ballot-boxes"),
    path("ballot-boxes/new/", ballot_boxes.make, name="ballot-box-new"),
    path("ballot-boxes/<int:pk>/", ballot_boxes.ballot_box, name="ballot-box"),
    path("ballot-boxes/<int:pk>/proof/", key_proofs.prove_key, name="ballot-box-proof"),
    path("ballot-boxes/<int:pk>/key/", ballot_boxes.destroy_key, name="ballot-box-destroy"),
    path("ballot-boxes/<int:pk>/draw/", audit_draw.draw, name="audit-draw"),
    path(
        "ballot-boxes/<int:pk>/draw/questions.json",
        audit_draw.questions,
        name="audit-draw-questions",
    ),
    path("integrity/", integrity.listing, name="integrity"),
    path("integrity/board.<str:ending>", integrity.download, name="integrity-file"),
    path("integrity/<int:pk>/", integrity.survey, name="integrity-survey"),
    path("integrity/<int:pk>/review/", integrity.review, name="integrity-review"),
    path(
        "integrity/<int:pk>/complaints/<int:number>/",
        integrity.complaint,
        name="integrity-complaint",
    ),
    path("surveys/", surveys.listing, name="surveys"),
    path("surveys/chosen/", surveys.chosen, name="surveys-chosen"),
    path("surveys/planner/", survey_planner.planner, name="survey-planner"),
    path(
        "surveys/planner/plan.<str:ending>",
        survey_planner.planner_file,
        name="survey-planner-file",
    ),
    path("surveys/results/", survey_comparison.comparison, name="survey-results"),
    path(
        "surveys/results/table.<str:ending>",
        survey_comparison.comparison_file,
        name="survey-results-file",
    ),
    path("surveys/prepare/<int:declaration>/", surveys.prepare, name="survey-prepare"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/result.<str:ending>", survey_files.result, name="survey-file"),
    path("surveys/<int:pk>/open/", surveys.open_survey, name="survey-open"),
    path("surveys/<int:pk>/close/", surveys.close_survey, name="survey-close"),
    path("surveys/<int:pk>/dates/", surveys.new_dates, name="survey-dates"),
    path("surveys/<int:pk>/void/", surveys.void, name="survey-void"),
    path("surveys/<int:pk>/comments/", commenting.comments, name="comments"),
    path("surveys/<int:pk>/desk/", desk.desk, name="desk"),
    path("surveys/<int:pk>/paper/", desk.paper_form, name="paper-form"),
    path("surveys/<int:pk>/kiosks/", kiosks.kiosks, name="kiosks"),
    path("surveys/<int:pk>/kiosks/<int:kiosk>/end/", kiosks.end_kiosk, name="kiosk-end"),
]
