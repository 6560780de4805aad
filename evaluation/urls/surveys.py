"""Questionnaires, surveys, and the one page that residents see."""

from django.urls import path

from evaluation.views import answering

urlpatterns = [
    path("q", answering.answer, name="answer"),  # as short as a QR code likes it
    path("q/", answering.answer),
]
