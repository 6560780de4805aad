"""Surveys, and the one page that residents see."""

from django.urls import path

from evaluation.views import answering, surveys

urlpatterns = [
    path("q", answering.answer, name="answer"),  # as short as a QR code likes it
    path("q/", answering.answer),
    path("surveys/", surveys.listing, name="surveys"),
    path("surveys/chosen/", surveys.chosen, name="surveys-chosen"),
    path("surveys/prepare/<int:declaration>/", surveys.prepare, name="survey-prepare"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/open/", surveys.open_survey, name="survey-open"),
    path("surveys/<int:pk>/close/", surveys.close_survey, name="survey-close"),
    path("surveys/<int:pk>/dates/", surveys.new_dates, name="survey-dates"),
    path("surveys/<int:pk>/void/", surveys.void, name="survey-void"),
]
